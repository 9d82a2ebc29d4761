using KopsPS.Fakes.Aws;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Health;

public sealed class GetKopsNodeHealthTests : IAsyncLifetime
{
    private const string Lost = "i-02f94c6a1d87be350";

    private readonly ModuleHost _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kopsps-").FullName;
    private KubeApi _api = null!;
    private string _kubeconfig = "";

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync();
        _kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder, "config"));
    }

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Writes_one_object_a_node_that_leads_back_to_its_cluster()
    {
        var nodes = Run("Get-KopsNodeHealth -ClusterName prod.example.com -Kubeconfig $k").Objects();
        Assert.Equal(19, nodes.Count);
        var lost = nodes.Single(node => (string)node.Properties["Name"].Value == Lost);
        Assert.Equal("Unhealthy", lost.Properties["Verdict"].Value.ToString());
        Assert.Equal("Node", lost.Properties["Kind"].Value);
        Assert.Equal("prod.example.com", lost.Properties["ClusterName"].Value);
        Assert.Equal(_kubeconfig, lost.Properties["Kubeconfig"].Value);
        Assert.Equal("prod.example.com", lost.Properties["Context"].Value);
    }

    [Theory]
    [InlineData("Get-KopsNodeHealth i-02f94c6a1d87be350 -Kubeconfig $k", 1)]
    [InlineData("Get-KopsNodeHealth -Name i-01*, I-03* -Kubeconfig $k", 3)]
    [InlineData("Get-KopsNodeHealth -InstanceGroup spot-* -Kubeconfig $k", 3)]
    [InlineData("Get-KopsNodeHealth -Unhealthy -Kubeconfig $k", 8)]
    [InlineData("'i-02f94c6a1d87be350', 'i-01b7d3e9f8a246c5e' | Get-KopsNodeHealth -Kubeconfig $k", 2)]
    [InlineData("Get-KopsNodeHealth -Unhealthy -Kubeconfig $k | Get-KopsNodeHealth", 8)]
    [InlineData("[pscustomobject]@{ ClusterName = 'prod.example.com'; Name = 'prod.example.com'; Kubeconfig = $k } | Get-KopsNodeHealth", 19)]
    public void Chooses_nodes(string script, int count) => Assert.Equal(count, Run(script).Objects().Count);

    [Fact]
    public void What_is_neither_a_node_nor_a_cluster_is_refused()
    {
        Assert.Equal("InputObjectNotBound,KopsPS.Commands.GetKopsNodeHealthCommand", Run("[version]'1.2' | Get-KopsNodeHealth -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Equal(
            "ParameterArgumentTransformationError,KopsPS.Commands.GetKopsNodeHealthCommand", Run("Get-KopsNodeHealth ([version]'1.2') -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public void Empty_properties_of_a_piped_object_say_nothing()
    {
        var nodes = Run("[pscustomobject]@{ ClusterName = 'prod.example.com'; Kubeconfig = $null; Context = $null } | Get-KopsNodeHealth -Kubeconfig $k").Objects();
        Assert.Equal(19, nodes.Count);
        Assert.Equal(19, Run("Set-KopsDefault -Kubeconfig $k; [pscustomobject]@{ ClusterName = $null; Kubeconfig = $null; Context = $null } | Get-KopsNodeHealth").Objects().Count);
    }

    [Fact]
    public async Task Stop_leaves_a_server_that_hangs()
    {
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.When("/api/v1/nodes", KubeAnswer.From(async context =>
        {
            context.RequestAborted.Register(() => gone.TrySetResult());
            hanging.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        using var script = _shell.Start("Get-KopsNodeHealth -Kubeconfig $k", ("k", _kubeconfig));
        await hanging.Task.WaitAsync(TimeSpan.FromMinutes(1));

        var result = await script.StopAsync();

        Assert.True(result.Stopped);
        Assert.Empty(result.Output);
        Assert.Empty(result.AllErrors);
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("-Context nobody", "KubernetesContextNotFound", "ObjectNotFound")]
    [InlineData("-ClusterName other.example.com", "KubernetesContextNotFound", "ObjectNotFound")]
    [InlineData("-ClusterName other.example.com -Context prod.example.com", "KubernetesContextMismatch", "InvalidArgument")]
    public void A_wrong_context_is_told_before_anything_is_sent(string arguments, string id, string category)
    {
        var error = Run($"Get-KopsNodeHealth {arguments} -Kubeconfig $k").SingleError();
        Assert.Equal($"{id},KopsPS.Commands.GetKopsNodeHealthCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.Contains("prod.example.com", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public async Task Nobody_there_and_nobody_trusted_have_ids_of_their_own()
    {
        await using (var expired = await KubeApi.StartAsync(new KubeApiOptions { ExpiredServerCertificate = true }))
        {
            expired.WriteKubeconfig(_kubeconfig);
            Assert.Equal("KubernetesApiCertificate,KopsPS.Commands.GetKopsNodeHealthCommand", Run("Get-KopsNodeHealth -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        }

        var error = Run("Get-KopsNodeHealth -Kubeconfig $k").SingleError();
        Assert.Equal("KubernetesApiUnreachable,KopsPS.Commands.GetKopsNodeHealthCommand", error.FullyQualifiedErrorId);
        Assert.Equal("ConnectionError", error.CategoryInfo.Category.ToString());
        Assert.NotNull(error.ErrorDetails!.RecommendedAction);
    }

    [Fact]
    public void Ages_and_verdicts_go_by_the_servers_clock()
    {
        // This machine's clock is the same in both runs, and far from the recorded one: only the server's may count.
        const string Sound = "i-01b7d3e9f8a246c5e";
        Assert.Equal("Healthy", Run($"Get-KopsNodeHealth {Sound} -Kubeconfig $k").Single().Properties["Verdict"].Value.ToString());

        _api.Clock = () => KubeRecordings.Now.AddHours(1);
        var later = Run($"Get-KopsNodeHealth {Sound} -Kubeconfig $k").Single();
        Assert.Equal("Unhealthy", later.Properties["Verdict"].Value.ToString());
        Assert.Equal(KubeRecordings.Now.AddHours(1), later.Properties["ObservedAt"].Value);
    }

    [Fact]
    public void Nodes_piped_in_are_looked_up_with_one_list_a_cluster()
    {
        Run("Get-KopsNodeHealth -Kubeconfig $k | Get-KopsNodeHealth").Objects();
        Assert.Equal(2, _api.Requests.Count(request => request.Path == "/api/v1/nodes"));
    }

    [Fact]
    public void A_name_that_is_not_there_is_told_after_those_that_are()
    {
        var result = Run($"Get-KopsNodeHealth {Lost}, i-missing -Kubeconfig $k");
        Assert.Equal("KubernetesNodeNotFound,KopsPS.Commands.GetKopsNodeHealthCommand", result.SingleError().FullyQualifiedErrorId);
        Assert.Equal(Lost, Assert.Single(result.Output).Properties["Name"].Value);
    }

    [Theory]
    [InlineData("Get-KopsNodeHealth -Quiet -Kubeconfig $k", false)]
    [InlineData("Get-KopsNodeHealth i-01b7d3e9f8a246c5e -Quiet -Kubeconfig $k", true)]
    [InlineData("Get-KopsNodeHealth -InstanceGroup none -Quiet -Kubeconfig $k", false)]
    public void Quiet_gives_only_a_boolean(string script, bool sound) => Assert.Equal(sound, Run(script).Single().BaseObject);

    [Fact]
    public void Session_defaults_count_where_nothing_is_said()
    {
        Assert.Equal(19, Run("Set-KopsDefault -Kubeconfig $k -Context prod.example.com; Get-KopsNodeHealth").Objects().Count);
        Assert.Equal(
            "KubernetesContextNotFound,KopsPS.Commands.GetKopsNodeHealthCommand",
            Run("Get-KopsNodeHealth -ClusterName other.example.com").SingleError().FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("bad", "KubernetesUnauthorized", "AuthenticationError")]
    [InlineData("pods-only", "KubernetesForbidden", "PermissionDenied")]
    public void Faults_have_their_ids(string user, string id, string category)
    {
        _api.Rights["pods-only"] = ["pods"];
        _api.WriteKubeconfig(_kubeconfig, user);
        var error = Run("Get-KopsNodeHealth -Kubeconfig $k").SingleError();
        Assert.Equal($"{id},KopsPS.Commands.GetKopsNodeHealthCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.NotNull(error.ErrorDetails?.RecommendedAction ?? error.Exception.Message);
    }

    [Fact]
    public void The_context_is_named_on_the_verbose_stream_and_no_token_anywhere()
    {
        var result = Run("Get-KopsNodeHealth -Kubeconfig $k -Verbose -Debug");
        Assert.Contains(result.Verbose, line => line.Contains("context 'prod.example.com'", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Verbose.Concat(result.Debug), line => line.Contains("token-of", StringComparison.Ordinal));
    }

    [Fact]
    public void The_view_shows_what_counts()
    {
        var text = _shell.Show($"Get-KopsNodeHealth {Lost} -Kubeconfig $k", ("k", _kubeconfig));
        Assert.Matches(@"Name\s+Group\s+Verdict\s+Since\s+Finding", text);
        Assert.Matches($@"{Lost}\s+nodes-us-east-1a\s+Unhealthy\s+11m\s+NodeNotReady: kubelet silent", text);
    }

    [Fact]
    public void A_narrow_terminal_still_shows_the_finding()
    {
        using var narrow = new ModuleHost(width: 80);

        Assert.Matches(
            $@"{Lost}\s+nodes-us-east-1a\s+Unhealthy\s+11m\s+NodeNotReady",
            narrow.Show($"Get-KopsNodeHealth {Lost} -Kubeconfig $k", ("k", _kubeconfig)));
    }

    [Fact]
    public void Pods_are_judged_where_they_are_wanted()
    {
        _api.Remove("/api/v1/pods", _api.Recordings.NameOfAgent("cilium", "i-01b7d3e9f8a246c5e"));
        Assert.Equal("Healthy", Run("Get-KopsNodeHealth i-01b7d3e9f8a246c5e -Kubeconfig $k").Single().Properties["Verdict"].Value.ToString());
        Assert.Equal("NodeAgentMissing", Run("(Get-KopsNodeHealth i-01b7d3e9f8a246c5e -IncludePod -Kubeconfig $k).Findings.Code").Single().BaseObject);
        Assert.Equal("Healthy", Run("Get-KopsNodeHealth i-01b7d3e9f8a246c5e -IncludePod -ExcludeCheck NodeAgent* -Kubeconfig $k").Single().Properties["Verdict"].Value.ToString());
    }

    [Fact]
    public void Thresholds_come_by_parameter_and_by_file()
    {
        // All recorded nodes are a quarter of an hour old.
        File.WriteAllText(Path.Combine(_folder, "limits.yaml"), "Node:\n  CertificateAgeWarning: 1m\n");
        Assert.Equal(
            "Degraded", Run($"Get-KopsNodeHealth i-01b7d3e9f8a246c5e -Kubeconfig $k -ThresholdPath '{_folder}/limits.yaml'").Single().Properties["Verdict"].Value.ToString());
        Assert.Equal(
            "Healthy",
            Run($"Get-KopsNodeHealth i-01b7d3e9f8a246c5e -Kubeconfig $k -ThresholdPath '{_folder}/limits.yaml' -Threshold @{{ CertificateAgeWarning = '2d' }}").Single().Properties["Verdict"].Value.ToString());
    }

    [Theory]
    [InlineData("-Threshold @{ Nonsense = 1 }", "KopsThresholdInvalid")]
    [InlineData("-ThresholdPath ./none.yaml", "KopsThresholdFileUnreadable")]
    [InlineData("-ExcludeCheck NodeSilnt", "KopsHealthCheckUnknown")]
    public void What_cannot_be_is_refused_before_anything_is_asked(string arguments, string id)
    {
        Assert.Equal($"{id},KopsPS.Commands.GetKopsNodeHealthCommand", Run($"Get-KopsNodeHealth -Kubeconfig $k {arguments}").SingleError().FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public async Task Instances_are_asked_with_the_region_and_endpoint_told()
    {
        await using var ec2 = await AwsStub.StartAsync(request => request.Action == "DescribeInstances"
            ? new StubAnswer(200, Ec2Answers.Instances(("i-0000000000000beef", "running", DateTimeOffset.UnixEpoch)), "text/xml")
            : StubAnswer.Ec2Xml(403, "UnauthorizedOperation", "You are not authorized to perform this operation."));
        var nodes = Run($"Get-KopsNodeHealth -Kubeconfig $k -IncludeInstance -Region eu-west-3 -EndpointUrl {ec2.Endpoint}").Objects();

        var alone = nodes.Single(node => (string)node.Properties["Kind"].Value == "Instance");
        Assert.Equal("i-0000000000000beef", alone.Properties["Name"].Value);
        Assert.StartsWith("InstanceWithoutNode", (string)alone.Properties["Finding"].Value, StringComparison.Ordinal);
        var sound = nodes.Single(node => (string)node.Properties["Name"].Value == "i-01b7d3e9f8a246c5e");
        Assert.StartsWith("InstanceMissing", (string)sound.Properties["Finding"].Value, StringComparison.Ordinal);
        Assert.All(ec2.Requests, request => Assert.Equal("eu-west-3", request.Region));
    }

    [Fact]
    public void Codes_are_completed() =>
        Assert.Equal(
            "NodeSilent",
            _shell.Run(
                "[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object { $_.CompletionText }",
                ("line", "Get-KopsNodeHealth -ExcludeCheck NodeSi")).Single().BaseObject);

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}

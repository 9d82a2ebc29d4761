using System.Text.Json.Nodes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Networking;

public sealed class TestKopsNetworkTests : IAsyncLifetime
{
    private const string ProbePods = "/api/v1/namespaces/default/pods/kopsps-probe-";

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
    public void Judges_parts_services_and_policies()
    {
        var all = Run("Test-KopsNetwork -Kubeconfig $k").Objects().Select(health => (dynamic)health.BaseObject).ToArray();
        Assert.Equal(["Cni", "Dns", "KubeProxy", "NetworkPolicy", "Service"], all.Select(health => (string)health.Kind).Distinct().Order());
        Assert.Equal("cilium", (string)all.Single(health => health.Kind == "Cni").Name);
        Assert.Equal(23, all.Count(health => health.Kind == "Service"));
        Assert.Equal(["Healthy", "Degraded", "Unhealthy"], new[] { "web", "legacy-cart", "recommender" }.Select(name => ((object)all.Single(health => health.Kind == "Service" && health.Name == name).Verdict).ToString()));
        Assert.All(all, health => Assert.Equal(("prod.example.com", _kubeconfig), ((string)health.ClusterName, (string)health.Kubeconfig)));
        Assert.DoesNotContain(_api.Requests, request => request.Method != "GET");
    }

    [Fact]
    public void Pods_that_a_policy_closes_are_a_fault_where_a_service_leads_to_them()
    {
        var closed = (dynamic)Run("Test-KopsNetwork shop -Kubeconfig $k | ForEach-Object { if ($_.Name -eq 'default-deny-ingress') { $_ } }").Single().BaseObject;
        Assert.Equal("Degraded", ((object)closed.Verdict).ToString());
        var finding = Assert.Single((dynamic[])closed.Findings);
        Assert.Equal("PolicyIsolates", (string)finding.Code);
        Assert.Contains("cart, catalog, checkout", (string)finding.Message, StringComparison.Ordinal);

        var open = Run("Test-KopsNetwork shop -Kubeconfig $k | ForEach-Object { if ($_.Name -eq 'allow-web') { $_ } }").Single();
        Assert.Equal("Healthy", open.Properties["Verdict"].Value.ToString());
    }

    [Theory]
    [InlineData("kube-flannel", null, "flannel does not enforce any")]
    [InlineData("aws-node", null, "the agent of amazon-vpc is not set to enforce any")]
    [InlineData("aws-node", "--enable-network-policy=false", "the agent of amazon-vpc is not set to enforce any")]
    [InlineData("aws-node", "--enable-network-policy=true", null)]
    [InlineData("calico-node", null, null)]
    public void Policies_that_nothing_enforces_are_a_fault_of_the_plugin(string plugin, string? argument, string? why)
    {
        const string Sets = "/apis/apps/v1/daemonsets";
        var set = JsonNode.Parse(_api.Recordings.Item("daemonsets", "cilium").ToJsonString())!.AsObject();
        set["metadata"]!["name"] = plugin;
        if (argument is not null)
        {
            set["spec"]!["template"]!["spec"]!["containers"]![0]!["args"] = new JsonArray(argument);
        }

        _api.Remove(Sets, "cilium", "kube-system");
        _api.Put(Sets, set);

        var cni = Run("Test-KopsNetwork -Kubeconfig $k").Objects().Select(health => (dynamic)health.BaseObject).Single(health => health.Kind == "Cni");

        var findings = ((dynamic[])cni.Findings).Where(finding => finding.Code == "PoliciesNotEnforced").Select(finding => (string)finding.Message).ToArray();
        if (why is null)
        {
            Assert.Empty(findings);
        }
        else
        {
            Assert.Matches($"^there are [0-9]+ network policies, and {why}: nothing is closed by them$", Assert.Single(findings));
            Assert.NotEqual("Healthy", ((object)cni.Verdict).ToString());
            Assert.DoesNotContain("PoliciesNotEnforced", _shell.Show("Test-KopsNetwork -ExcludeCheck PoliciesNotEnforced -Kubeconfig $k", ("k", _kubeconfig)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Test-KopsNetwork shop -Kubeconfig $k -Quiet", false)]
    [InlineData("Test-KopsNetwork shop -Kubeconfig $k -Quiet -ExcludeCheck *", true)]
    public void Quiet_says_only_whether_it_works(string script, bool works) => Assert.Equal(works, Run(script).Single().BaseObject);

    [Fact]
    public void What_is_not_healthy_can_be_picked()
    {
        var all = Run("Test-KopsNetwork shop -Unhealthy -Kubeconfig $k").Objects();
        Assert.Contains(all, health => (string)health.Properties["Name"].Value == "recommender");
        Assert.All(all, health => Assert.NotEqual("Healthy", health.Properties["Verdict"].Value.ToString()));
        Assert.Matches(@"Service\s+shop\s+recommender\s+Unhealthy\s+0/2\s+ServiceNotReady", _shell.Show("Test-KopsNetwork shop -Unhealthy -Kubeconfig $k", ("k", _kubeconfig)));
    }

    [Fact]
    public void What_may_not_be_read_is_not_taken_for_sound()
    {
        _api.Rights["half"] = ["services", "endpointslices", "pods", "nodes", "deployments", "statefulsets", "daemonsets", "leases"];
        var half = _api.WriteKubeconfig(Path.Combine(_folder, "half"), user: "half");
        var policies = (dynamic)_shell.Run("Test-KopsNetwork -Kubeconfig $k | ForEach-Object { if ($_.Kind -eq 'NetworkPolicy') { $_ } }", ("k", half)).Single().BaseObject;
        Assert.Equal(("*", "NotChecked"), ((string)policies.Name, ((object)policies.Verdict).ToString()));
        Assert.Equal(false, _shell.Run("Test-KopsNetwork -Quiet -Kubeconfig $k", ("k", half)).Single().BaseObject);
    }

    [Fact]
    public void Probes_from_nodes_and_removes_every_pod()
    {
        Says("pod 100.96.7.21:53 ok\nservice 100.64.0.1:443 ok\ndns kubernetes.default.svc.cluster.local ok\n");
        var probes = Probes("Test-KopsNetwork -Probe -ProbeCount 2 -ProbeImage example.com/tools:1 -Kubeconfig $k");
        Assert.Equal(2, probes.Length);
        Assert.All(probes, probe => Assert.Equal(("Healthy", "pods 1/1, service ok, DNS ok"), (((object)probe.Verdict).ToString(), (string)probe.Detail)));
        var made = Made();
        Assert.Equal(probes.Select(probe => (string)probe.Name).Order(), made.Select(pod => (string?)pod["spec"]!["nodeName"]).Order());
        Assert.All(made, pod => Assert.Equal("example.com/tools:1", (string?)pod["spec"]!["containers"]![0]!["image"]));
        Assert.Equal(made.Select(pod => (string?)pod["metadata"]!["name"]).Order(), Removed().Order());
    }

    [Fact]
    public void Nodes_can_be_named()
    {
        Says("service 100.64.0.1:443 ok\ndns kubernetes.default.svc.cluster.local ok\n");
        Assert.Equal("i-05c1e8f3b697d2a4c", (string)Assert.Single(Probes("Test-KopsNetwork -Probe -ProbeNode i-05c1e8f3b697d2a4c -Kubeconfig $k")).Name);
        Assert.Contains("KubernetesNodeNotFound,KopsPS.Commands.TestKopsNetworkCommand", Run("Test-KopsNetwork -Probe -ProbeNode none -Kubeconfig $k").ErrorIds);
    }

    [Fact]
    public void WhatIf_makes_no_pod()
    {
        var result = Run("Test-KopsNetwork -Probe -WhatIf -Kubeconfig $k");
        Assert.Empty(result.AllErrors);
        Assert.Contains("Run a pod of", _shell.Host.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_api.Requests, request => request.Method != "GET");
    }

    [Theory]
    [InlineData("service 100.64.0.1:443 ok\ndns kubernetes.default.svc.cluster.local failed timed out\n", "ProbeDnsFailed")]
    [InlineData("pod 100.96.7.21:53 ok\nservice 100.64.0.1:443 failed \ndns kubernetes.default.svc.cluster.local ok\n", "ProbeServiceUnreachable")]
    [InlineData("pod 100.96.7.21:53 failed \nservice 100.64.0.1:443 ok\ndns kubernetes.default.svc.cluster.local ok\n", "ProbePodUnreachable")]
    public void What_a_probe_finds_is_told(string said, string code)
    {
        Says(said);
        var probe = Assert.Single(Probes("Test-KopsNetwork -Probe -ProbeCount 1 -Kubeconfig $k"));
        Assert.Equal(("Unhealthy", code), (((object)probe.Verdict).ToString(), (string)Assert.Single((dynamic[])probe.Findings).Code));
    }

    [Fact]
    public void A_probe_that_may_not_be_made_is_not_checked()
    {
        _api.When(request => request.Method == "POST", KubeAnswer.Status(403, """{"kind":"Status","status":"Failure","reason":"Forbidden","code":403,"message":"pods is forbidden: violates PodSecurity"}"""));
        var probe = Assert.Single(Probes("Test-KopsNetwork -Probe -ProbeCount 1 -Kubeconfig $k"));
        Assert.Equal("NotChecked", ((object)probe.Verdict).ToString());
        Assert.Contains("PodSecurity", Assert.Single((object[])probe.NotChecked).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_probe_that_does_not_end_says_why_and_is_removed()
    {
        _api.When(request => request.Method == "GET" && request.Path.StartsWith(ProbePods, StringComparison.Ordinal), KubeAnswer.Status(200, """
            {"metadata":{"name":"p","namespace":"default"},"spec":{"nodeName":"n","containers":[{"name":"probe","image":"x:1"}]},
             "status":{"phase":"Pending","containerStatuses":[{"name":"probe","state":{"waiting":{"reason":"ErrImagePull","message":"not found"}}}]}}
            """));
        var probe = Assert.Single(Probes("Test-KopsNetwork -Probe -ProbeCount 1 -Timeout 1ms -Kubeconfig $k"));
        Assert.Equal("NotChecked", ((object)probe.Verdict).ToString());
        Assert.Contains("image x:1 cannot be pulled", Assert.Single((object[])probe.NotChecked).ToString(), StringComparison.Ordinal);
        Assert.Single(Removed());
    }

    [Fact]
    public void A_sandbox_without_network_is_a_fault_of_the_network()
    {
        _api.When(request => request.Method == "GET" && request.Path.StartsWith(ProbePods, StringComparison.Ordinal), KubeAnswer.Status(200, """
            {"metadata":{"name":"p","namespace":"default"},"spec":{"nodeName":"n"},"status":{"phase":"Pending","containerStatuses":[{"name":"probe","state":{"waiting":{"reason":"ContainerCreating"}}}]}}
            """));
        _api.When(request => request.Path == "/api/v1/namespaces/default/events" && request.Query["fieldSelector"].Contains("FailedCreatePodSandBox", StringComparison.Ordinal), KubeAnswer.Status(200, """
            {"items":[{"metadata":{"name":"e","namespace":"default"},"reason":"FailedCreatePodSandBox","message":"plugin type=\"cilium-cni\" failed","involvedObject":{"kind":"Pod","namespace":"default","name":"p"}}]}
            """));
        var probe = Assert.Single(Probes("Test-KopsNetwork -Probe -ProbeCount 1 -Timeout 1ms -Kubeconfig $k"));
        Assert.Equal("ProbeNetworkMissing", (string)Assert.Single((dynamic[])probe.Findings).Code);
    }

    [Fact]
    public async Task Ctrl_C_removes_the_pod()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.When(request => request.Method == "GET" && request.Path.StartsWith(ProbePods, StringComparison.Ordinal), KubeAnswer.From(async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        using var script = _shell.Start("Test-KopsNetwork -Probe -ProbeCount 1 -Kubeconfig $k", ("k", _kubeconfig));
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True((await script.StopAsync()).Stopped);

        Assert.Equal(Made().Select(pod => (string?)pod["metadata"]!["name"]), Removed());
    }

    [Fact]
    public void A_pod_that_cannot_be_removed_is_named()
    {
        Says("dns kubernetes.default.svc.cluster.local ok\n");
        _api.When(request => request.Method == "DELETE", KubeAnswer.Status(403, """{"kind":"Status","status":"Failure","reason":"Forbidden","code":403,"message":"pods is forbidden"}"""));
        var result = Run("Test-KopsNetwork -Probe -ProbeCount 1 -Kubeconfig $k");
        Assert.Contains(result.Warnings, warning => warning.Contains($"default/{(string?)Made().Single()["metadata"]!["name"]}", StringComparison.Ordinal) && warning.Contains("kubectl", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_killed_run_left_is_taken_away()
    {
        Says("dns kubernetes.default.svc.cluster.local ok\n");
        Leave("kopsps-probe-old", KubeRecordings.Now.AddHours(-1));
        Leave("kopsps-probe-new", KubeRecordings.Now.AddMinutes(-1));
        Run("Test-KopsNetwork -Probe -ProbeCount 1 -Kubeconfig $k");
        Assert.Contains("kopsps-probe-old", Removed());
        Assert.DoesNotContain("kopsps-probe-new", Removed());
    }

    private void Leave(string name, DateTimeOffset made) => _api.Put("/api/v1/pods", JsonNode.Parse($$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"default","creationTimestamp":"{{{KubeRecordings.Time(made)}}}","labels":{"app.kubernetes.io/managed-by":"KopsPS","app.kubernetes.io/component":"network-probe"}},
         "spec":{},"status":{"phase":"Running"}}
        """)!.AsObject());

    private void Says(string said) => _api.When(request => request.Method == "GET" && request.Path.StartsWith(ProbePods, StringComparison.Ordinal), KubeAnswer.Status(200, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "p", ["namespace"] = "default" },
        ["status"] = new JsonObject
        {
            ["phase"] = "Succeeded",
            ["containerStatuses"] = new JsonArray(new JsonObject { ["name"] = "probe", ["state"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 0, ["message"] = said } } }),
        },
    }.ToJsonString()));

    private dynamic[] Probes(string script) => [.. Run(script).Objects().Select(health => (dynamic)health.BaseObject).Where(health => health.Kind == "Probe")];

    private JsonObject[] Made() => [.. _api.Requests.Where(request => request.Method == "POST").Select(request => JsonNode.Parse(request.Body)!.AsObject())];

    private string[] Removed() => [.. _api.Requests.Where(request => request.Method == "DELETE").Select(request => request.Path[(request.Path.LastIndexOf('/') + 1)..])];

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}

using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Nodes;

/// <summary>Cordoning and draining, as a person calls it.</summary>
public sealed class KopsNodeTests : IAsyncLifetime
{
    private const string Node = "i-01b7d3e9f8a246c5e";

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
    public void A_node_is_cordoned_once_and_uncordoned()
    {
        var node = Run($"Suspend-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k").Single();
        Assert.Equal(true, node.Properties["Unschedulable"].Value);
        Assert.Equal(true, node.Properties["Changed"].Value);
        Assert.Equal("prod.example.com", node.Properties["ClusterName"].Value);

        Assert.Equal(false, Run($"Suspend-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k").Single().Properties["Changed"].Value);
        Assert.Single(_api.Requests, request => request.Method == "PATCH");

        // What a cmdlet writes leads the next one to the same place.
        node = Run($"Suspend-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k | Resume-KopsNode").Single();
        Assert.Equal(false, node.Properties["Unschedulable"].Value);
        Assert.Equal(true, node.Properties["Changed"].Value);
    }

    [Fact]
    public void Nothing_is_evicted_in_the_current_context_or_a_default()
    {
        const string Id = "KubernetesClusterNotNamed,KopsPS.Commands.ClearKopsNodeCommand";
        Assert.Equal(Id, Run($"'{Node}' | Clear-KopsNode -Confirm:$false -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Equal(
            Id, Run($"Set-KopsDefault -Kubeconfig $k -Context prod.example.com; '{Node}' | Clear-KopsNode -Confirm:$false; Clear-KopsDefault").SingleError().FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public void What_can_be_taken_back_is_done_in_the_current_context()
    {
        Assert.Equal(true, Run($"'{Node}' | Suspend-KopsNode -Kubeconfig $k").Single().Properties["Changed"].Value);
        Assert.Equal(true, Run($"'{Node}' | Resume-KopsNode -Kubeconfig $k").Single().Properties["Changed"].Value);
    }

    [Fact]
    public void An_object_leads_to_its_own_context_and_to_no_other()
    {
        Assert.Equal(true, Run($"$n = Get-KopsNodeHealth {Node} -Kubeconfig $k; Suspend-KopsNode -Name $n").Single().Properties["Changed"].Value);

        var other = _api.WriteKubeconfig(Path.Combine(_folder, "other"), context: "staging.example.com");
        var error = Run("$n | Resume-KopsNode -Context staging.example.com -Kubeconfig $o", ("o", other)).SingleError();
        Assert.Equal("KubernetesContextMismatch,KopsPS.Commands.ResumeKopsNodeCommand", error.FullyQualifiedErrorId);
        Assert.Single(_api.Requests, request => request.Method == "PATCH");
    }

    [Fact]
    public void An_unknown_node_is_an_error_after_the_others()
    {
        var result = Run($"'i-nosuch', '{Node}' | Suspend-KopsNode -ClusterName prod.example.com -Kubeconfig $k");
        Assert.Single(result.Output);
        Assert.Equal("KubernetesNodeNotFound,KopsPS.Commands.SuspendKopsNodeCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("Suspend-KopsNode i-01b7d3e9f8a246c5e")]
    [InlineData("Resume-KopsNode i-0e7a4c9d3b5f81e62")]
    [InlineData("Clear-KopsNode i-01b7d3e9f8a246c5e")]
    public void A_preview_changes_nothing(string command)
    {
        var said = _shell.Show($"{command} -ClusterName prod.example.com -Kubeconfig $k -WhatIf", ("k", _kubeconfig));
        Assert.Contains("What if", said, StringComparison.Ordinal);
        Assert.NotEmpty(_api.Requests);
        Assert.All(_api.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public void A_preview_of_a_drain_names_every_pod()
    {
        var said = _shell.Show($"$global:d = Clear-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k -WhatIf", ("k", _kubeconfig));
        var pods = Run("$d.Pods").Objects();
        Assert.Equal(11, pods.Count);
        Assert.All(pods, pod => Assert.Contains(pod.Properties["Name"].Value.ToString()!, said, StringComparison.Ordinal));
    }

    [Fact]
    public void A_drain_asks_and_where_nobody_answers_it_says_how_to_mean_it()
    {
        var error = Run($"Clear-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k").SingleError();
        Assert.Equal("KopsConfirmationRequired,KopsPS.Commands.ClearKopsNodeCommand", error.FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);

        var drain = Run($"Get-KopsNodeHealth {Node} -Kubeconfig $k | Clear-KopsNode -Confirm:$false -Timeout 1m").Single();
        Assert.Equal(true, drain.Properties["Drained"].Value);
        Assert.Equal(6, drain.Properties["Evicted"].Value);
    }

    [Fact]
    public void A_node_that_cannot_be_drained_is_an_object_and_then_an_error()
    {
        _api.When(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal), _api.Recordings.Answer("write-evict-blocked"));

        var result = Run($"Clear-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k -Confirm:$false -Timeout 3s");

        Assert.Equal(false, Assert.Single(result.Output).Properties["Drained"].Value);
        var error = Assert.Single(result.Errors);
        Assert.Equal("KubernetesNodeNotDrained,KopsPS.Commands.ClearKopsNodeCommand", error.FullyQualifiedErrorId);
        Assert.Contains("disruption budget cart", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_it_says_what_was_done()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.When(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal), KubeAnswer.From(async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        using var script = _shell.Start($"Clear-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k -Confirm:$false", ("k", _kubeconfig));
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True((await script.StopAsync()).Stopped);

        Assert.Contains("schedulable again", _shell.Host.Text, StringComparison.Ordinal);
        Assert.Equal(2, _api.Requests.Count(request => request.Method == "PATCH"));
    }

    private ShellResult Run(string script, params (string, object?)[] more) => _shell.Run(script, [("k", _kubeconfig), .. more]);
}

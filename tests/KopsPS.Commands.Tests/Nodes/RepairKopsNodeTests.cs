using System.Text.Json.Nodes;
using KopsPS.Commands.Tests.Cluster;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Nodes;

/// <summary>Repairs as a person calls them: the recorded kops ends a node that was put into the recorded cluster.</summary>
public sealed class RepairKopsNodeTests : IAsyncLifetime
{
    private const string Nodes = "/api/v1/nodes";
    private const string Model = "i-01b7d3e9f8a246c5e";
    private const string Successor = "i-0ffffffffffffffff";

    /// <summary>The instance that the recorded kops ended.</summary>
    private const string Node = "i-1b09e1def5479211a";

    private readonly string _folder = Directory.CreateTempSubdirectory("kopsps-").FullName;
    private LifecycleShell _shell = null!;
    private KubeApi _api = null!;
    private string _kubeconfig = "";

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync();
        _kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder, "config"));
        Use(ReplayKopsScenario.Create("1.36.2", "delete-instance-preview", "delete-instance-yes"));
        AddNode(Node, ready: false);
        PutPod("web-0", Node);
        PutPod("web-1", Node);
    }

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void An_unhealthy_node_that_is_piped_in_is_replaced()
    {
        SucceedOnceEnded();

        var repair = Run($"Get-KopsNodeHealth {Node} -Unhealthy -Kubeconfig $k | Repair-KopsNode -Confirm:$false").Single();

        Assert.Equal("Done", repair.Properties["Outcome"].Value.ToString());
        Assert.Equal(Successor, repair.Properties["Replacement"].Value);
        Assert.Equal("prod.example.com", repair.Properties["ClusterName"].Value);
        Assert.Equal(_shell.Kops.StateStore, repair.Properties["StateStore"].Value);
        Assert.Equal(2, _api.Requests.Count(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal)));
        string[] access = ["--name", "prod.example.com", "--state", _shell.Kops.StateStore];
        Assert.Equal([["delete", "instance", Node, "--cloudonly", .. access], ["delete", "instance", Node, "--cloudonly", "--yes", .. access]], _shell.Calls);
    }

    [Fact]
    public void What_kops_says_of_the_flag_that_it_was_given_is_no_warning()
    {
        // kops' words with --cloudonly: pkg/instancegroups/instancegroups.go of v1.36.2; in the recording it drains itself.
        const string Prefix = "W1122 21:27:47.907171     646 instancegroups.go:528] ";
        _shell.Dispose();
        Use(ReplayKopsScenario.Create(
            "1.36.2",
            new ReplayKopsStep { Command = $"delete instance {Node}", Stdout = $"Instance {Node} found for deletion\n\nMust specify --yes to delete instance\n" },
            new ReplayKopsStep
            {
                Command = $"delete instance {Node} --yes",
                Stdout = $"Instance {Node} found for deletion\n",
                Stderr = $"{Prefix}cannot detach control-plane instances. Assuming --surge=false\n{Prefix}Not validating cluster as cloudonly flag is set.\n{Prefix}Not draining cluster nodes as 'cloudonly' flag is set.\n",
            }));
        SucceedOnceEnded();

        var result = Run($"Repair-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k -Confirm:$false");

        Assert.Equal("Done", Assert.Single(result.Output).Properties["Outcome"].Value.ToString());
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void A_preview_lists_every_step_and_pod_and_changes_nothing()
    {
        var said = _shell.Shell.Show($"$global:r = Repair-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k -WhatIf", ("k", _kubeconfig));

        foreach (var word in (string[])["Cordon:", "Drain: evict 2 pods", "shop/web-0", "shop/web-1", "Replace: end instance " + Node, "Wait: until a new node of nodes-us-east-1a"])
        {
            Assert.Contains(word, said, StringComparison.Ordinal);
        }

        Assert.Equal("Planned", Run("$r").Single().Properties["Outcome"].Value.ToString());
        Assert.All(_api.Requests, request => Assert.Equal("GET", request.Method));
        Assert.DoesNotContain(_shell.Calls, call => call.Contains("--yes"));
    }

    [Fact]
    public void It_asks_and_where_nobody_answers_it_says_how_to_mean_it()
    {
        Assert.Equal(
            "KopsConfirmationRequired,KopsPS.Commands.RepairKopsNodeCommand",
            Run($"Repair-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);
        Assert.Empty(_shell.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Set-KopsDefault -Context prod.example.com; ")]
    public void The_cluster_is_never_taken_from_the_current_context_or_a_default(string before)
    {
        Assert.Equal(
            "KubernetesClusterNotNamed,KopsPS.Commands.RepairKopsNodeCommand",
            Run($"{before}Repair-KopsNode {Node} -Kubeconfig $k -Confirm:$false").SingleError().FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);
        Assert.Empty(_shell.Calls);
    }

    [Fact]
    public void A_cluster_that_the_state_store_does_not_have_is_not_begun()
    {
        var other = _api.WriteKubeconfig(Path.Combine(_folder, "other"), context: "other.example.com");

        Assert.Equal(
            "KopsClusterNotFound,KopsPS.Commands.RepairKopsNodeCommand",
            Run($"Repair-KopsNode {Node} -ClusterName other.example.com -Kubeconfig $o -Confirm:$false", ("o", other)).SingleError().FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public void After_a_node_that_failed_no_other_is_begun()
    {
        // No node comes in its place.
        var result = Run($"'{Node}', '{Model}', 'i-06d92b5e7fa4c8130' | Repair-KopsNode -ClusterName prod.example.com -Kubeconfig $k -Confirm:$false -JoinTimeout 1s");

        Assert.Equal("Failed", Assert.Single(result.Output).Properties["Outcome"].Value.ToString());
        Assert.Equal(
            ["KopsNodeNotReplaced,KopsPS.Commands.RepairKopsNodeCommand", "KopsNodeRepairStopped,KopsPS.Commands.RepairKopsNodeCommand"],
            result.Errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Contains($"{Model}, i-06d92b5e7fa4c8130 were left alone", result.Errors[1].Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_api.Requests, request => request.Method != "GET" && request.Path.Contains(Model, StringComparison.Ordinal));
    }

    [Fact]
    public void While_somebody_else_repairs_none_of_the_nodes_is_begun()
    {
        const string Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
        _api.When(
            request =>
            {
                if (request.Path.StartsWith(Leases, StringComparison.Ordinal))
                {
                    _api.Put(Leases, JsonNode.Parse("""
                        {"metadata":{"name":"kopsps-repair","namespace":"kube-system","uid":"u"},"spec":{"holderIdentity":"ana@desk/1","leaseDurationSeconds":30,"renewTime":"2036-01-01T00:00:00.000000Z"}}
                        """)!.AsObject());
                }

                return false;
            },
            KubeAnswer.Status(500));

        var result = Run($"'{Node}', '{Model}' | Repair-KopsNode -ClusterName prod.example.com -Kubeconfig $k -Confirm:$false");

        Assert.Equal(
            ["KopsNodeRepairBusy,KopsPS.Commands.RepairKopsNodeCommand", "KopsNodeRepairStopped,KopsPS.Commands.RepairKopsNodeCommand"],
            result.Errors.Select(error => error.FullyQualifiedErrorId));
        Assert.Contains("ana@desk repairs a node of this cluster", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_shell.Calls);
        Assert.All(_api.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public void A_node_that_cannot_be_begun_does_not_hold_up_the_others()
    {
        SucceedOnceEnded();

        var result = Run($"'i-nosuch', '{Node}' | Repair-KopsNode -ClusterName prod.example.com -Kubeconfig $k -EndpointUrl http://127.0.0.1:9 -Confirm:$false");

        Assert.Equal("Done", Assert.Single(result.Output).Properties["Outcome"].Value.ToString());
        Assert.Single(result.Errors);
    }

    [Fact]
    public async Task Stopped_while_kops_runs_it_says_what_is_known()
    {
        _shell.Dispose();
        Use(ReplayKopsScenario.Create("1.36.2", "delete-instance-preview", new ReplayKopsStep { Recording = "delete-instance-yes", End = ReplayKopsEnd.Hang }));
        using var script = _shell.Shell.Start($"Repair-KopsNode {Node} -ClusterName prod.example.com -Kubeconfig $k -Confirm:$false -Verbose", ("k", _kubeconfig));
        await script.SaidAsync("Stopping instance");

        Assert.True((await script.StopAsync()).Stopped);

        Assert.Contains($"whether its instance {Node} was ended is not known", _shell.Shell.Host.Text, StringComparison.Ordinal);
    }

    private void Use(ReplayKopsScenario kops) => _shell = new LifecycleShell(kops);

    private ShellResult Run(string script, params (string, object?)[] more) => _shell.Shell.Run(script, [("k", _kubeconfig), .. more]);

    /// <summary>The scaling group makes another node once kops has ended the first.</summary>
    private void SucceedOnceEnded() => _api.When(
        request =>
        {
            if (request.Path == Nodes && request.Query.ContainsKey("labelSelector") && _shell.Calls.Any(call => call.Contains("--yes")))
            {
                AddNode(Successor, ready: true);
            }

            return false;
        },
        KubeAnswer.Status(500));

    private void AddNode(string name, bool ready)
    {
        var node = JsonNode.Parse(_api.Recordings.Item("nodes", Model).ToJsonString().Replace(Model, name, StringComparison.Ordinal))!.AsObject();
        var condition = node["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "Ready")!;
        condition["status"] = ready ? "True" : "Unknown";
        _api.Put(Nodes, node);
    }

    private void PutPod(string name, string node) => _api.Put("/api/v1/pods", new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = "shop",
            ["uid"] = "uid-of-" + name,
            ["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "StatefulSet", ["name"] = "web", ["controller"] = true }),
        },
        ["spec"] = new JsonObject { ["nodeName"] = node },
        ["status"] = new JsonObject { ["phase"] = "Running" },
    });
}

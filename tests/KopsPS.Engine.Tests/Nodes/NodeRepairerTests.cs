using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.NodeOperations;
using KopsPS.Engine.Processes;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.NodeDrains;

/// <summary>Repairs of the recorded nodes, with a kops that makes the successor as a scaling group would.</summary>
public sealed class NodeRepairerTests : IAsyncLifetime
{
    private const string Nodes = "/api/v1/nodes";
    private const string Pods = "/api/v1/pods";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
    private const string Node = "i-01b7d3e9f8a246c5e";
    private const string Plane = "i-0a1c4e7b92d35f801";
    private const string Successor = "i-0ffffffffffffffff";
    private const string Cluster = "prod.example.com";

    private readonly TempFolder _folder = new();
    private readonly RecordingFeedback _feedback = new();
    private readonly List<string> _calls = [];
    private KubeApi _api = null!;
    private KubeClient _client = null!;
    private InstanceFate? _fate;
    private Func<string, Task<InstanceFate?>>? _find;
    private Func<string, Task> _kops = _ => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        _client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_plan_has_every_step_and_every_pod_and_changes_nothing()
    {
        var plan = await Repairer().PlanAsync(Request(), default);

        Assert.Equal(["Cordon", "Drain", "Replace", "Wait"], plan.Steps.Select(step => step.Name));
        Assert.All(plan.Steps, step => Assert.Equal(KopsRepairOutcome.Planned, step.Outcome));
        Assert.Equal("evict 6 pods, leave 5", plan.Steps[1].Detail);
        Assert.Equal(11, plan.Drain!.Pods.Length);
        Assert.Equal((KopsRepairOutcome.Planned, Node, null), (plan.Outcome, plan.InstanceId, plan.Replacement));
        Assert.Equal([$"delete instance {Node} --cloudonly"], _calls);
        Assert.All(_api.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task A_plan_says_where_the_drain_would_be_refused()
    {
        AddBarePod();

        var plan = await Repairer().PlanAsync(Request(), default);

        Assert.Equal(KopsRepairOutcome.Failed, plan.Steps[1].Outcome);
        Assert.Contains("shop/bare", plan.Steps[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_is_drained_before_its_instance_is_ended_and_its_successor_waited_for()
    {
        _kops = command => IsApplied(command) ? Succeed() : Task.CompletedTask;

        var (repair, fault) = await Repairer().RepairAsync(Request(), default);

        Assert.Null(fault);
        Assert.Equal((KopsRepairOutcome.Done, Successor, 6), (repair.Outcome, repair.Replacement, repair.Drain!.Evicted));
        Assert.All(repair.Steps, step => Assert.Equal(KopsRepairOutcome.Done, step.Outcome));
        Assert.Equal([$"delete instance {Node} --cloudonly", $"delete instance {Node} --cloudonly --yes"], _calls);

        Task Succeed()
        {
            Assert.Equal(6, _api.Requests.Count(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal)));
            _api.Remove(Nodes, Node);
            AddSuccessor();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_node_that_cannot_be_drained_keeps_its_instance()
    {
        _api.When(request => request.Path.Contains("catalog", StringComparison.Ordinal) && request.Path.EndsWith("/eviction", StringComparison.Ordinal), _api.Recordings.Answer("write-evict-blocked"));
        var request = Request();

        var (repair, fault) = await Repairer().RepairAsync(request with { Drain = request.Drain with { Timeout = TimeSpan.FromSeconds(2) } }, default);

        Assert.Equal("KubernetesNodeNotDrained", fault!.Id);
        Assert.Equal(KopsRepairOutcome.Failed, repair.Outcome);
        Assert.DoesNotContain(_calls, IsApplied);
    }

    [Fact]
    public async Task A_drain_that_is_refused_changes_nothing()
    {
        AddBarePod();

        var fault = await Assert.ThrowsAsync<KopsException>(() => Repairer().RepairAsync(Request(), default));

        Assert.Equal("KubernetesDrainRefused", fault.Id);
        AssertUnchanged();
    }

    [Theory]
    [InlineData(null, "KopsNodeInstanceNotFound")]
    [InlineData("running", "KopsInstanceNotFound")]
    public async Task What_kops_does_not_find_is_known_before_anything_is_changed(string? state, string id)
    {
        _fate = state is null ? null : Fate(state);
        _kops = _ => throw NotFound();

        var fault = await Assert.ThrowsAsync<KopsException>(() => Repairer().RepairAsync(Request(), default));

        Assert.Equal(id, fault.Id);
        AssertUnchanged();
    }

    [Fact]
    public async Task What_kops_fails_with_is_known_before_anything_is_changed()
    {
        _kops = _ => throw new KopsException("KopsStateStoreAccessDenied", FaultKind.PermissionDenied, "no", null, null);

        Assert.Equal("KopsStateStoreAccessDenied", (await Assert.ThrowsAsync<KopsException>(() => Repairer().RepairAsync(Request(), default))).Id);
        AssertUnchanged();
    }

    [Fact]
    public async Task An_instance_that_kops_cannot_end_leaves_a_drained_node_that_is_named()
    {
        _kops = command => IsApplied(command) ? throw new KopsException("AwsAccessDenied", FaultKind.PermissionDenied, "not allowed", null, null) : Task.CompletedTask;

        var (repair, fault) = await Repairer().RepairAsync(Request(), default);

        Assert.Equal("AwsAccessDenied", fault!.Id);
        Assert.Equal(("Replace", KopsRepairOutcome.Failed), (repair.Steps[^1].Name, repair.Steps[^1].Outcome));
        Assert.Contains(_feedback.Warnings, warning => warning.Contains($"Resume-KopsNode {Node}", StringComparison.Ordinal) && warning.Contains("not replaced", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "no new node of nodes-us-east-1a has joined")]
    [InlineData("NotReady", "has joined and is not ready yet")]
    [InlineData("Tainted", "node.cilium.io/agent-not-ready")]
    public async Task A_successor_that_does_not_serve_in_time_is_named(string? state, string said)
    {
        _kops = command =>
        {
            if (IsApplied(command) && state is not null)
            {
                AddSuccessor(ready: state != "NotReady", taint: state == "Tainted" ? "node.cilium.io/agent-not-ready" : null);
            }

            return Task.CompletedTask;
        };

        var (repair, fault) = await Repairer().RepairAsync(Request() with { JoinTimeout = TimeSpan.FromMilliseconds(300) }, default);

        Assert.Equal("KopsNodeNotReplaced", fault!.Id);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Equal((KopsRepairOutcome.Failed, null), (repair.Outcome, repair.Replacement));
    }

    [Fact]
    public async Task Waiting_outlasts_an_API_server_that_is_away()
    {
        _kops = command =>
        {
            if (IsApplied(command))
            {
                _api.When(request => request.Path == Nodes && request.Query.ContainsKey("labelSelector"), KubeAnswer.Status(503, "no"), times: 12);
                AddSuccessor();
            }

            return Task.CompletedTask;
        };

        Assert.Equal(Successor, (await Repairer().RepairAsync(Request(), default)).Repair.Replacement);
    }

    [Fact]
    public async Task Killed_after_the_drain_it_goes_on_with_the_instance()
    {
        await new NodeDrainer(_client, Cluster, _feedback).DrainAsync(Request().Drain, default);
        _kops = Makes;

        var (repair, _) = await Repairer().RepairAsync(Request(), default);

        Assert.Equal([("Cordon", KopsRepairOutcome.Skipped), ("Drain", KopsRepairOutcome.Done), ("Replace", KopsRepairOutcome.Done), ("Wait", KopsRepairOutcome.Done)], repair.Steps.Select(step => (step.Name, step.Outcome)));
        Assert.Equal(Successor, repair.Replacement);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_after_the_instance_was_ended_it_goes_on_waiting(bool nodeIsThere)
    {
        _fate = Fate("terminated") with { Ended = KubeRecordings.Now.AddMinutes(-2) };
        _kops = _ => throw NotFound();
        if (!nodeIsThere)
        {
            _api.Remove(Nodes, Node);
        }

        AddSuccessor(created: KubeRecordings.Now.AddMinutes(-1));

        var (repair, fault) = await Repairer().RepairAsync(Request(), default);

        Assert.Null(fault);
        Assert.Equal([("Replace", KopsRepairOutcome.Skipped), ("Wait", KopsRepairOutcome.Done)], repair.Steps.Select(step => (step.Name, step.Outcome)));
        Assert.Equal(Successor, repair.Replacement);
        Assert.DoesNotContain(_calls, IsApplied);
        AssertUnchanged();
    }

    [Fact]
    public async Task Nodes_from_before_the_end_are_no_successors()
    {
        _fate = Fate("shutting-down") with { Ended = KubeRecordings.Now.AddMinutes(-2) };
        _api.Remove(Nodes, Node);
        AddSuccessor(created: KubeRecordings.Now.AddMinutes(-3));

        var (_, fault) = await Repairer().RepairAsync(Request() with { JoinTimeout = TimeSpan.FromMilliseconds(200) }, default);

        Assert.Equal("KopsNodeNotReplaced", fault!.Id);
    }

    [Fact]
    public async Task A_node_that_vanishes_while_it_is_drained_is_waited_for()
    {
        _api.When(
            request => request.Path.EndsWith("/eviction", StringComparison.Ordinal),
            KubeAnswer.From(context =>
            {
                _api.Remove(Nodes, Node);
                AddSuccessor();
                return _api.Recordings.Answer("write-evict").GiveAsync(context);
            }));
        _kops = command => IsApplied(command) ? throw NotFound() : Task.CompletedTask;

        var (repair, fault) = await Repairer().RepairAsync(Request(), default);

        Assert.Null(fault);
        Assert.Equal((true, Successor), (repair.Drain!.Vanished, repair.Replacement));
    }

    [Fact]
    public async Task A_node_that_an_autoscaler_added_during_the_drain_is_no_successor()
    {
        _api.When(
            request => request.Path.EndsWith("/eviction", StringComparison.Ordinal),
            KubeAnswer.From(context =>
            {
                AddSuccessor();
                return KubeAnswer.Status(404, """{"kind":"Status","status":"Failure","message":"pods not found","reason":"NotFound","code":404}""").GiveAsync(context);
            }));

        var (_, fault) = await Repairer().RepairAsync(Request() with { JoinTimeout = TimeSpan.FromMilliseconds(200) }, default);

        Assert.Equal("KopsNodeNotReplaced", fault!.Id);
    }

    [Fact]
    public async Task Where_EC2_cannot_be_asked_a_name_that_no_node_has_is_said_to_be_none()
    {
        _find = _ => throw new KopsException("AwsUnreachable", FaultKind.ConnectionError, "EC2 is away", null, null);

        var fault = await Assert.ThrowsAsync<KopsException>(() => Repairer().RepairAsync(Request() with { Drain = Request().Drain with { Node = "i-0nosuch" } }, default));

        Assert.Equal("KubernetesNodeNotFound", fault.Id);
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("EC2 is away", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("i-0nosuch", null, null)]
    [InlineData("nosuch", "node", Cluster)]
    [InlineData("i-0bastion", null, Cluster)]
    [InlineData("i-0foreign", "node", "other.example.com")]
    public async Task What_is_no_node_of_the_cluster_is_not_touched(string name, string? role, string? cluster)
    {
        _fate = cluster is null ? null : new InstanceFate(name, "running", cluster, "bastions", role, null);

        var fault = await Assert.ThrowsAsync<KopsException>(() => Repairer().RepairAsync(Request() with { Drain = Request().Drain with { Node = name } }, default));

        Assert.Equal("KubernetesNodeNotFound", fault.Id);
        Assert.Empty(_calls);
        AssertUnchanged();
    }

    [Fact]
    public async Task An_instance_that_never_became_a_node_is_replaced_without_a_drain()
    {
        const string Stuck = "i-0dead";
        _fate = new InstanceFate(Stuck, "running", Cluster, "nodes-us-east-1a", "node", null);
        _kops = Makes;

        var (repair, _) = await Repairer().RepairAsync(Request() with { Drain = Request().Drain with { Node = Stuck } }, default);

        Assert.Equal((null, Successor), (repair.Drain, repair.Replacement));
        Assert.Contains($"delete instance {Stuck} --cloudonly --yes", _calls);
    }

    [Fact]
    public async Task The_majority_of_the_control_plane_is_kept()
    {
        // Three of them; one is ill.
        SetReady("i-0f2b6a80c4d917e35", "Unknown");
        _kops = Makes;

        var fault = await Assert.ThrowsAsync<KopsException>(() => Repairer().RepairAsync(Request() with { Drain = Request().Drain with { Node = Plane } }, default));

        Assert.Equal("KopsNodeRepairUnsafe", fault.Id);
        Assert.Contains("etcd needs 2", fault.Message, StringComparison.Ordinal);
        AssertUnchanged();
    }

    [Fact]
    public async Task The_ill_node_of_the_control_plane_itself_may_be_replaced_and_must_run_what_the_old_one_did()
    {
        SetReady(Plane, "False");
        var group = (string)_api.Recordings.Item("nodes", Plane)["metadata"]!["labels"]!["kops.k8s.io/instancegroup"]!;
        _kops = command =>
        {
            if (IsApplied(command))
            {
                AddSuccessor(of: Plane);
            }

            return Task.CompletedTask;
        };
        var request = Request() with { JoinTimeout = TimeSpan.FromMilliseconds(300) };
        request = request with { Drain = request.Drain with { Node = Plane, DeleteEmptyDirData = true, IncludeUncontrolled = true } };

        var (repair, fault) = await Repairer().RepairAsync(request, default);

        Assert.Equal(("KopsNodeNotReplaced", group), (fault!.Id, repair.InstanceGroup));
        Assert.Contains("kube-apiserver", fault.Message, StringComparison.Ordinal);
        Assert.Contains("etcd-manager-main", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_many_nodes_are_ill_at_once_none_is_replaced_unless_that_is_meant()
    {
        // Two of nineteen are not ready in the recording.
        var fault = await Assert.ThrowsAsync<KopsException>(() => Repairer().RepairAsync(Request() with { MaxUnready = 10 }, default));
        Assert.Equal("KopsNodeRepairUnsafe", fault.Id);
        Assert.Contains("2 of 19", fault.Message, StringComparison.Ordinal);
        AssertUnchanged();

        _kops = Makes;
        Assert.Null((await Repairer().RepairAsync(Request() with { MaxUnready = 10, IgnoreStopConditions = true }, default)).Fault);
    }

    [Theory]
    [InlineData(true, "is not known")]
    [InlineData(false, "goes on waiting")]
    public async Task Stopped_it_says_how_far_it_came(bool inKops, string said)
    {
        using var stop = new CancellationTokenSource();
        _kops = async command =>
        {
            if (IsApplied(command))
            {
                await stop.CancelAsync();
                if (inKops)
                {
                    stop.Token.ThrowIfCancellationRequested();
                }
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Repairer().RepairAsync(Request(), stop.Token));

        Assert.Contains(_feedback.Warnings, warning => warning.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task As_long_as_it_works_it_holds_a_lease_and_gives_it_back()
    {
        List<string?> held = [];
        _kops = command =>
        {
            held.Add((string?)Lease()?["metadata"]?["annotations"]?["kopsps/node"]);
            return Makes(command);
        };

        Assert.Null((await Repairer().RepairAsync(Request(), default)).Fault);

        Assert.Equal([Node, Node], held);
        Assert.Null(Lease());
    }

    [Fact]
    public async Task While_somebody_else_repairs_nothing_is_begun()
    {
        HoldLease(KubeRecordings.Now);
        _api.When(
            request =>
            {
                if (IsLease(request))
                {
                    HoldLease(KubeRecordings.Now);
                }

                return false;
            },
            KubeAnswer.Status(500));

        var fault = await Assert.ThrowsAsync<KopsException>(() => Repairer().RepairAsync(Request() with { LeaseDuration = TimeSpan.FromMilliseconds(100) }, default));

        Assert.Equal(("KopsNodeRepairBusy", FaultKind.ResourceBusy), (fault.Id, fault.Kind));
        Assert.Equal(["ana@desk repairs a node, or was killed while it did", ""], _feedback.Reports.Select(report => report.Status).Distinct());
        Assert.Contains($"ana@desk repairs {Plane} of this cluster", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_calls);
        Assert.All(_api.Requests, request => Assert.Equal("GET", request.Method));
        Assert.Equal("ana@desk/1", (string?)Lease()!["spec"]!["holderIdentity"]);
    }

    [Theory]
    [InlineData(-3600, 30)]
    [InlineData(0, 1)]
    public async Task The_lease_of_a_repair_that_was_killed_is_taken_over(int renewed, int seconds)
    {
        HoldLease(KubeRecordings.Now.AddSeconds(renewed), seconds);
        _kops = Makes;

        Assert.Null((await Repairer().RepairAsync(Request() with { LeaseDuration = TimeSpan.FromMilliseconds(100) }, default)).Fault);

        Assert.Null(Lease());
    }

    [Fact]
    public async Task Who_lost_the_lease_ends_no_instance()
    {
        _kops = _ =>
        {
            HoldLease(KubeRecordings.Now);
            return Task.CompletedTask;
        };

        var (repair, fault) = await Repairer().RepairAsync(Request(), default);

        Assert.Equal(("KopsNodeRepairBusy", KopsRepairOutcome.Failed), (fault!.Id, repair.Steps.Single(step => step.Name == "Replace").Outcome));
        Assert.DoesNotContain(_calls, IsApplied);
        Assert.Equal("ana@desk/1", (string?)Lease()!["spec"]!["holderIdentity"]);
    }

    [Fact]
    public async Task Without_the_right_to_leases_it_warns_and_goes_on()
    {
        _api.When(IsLease, _api.Recordings.Answer("error-403-patch-node"));
        _kops = Makes;

        Assert.Null((await Repairer().RepairAsync(Request(), default)).Fault);

        Assert.Contains(_feedback.Warnings, warning => warning.StartsWith("Another repair of this cluster at the same time would not be noticed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_drain_that_breaks_off_is_a_repair_that_failed()
    {
        _api.When(
            request => request.Path == Pods && _api.Requests.Any(before => before.Path.EndsWith("/eviction", StringComparison.Ordinal)), _api.Recordings.Answer("error-403-patch-node"));

        var (repair, fault) = await Repairer().RepairAsync(Request(), default);

        Assert.Equal("KubernetesForbidden", fault!.Id);
        Assert.Equal((KopsRepairOutcome.Failed, "Drain"), (repair.Outcome, Assert.Single(repair.Steps).Name));
        Assert.DoesNotContain(_calls, IsApplied);
    }

    private Task Makes(string command)
    {
        if (IsApplied(command))
        {
            AddSuccessor();
        }

        return Task.CompletedTask;
    }

    private static bool IsApplied(string command) => command.EndsWith(" --yes", StringComparison.Ordinal);

    private static KopsException NotFound() => new("KopsInstanceNotFound", FaultKind.ObjectNotFound, "could not find instance", null, null);

    private static InstanceFate Fate(string state) => new(Node, state, Cluster, "nodes-us-east-1a", "node", null);

    private static RepairRequest Request() => new()
    {
        Drain = new DrainRequest { Node = Node, Interval = TimeSpan.FromMilliseconds(1), FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(5) },
        Interval = TimeSpan.FromMilliseconds(1),
        JoinTimeout = TimeSpan.FromSeconds(20),
    };

    private NodeRepairer Repairer() => new(
        _client,
        async (call, _) =>
        {
            var command = string.Join(' ', call.Arguments);
            _calls.Add(command);
            Assert.Equal(Cluster, call.ClusterName);
            await _kops(command);
            return new KopsRun { ExitCode = 0, Stdout = "", StderrLines = [], Warnings = [], Duration = TimeSpan.Zero };
        },
        (id, _) => _find is null ? Task.FromResult(_fate) : _find(id),
        Cluster,
        new KopsSettings { Environment = new HostEnvironment([], _folder.Path) },
        _feedback);

    private void AssertUnchanged() => Assert.All(_api.Requests.Where(request => !IsLease(request)), request => Assert.Equal("GET", request.Method));

    private static bool IsLease(Fakes.Kubernetes.KubeRequest request) => request.Path.StartsWith(Leases, StringComparison.Ordinal);

    private JsonObject? Lease() => _api.Find(Leases, "kopsps-repair");

    private void HoldLease(DateTimeOffset renewed, int seconds = 30) => _api.Put(Leases, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "kopsps-repair", ["namespace"] = "kube-system", ["uid"] = "of-another", ["annotations"] = new JsonObject { ["kopsps/node"] = Plane } },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = "ana@desk/1",
            ["leaseDurationSeconds"] = seconds,
            ["renewTime"] = renewed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        },
    });

    private void AddSuccessor(bool ready = true, string? taint = null, DateTimeOffset? created = null, string of = Node)
    {
        var node = JsonNode.Parse(_api.Recordings.Item("nodes", of).ToJsonString().Replace(of, Successor, StringComparison.Ordinal))!.AsObject();
        node["metadata"]!["creationTimestamp"] = (created ?? KubeRecordings.Now).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        node["spec"]!.AsObject().Remove("unschedulable");
        node["spec"]!["taints"] = taint is null ? new JsonArray() : new JsonArray(new JsonObject { ["key"] = taint, ["effect"] = "NoSchedule" });
        Ready(node, ready ? "True" : "False");
        _api.Put(Nodes, node);
    }

    private void SetReady(string name, string status)
    {
        var node = _api.Recordings.Item("nodes", name);
        Ready(node, status);
        _api.Put(Nodes, node);
    }

    private static void Ready(JsonObject node, string status) =>
        node["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "Ready")!["status"] = status;

    private void AddBarePod() => _api.Put(Pods, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "bare", ["namespace"] = "shop", ["uid"] = "uid-of-bare" },
        ["spec"] = new JsonObject { ["nodeName"] = Node },
        ["status"] = new JsonObject { ["phase"] = "Running" },
    });
}

using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.NodeOperations;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.NodeDrains;

/// <summary>Drains of the recorded nodes; the recorded refusals stand in for a budget that allows nothing.</summary>
public sealed class NodeDrainerTests : IAsyncLifetime
{
    private const string Pods = "/api/v1/pods";
    private const string Node = "i-01b7d3e9f8a246c5e";
    private const string Lost = "i-02f94c6a1d87be350";

    private readonly TempFolder _folder = new();
    private readonly RecordingFeedback _feedback = new();
    private KubeApi _api = null!;
    private KubeClient _client = null!;

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
    public async Task A_plan_lists_every_pod_and_changes_nothing()
    {
        var plan = await Drainer().PlanAsync(Request(), default);

        // From the recorded list: 11 pods, of which the five of DaemonSets stay.
        Assert.Equal(11, plan.Pods.Length);
        Assert.Equal(5, plan.Left);
        Assert.Equal(6, plan.Pods.Count(pod => pod.Outcome == KopsDrainOutcome.Planned));
        Assert.True(plan.Cordoned);
        Assert.Equal("ReplicaSet/catalog-84f7c78ff4", plan.Pods.Single(pod => pod.Name == "catalog-84f7c78ff4-fvgds").Owner);
        Assert.All(_api.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task Pods_are_evicted_and_those_of_the_node_stay()
    {
        var drain = await Drainer().DrainAsync(Request(), default);

        Assert.True(drain.Drained);
        Assert.Equal((6, 5, 0), (drain.Evicted, drain.Left, drain.Blocked));
        Assert.All(drain.Pods.Where(pod => pod.Outcome == KopsDrainOutcome.Left), pod => Assert.StartsWith("DaemonSet/", pod.Owner, StringComparison.Ordinal));
        var changes = _api.Requests.Where(request => request.Method != "GET").ToList();
        Assert.Equal(("PATCH", "/api/v1/nodes/" + Node), (changes[0].Method, changes[0].Path));
        Assert.All(changes.Skip(1), request => Assert.EndsWith("/eviction", request.Path, StringComparison.Ordinal));
        Assert.All(changes.Skip(1), request => Assert.NotNull(JsonNode.Parse(request.Body)!["deleteOptions"]!["preconditions"]!["uid"]));
        Assert.True(await UnschedulableAsync());
    }

    [Fact]
    public async Task What_a_budget_refuses_is_tried_again()
    {
        _api.When(request => request.Path.Contains("catalog", StringComparison.Ordinal) && request.Path.EndsWith("/eviction", StringComparison.Ordinal), _api.Recordings.Answer("write-evict-blocked"), times: 3);

        var drain = await Drainer().DrainAsync(Request(), default);

        Assert.True(drain.Drained);
        Assert.Equal(4, _api.Requests.Count(request => request.Path.EndsWith("catalog-84f7c78ff4-fvgds/eviction", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_budget_never_allows_is_named_and_the_rest_is_done()
    {
        _api.When(request => request.Path.Contains("catalog", StringComparison.Ordinal) && request.Path.EndsWith("/eviction", StringComparison.Ordinal), _api.Recordings.Answer("write-evict-blocked"));

        var drain = await Drainer().DrainAsync(Request() with { Timeout = TimeSpan.FromSeconds(3) }, default);

        Assert.False(drain.Drained);
        var blocked = Assert.Single(drain.Pods, pod => pod.Outcome == KopsDrainOutcome.Blocked);
        Assert.Equal("The disruption budget cart needs 1 healthy pods and has 1 currently", blocked.Reason);
        Assert.Equal(5, drain.Evicted);
        var fault = Faults.KubernetesNodeNotDrained(drain);
        Assert.Contains("shop/catalog-84f7c78ff4-fvgds: The disruption budget cart", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budgets_that_are_too_many_for_a_pod_are_named_and_it_is_not_tried_again()
    {
        foreach (var name in (string[])["first", "second"])
        {
            _api.Put("/apis/policy/v1/poddisruptionbudgets", new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "shop" },
                ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "catalog" } } },
            });
        }

        var body = new JsonObject
        {
            ["kind"] = "Status", ["status"] = "Failure", ["code"] = 500, ["message"] = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
        };
        _api.When(request => request.Path.Contains("catalog", StringComparison.Ordinal) && request.Path.EndsWith("/eviction", StringComparison.Ordinal), KubeAnswer.Status(500, body.ToJsonString()));

        var drain = await Drainer().DrainAsync(Request(), default);

        var blocked = Assert.Single(drain.Pods, pod => pod.Outcome == KopsDrainOutcome.Blocked);
        Assert.Contains("first, second", blocked.Reason, StringComparison.Ordinal);
        Assert.Single(_api.Requests, request => request.Path.Contains("catalog", StringComparison.Ordinal) && request.Path.EndsWith("/eviction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_holds_a_pod_that_was_evicted_is_named()
    {
        AddPod("held", "ReplicaSet", emptyDir: false);
        var pod = _api.Find(Pods, "held")!;
        pod["metadata"]!["deletionTimestamp"] = "2026-11-22T21:46:00Z";
        pod["metadata"]!["finalizers"] = new JsonArray("example.com/backup");
        _api.Put(Pods, pod);

        var drain = await Drainer().DrainAsync(Request() with { Timeout = TimeSpan.FromSeconds(1) }, default);

        Assert.Equal("evicted, but its finalizers hold it: example.com/backup", Assert.Single(drain.Pods, pod => pod.Outcome == KopsDrainOutcome.Blocked).Reason);
    }

    [Fact]
    public async Task A_missing_right_is_no_reason_to_try_again()
    {
        _api.When(request => request.Path.Contains("checkout-649657f74c", StringComparison.Ordinal) && request.Path.EndsWith("/eviction", StringComparison.Ordinal), _api.Recordings.Answer("error-403-patch-node"));

        var drain = await Drainer().DrainAsync(Request(), default);

        Assert.False(drain.Drained);
        Assert.Contains("cannot patch", Assert.Single(drain.Pods, pod => pod.Outcome == KopsDrainOutcome.Blocked).Reason, StringComparison.Ordinal);
        Assert.Single(_api.Requests, request => request.Path.EndsWith("checkout-649657f74c-gmrqc/eviction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_names_the_budgets_that_allow_nothing()
    {
        // Recorded: the budget shop/cart allows no disruption.
        var cart = JsonNode.Parse(_api.Recordings.Text("pods"))!["items"]!.AsArray().Single(pod => ((string)pod!["metadata"]!["name"]!).StartsWith("cart-", StringComparison.Ordinal))!;
        var node = (string)cart["spec"]!["nodeName"]!;

        var plan = await Drainer().PlanAsync(Request() with { Node = node, DeleteEmptyDirData = true, IncludeUncontrolled = true }, default);

        Assert.Equal("disruption budget cart allows no disruption now", plan.Pods.Single(pod => pod.Name.StartsWith("cart-", StringComparison.Ordinal)).Reason);
        Assert.All(_api.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task A_plan_without_the_right_to_budgets_is_made_all_the_same()
    {
        _api.When("/apis/policy/v1/poddisruptionbudgets", _api.Recordings.Answer("error-403-patch-node"));

        var plan = await Drainer().PlanAsync(Request(), default);

        Assert.Equal(11, plan.Pods.Length);
        Assert.Contains(_feedback.VerboseLines, said => said.Contains("budgets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pod_that_is_gone_before_its_eviction_is_not_waited_for()
    {
        // The list is older than the refusal.
        _api.When(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal), KubeAnswer.Status(404, """{"kind":"Status","status":"Failure","message":"pods not found","reason":"NotFound","code":404}"""));

        var drain = await Drainer().DrainAsync(Request(), default);

        Assert.Equal((true, 6), (drain.Drained, drain.Evicted));
    }

    [Fact]
    public async Task The_time_limit_ends_an_eviction_that_hangs()
    {
        _api.When(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal), KubeAnswer.Hang);

        var drain = await Drainer().DrainAsync(Request() with { Timeout = TimeSpan.FromSeconds(2) }, default);

        Assert.False(drain.Drained);
        Assert.All(drain.Pods.Where(pod => pod.Outcome == KopsDrainOutcome.Blocked), pod => Assert.Contains("did not answer", pod.Reason, StringComparison.Ordinal));
        Assert.Equal(6, drain.Blocked);
    }

    [Fact]
    public async Task A_webhook_that_fails_is_tried_again_and_named()
    {
        _api.When(
            request => request.Path.Contains("catalog", StringComparison.Ordinal) && request.Path.EndsWith("/eviction", StringComparison.Ordinal),
            KubeAnswer.Status(500, """{"kind":"Status","status":"Failure","message":"Internal error occurred: failed calling webhook \"guard.shop.dev\": connection refused","reason":"InternalError","code":500}"""));

        var drain = await Drainer().DrainAsync(Request() with { Timeout = TimeSpan.FromSeconds(2) }, default);

        Assert.Contains("guard.shop.dev", Assert.Single(drain.Pods, pod => pod.Outcome == KopsDrainOutcome.Blocked).Reason, StringComparison.Ordinal);
        Assert.Equal(5, drain.Evicted);
        Assert.True(_api.Requests.Count(request => request.Path.EndsWith("catalog-84f7c78ff4-fvgds/eviction", StringComparison.Ordinal)) > 1);
    }

    [Fact]
    public async Task A_node_that_was_gone_when_it_was_to_be_cordoned_is_not_said_to_be_cordoned()
    {
        _api.When(
            request => request.Method == "PATCH",
            KubeAnswer.From(context =>
            {
                _api.Remove("/api/v1/nodes", Node);
                return KubeAnswer.Status(404, """{"kind":"Status","status":"Failure","message":"nodes not found","reason":"NotFound","code":404}""").GiveAsync(context);
            }));

        var fault = await Assert.ThrowsAsync<KopsException>(() => Drainer().DrainAsync(Request(), default));

        Assert.Equal("KubernetesNodeNotFound", fault.Id);
        Assert.DoesNotContain("cordoned", Assert.Single(_feedback.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_grace_period_is_sent()
    {
        await Drainer().DrainAsync(Request() with { GracePeriod = TimeSpan.FromSeconds(7) }, default);

        var evictions = _api.Requests.Where(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(evictions);
        Assert.All(evictions, request => Assert.Equal(7, (int)JsonNode.Parse(request.Body)!["deleteOptions"]!["gracePeriodSeconds"]!));
    }

    [Theory]
    [InlineData(false, false, 2)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 1)]
    [InlineData(true, true, 0)]
    public async Task Data_and_pods_without_controller_need_their_switches(bool emptyDir, bool uncontrolled, int refused)
    {
        AddPod("bare", controller: null, emptyDir: false);
        AddPod("cache", "ReplicaSet", emptyDir: true);
        var request = Request() with { DeleteEmptyDirData = emptyDir, IncludeUncontrolled = uncontrolled };

        if (refused == 0)
        {
            Assert.Equal(8, (await Drainer().DrainAsync(request, default)).Evicted);
            return;
        }

        var fault = await Assert.ThrowsAsync<KopsException>(() => Drainer().DrainAsync(request, default));
        Assert.Equal("KubernetesDrainRefused", fault.Id);
        Assert.Equal(!uncontrolled, fault.Message.Contains("shop/bare", StringComparison.Ordinal));
        Assert.Equal(!emptyDir, fault.Message.Contains("shop/cache", StringComparison.Ordinal));
        Assert.All(_api.Requests, sent => Assert.Equal("GET", sent.Method));
    }

    [Fact]
    public async Task Static_pods_stay()
    {
        var plan = await Drainer().PlanAsync(Request() with { Node = "i-0a1c4e7b92d35f801" }, default);

        Assert.Contains(plan.Pods, pod => pod.Name == "kube-scheduler-i-0a1c4e7b92d35f801" && pod.Outcome == KopsDrainOutcome.Left && pod.Reason.StartsWith("static pod", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_kubelet_is_silent_an_accepted_eviction_is_enough()
    {
        // The API server takes the evictions, and the pods stay as nobody confirms their end.
        _api.When(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal), _api.Recordings.Answer("write-evict"));

        var drain = await Drainer().DrainAsync(Request() with { Node = Lost }, default);

        Assert.True(drain.Drained);
        Assert.Equal(3, drain.Pods.Count(pod => pod.Outcome == KopsDrainOutcome.Terminating));
        Assert.All(drain.Pods.Where(pod => pod.Outcome == KopsDrainOutcome.Terminating), pod => Assert.Contains("silent", pod.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pod_that_does_not_end_in_time_is_named_so()
    {
        _api.When(request => request.Path.Contains("catalog", StringComparison.Ordinal) && request.Path.EndsWith("/eviction", StringComparison.Ordinal), _api.Recordings.Answer("write-evict"));

        var drain = await Drainer().DrainAsync(Request() with { Timeout = TimeSpan.FromSeconds(3) }, default);

        Assert.Contains("has not ended", Assert.Single(drain.Pods, pod => pod.Outcome == KopsDrainOutcome.Blocked).Reason, StringComparison.Ordinal);
        Assert.Single(_api.Requests, request => request.Path.EndsWith("catalog-84f7c78ff4-fvgds/eviction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_vanishes_is_drained_and_said()
    {
        _api.When(
            request => request.Path.EndsWith("/eviction", StringComparison.Ordinal),
            KubeAnswer.From(context =>
            {
                _api.Remove("/api/v1/nodes", Node);
                return _api.Recordings.Answer("write-evict").GiveAsync(context);
            }));

        var drain = await Drainer().DrainAsync(Request(), default);

        Assert.True(drain.Vanished);
        Assert.True(drain.Drained);
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("vanished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopped_before_an_eviction_it_takes_its_cordon_back()
    {
        using var stop = new CancellationTokenSource();
        _api.When(
            request => request.Path.EndsWith("/eviction", StringComparison.Ordinal),
            KubeAnswer.From(async context =>
            {
                await stop.CancelAsync();
                await _api.Recordings.Answer("write-evict-blocked").GiveAsync(context);
            }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Drainer().DrainAsync(Request(), stop.Token));

        Assert.False(await UnschedulableAsync());
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("0 of 6", StringComparison.Ordinal) && warning.Contains("schedulable again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopped_while_it_cordons_it_takes_back_what_may_have_arrived()
    {
        using var stop = new CancellationTokenSource();
        _api.When(
            request => request.Method == "PATCH",
            KubeAnswer.From(async context =>
            {
                var node = _api.Recordings.Item("nodes", Node);
                node["spec"]!["unschedulable"] = true;
                _api.Put("/api/v1/nodes", node);
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }),
            times: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Drainer().DrainAsync(Request(), stop.Token));

        Assert.False(await UnschedulableAsync());
        Assert.Contains("schedulable again", Assert.Single(_feedback.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_while_an_eviction_is_on_its_way_it_says_that_its_outcome_is_not_known()
    {
        using var stop = new CancellationTokenSource();
        _api.When(
            request => request.Path.EndsWith("catalog-84f7c78ff4-fvgds/eviction", StringComparison.Ordinal),
            KubeAnswer.From(async context =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Drainer().DrainAsync(Request(), stop.Token));

        Assert.Matches("whether .*shop/catalog-84f7c78ff4-fvgds.* not known", Assert.Single(_feedback.Warnings));
    }

    [Fact]
    public async Task Stopped_after_an_eviction_it_names_what_is_cordoned_and_evicted()
    {
        using var stop = new CancellationTokenSource();
        _api.When(request => request.Path.Contains("/namespaces/shop/", StringComparison.Ordinal) && request.Path.EndsWith("/eviction", StringComparison.Ordinal), _api.Recordings.Answer("write-evict-blocked"));
        _api.When(
            request => request.Path == Pods && _api.Requests.Any(sent => sent.Method == "POST"),
            KubeAnswer.From(async context =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Drainer().DrainAsync(Request(), stop.Token));

        Assert.True(await UnschedulableAsync());
        var said = Assert.Single(_feedback.Warnings);
        Assert.Contains("3 of 6 pods were evicted", said, StringComparison.Ordinal);
        Assert.Contains("data/exporter-6c8796b59b-jll6k", said, StringComparison.Ordinal);
        Assert.Contains("Resume-KopsNode " + Node, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_was_cordoned_before_is_left_so()
    {
        const string Cordoned = "i-0e7a4c9d3b5f81e62";
        using var stop = new CancellationTokenSource();
        _api.When(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal), KubeAnswer.From(async context =>
        {
            await stop.CancelAsync();
            await _api.Recordings.Answer("write-evict-blocked").GiveAsync(context);
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Drainer().DrainAsync(Request() with { Node = Cordoned }, stop.Token));

        Assert.DoesNotContain(_api.Requests, request => request.Method == "PATCH");
        Assert.DoesNotContain("cordon", Assert.Single(_feedback.Warnings), StringComparison.Ordinal);
    }

    private static DrainRequest Request() => new()
    {
        Node = Node,
        Interval = TimeSpan.FromMilliseconds(1),
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(5),
    };

    private NodeDrainer Drainer() => new(_client, null, _feedback);

    private async Task<bool> UnschedulableAsync() => (await new NodeScheduler(_client, null).ReadAsync(Node, default)).Unschedulable;

    private void AddPod(string name, string? controller, bool emptyDir)
    {
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = "shop", ["uid"] = "uid-of-" + name };
        if (controller is not null)
        {
            metadata["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = controller, ["name"] = name, ["controller"] = true });
        }

        var volume = emptyDir ? new JsonObject { ["name"] = "scratch", ["emptyDir"] = new JsonObject() } : new JsonObject { ["name"] = "settings", ["configMap"] = new JsonObject { ["name"] = "x" } };
        _api.Put(Pods, new JsonObject
        {
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["nodeName"] = Node, ["volumes"] = new JsonArray(volume) },
            ["status"] = new JsonObject { ["phase"] = "Running" },
        });
    }
}

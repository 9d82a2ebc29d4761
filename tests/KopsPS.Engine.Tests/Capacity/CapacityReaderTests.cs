using System.Text.Json.Nodes;
using KopsPS.Engine.Capacity;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Capacity;

/// <summary>Figures of the recorded cluster were reckoned from its recordings by other means.</summary>
public sealed class CapacityReaderTests
{
    private const decimal Mi = 1024 * 1024;
    private const decimal Gi = 1024 * Mi;

    [Fact]
    public async Task Adds_up_the_cluster_and_its_groups()
    {
        await using var api = await KubeApi.StartAsync();
        var rows = await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster, KopsCapacityScope.InstanceGroup] });
        Assert.Equal(
            ["Cluster/prod.example.com", "InstanceGroup/(none)", "InstanceGroup/control-plane-us-east-1a", "InstanceGroup/control-plane-us-east-1b", "InstanceGroup/control-plane-us-east-1c",
                "InstanceGroup/nodes-us-east-1a", "InstanceGroup/nodes-us-east-1b", "InstanceGroup/nodes-us-east-1c", "InstanceGroup/spot-mixed"],
            rows.Select(row => row.ToString()));
        var all = rows[0];
        Assert.Equal((19, 12), (all.Nodes, all.OpenNodes));
        Assert.Equal((70m, 13.265m, 12.4m, 30.605m, 3.775m), (all.Cpu.Allocatable, all.Cpu.Requested, all.Cpu.Limit, all.Cpu.Free, all.Cpu.LargestFree));
        Assert.Equal((285549953024m, 26708279296m, 31608274944m, 133119832064m), (all.Memory.Allocatable, all.Memory.Requested, all.Memory.Limit, all.Memory.Free));
        Assert.Equal((2090m, 161m), (all.Pods.Allocatable, all.Pods.Requested));

        // The room of the control plane counts where there is nothing else.
        Assert.Equal((2m, 1.325m, 0.675m), (rows[2].Cpu.Allocatable, rows[2].Cpu.Requested, rows[2].Cpu.Free));
        Assert.Equal((3, 11.325m), (rows[^1].OpenNodes, rows[^1].Cpu.Free));
        Assert.Equal((0, 0m), (rows[1].OpenNodes, rows[1].Cpu.Free));
        Assert.Null(all.Fit);
        Assert.Null(all.Cpu.Used);
        Assert.Equal("Usage", Assert.Single(all.NotChecked).Code);
        Assert.Equal(["PodsFitNowhere", "PodsWaitForRoom"], all.Findings.Select(finding => finding.Code));
        Assert.Equal(6, all.Waiting.Length);
        Assert.Equal(["cpu", "memory", "ephemeral-storage", "pods"], all.Resources.Select(resource => resource.Name));
    }

    [Fact]
    public async Task Nodes_and_zones_add_up_to_the_cluster()
    {
        await using var api = await KubeApi.StartAsync();
        var rows = await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Node, KopsCapacityScope.Zone] });
        var (nodes, zones) = (rows.Where(row => row.Kind == "Node").ToArray(), rows.Where(row => row.Kind == "Zone").ToArray());
        Assert.Equal((19, 13.265m, 161m), (nodes.Length, nodes.Sum(node => node.Cpu.Requested), nodes.Sum(node => node.Pods.Requested)));
        Assert.Equal(["(none)", "us-east-1a", "us-east-1b", "us-east-1c"], zones.Select(zone => zone.Name));
        Assert.Equal(13.265m, zones.Sum(zone => zone.Cpu.Requested));
        var node = nodes.Single(item => item.Name == "i-0c83d19f5be274a06");
        Assert.Equal(("control-plane-us-east-1b", "us-east-1b", "m5.large"), (node.InstanceGroup, node.Zone, node.InstanceType));
        Assert.Equal((1.35m, 0.65m, 16m, 94m), (node.Cpu.Requested, node.Cpu.Free, node.Pods.Requested, node.Pods.Free));
        Assert.Equal(["node-role.kubernetes.io/control-plane:NoSchedule"], node.Taints);
    }

    [Theory]
    [InlineData("0.25", "268435456", null, null, 74)]
    [InlineData("0.5", "2147483648", "lifecycle=spot", "spot-mixed", 21)]
    [InlineData("0.5", "2147483648", "lifecycle", "spot-mixed", 21)]
    [InlineData("0.5", "2147483648", "lifecycle:NoSchedule", "spot-mixed", 21)]
    [InlineData("0.5", "2147483648", "*", "spot-mixed", 21)]
    [InlineData("0.5", "2147483648", null, "spot-mixed", 0)]
    [InlineData("0.5", "2147483648", "lifecycle=other", "spot-mixed", 0)]
    [InlineData("0.5", "2147483648", "lifecycle=spot:NoExecute", "spot-mixed", 0)]
    public async Task Counts_how_many_more_fit(string cpu, string memory, string? toleration, string? group, int fit)
    {
        await using var api = await KubeApi.StartAsync();
        var rows = await RowsAsync(api, new CapacityQuery
        {
            Scopes = [KopsCapacityScope.Cluster],
            InstanceGroup = group is null ? null : name => name == group,
            Pod = PodTemplate.Of(
                new Dictionary<string, decimal> { ["cpu"] = decimal.Parse(cpu, System.Globalization.CultureInfo.InvariantCulture), ["memory"] = decimal.Parse(memory, System.Globalization.CultureInfo.InvariantCulture) },
                null, toleration is null ? null : [toleration]),
        });
        Assert.Equal(fit, rows.Single().Fit);
    }

    [Fact]
    public async Task Says_what_keeps_more_away()
    {
        await using var api = await KubeApi.StartAsync();
        var pod = PodTemplate.Of(new Dictionary<string, decimal> { ["cpu"] = 24 }, null, null);
        var cluster = Assert.Single(await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster], Pod = pod }));
        Assert.Equal(0, cluster.Fit);
        Assert.Equal(
            ["13 nodes: TooLarge (cpu)", "3 nodes: TaintNotTolerated (lifecycle=spot:NoSchedule)", "3 nodes: TaintNotTolerated (node-role.kubernetes.io/control-plane:NoSchedule)"],
            cluster.Blocks.Select(block => block.ToString()));

        var small = PodTemplate.Of(new Dictionary<string, decimal> { ["cpu"] = 1 }, null, null);
        var nodes = (await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Node], Pod = small })).ToDictionary(node => node.Name, node => Assert.Single(node.Blocks).ToString());
        Assert.Equal("1 node: NodeCordoned", nodes["i-0e7a4c9d3b5f81e62"]);
        Assert.Equal("1 node: NodeNotReady", nodes["i-02f94c6a1d87be350"]);
        Assert.Equal("1 node: NodeTroubled (node.kubernetes.io/memory-pressure)", nodes["i-047ad2c8e5b1936f0"]);
        Assert.Equal("1 node: Insufficient (cpu)", nodes["i-01b7d3e9f8a246c5e"]);
    }

    [Fact]
    public async Task Quotas_and_limit_ranges_of_the_namespace_count()
    {
        await using var api = await KubeApi.StartAsync();

        // 250m each: the nodes hold 74, and 300m are left of the quota.
        var web = await LikeAsync("web");
        Assert.Equal((1, "Quota", "shop-quota: requests.cpu"), (web.Fit, web.Blocks[0].Reason, web.Blocks[0].Detail));

        // Nothing is asked for: the range of the namespace makes it 100m.
        Assert.Equal(3, (await LikeAsync("thumbnailer")).Fit);

        var large = PodTemplate.Of(new Dictionary<string, decimal> { ["cpu"] = 5 }, null, null);
        var refused = Assert.Single(await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster], Pod = large, PodNamespace = "shop" }));
        Assert.Equal((0, "LimitRange"), (refused.Fit, Assert.Single(refused.Blocks).Reason));

        async Task<KopsCapacity> LikeAsync(string name) => Assert.Single(await RowsAsync(
            api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster], Pod = PodTemplate.Of(api.Recordings.Item("deployments", name), name), PodNamespace = "shop" }));
    }

    [Theory]
    [InlineData("requests.ephemeral-storage", null, null)]
    [InlineData("limits.ephemeral-storage", null, null)]
    [InlineData("limits.cpu", null, "Quota small: limits.cpu is not told by the pod")]
    [InlineData("requests.cpu", null, "Quota small: requests.cpu is not told by the pod")]
    [InlineData("requests.cpu", "10m", null)]
    [InlineData("requests.cpu", "10m for the pod", null)]
    public async Task A_quota_of_CPU_or_memory_wants_every_container_to_tell_how_much(string resource, string? helper, string? blocked)
    {
        await using var api = await KubeApi.StartAsync();
        api.Put("/api/v1/resourcequotas", JsonNode.Parse($$$$"""
            {"metadata":{"name":"small","namespace":"data"},"spec":{"hard":{"{{{{resource}}}}":"1000"}},"status":{"hard":{"{{{{resource}}}}":"1000"},"used":{"{{{{resource}}}}":"0"}}}
            """)!.AsObject());
        var pod = PodTemplate.Of(new Dictionary<string, decimal> { ["cpu"] = 0.01m }, null, null);
        var beside = new JsonObject { ["name"] = "helper" };
        if (helper == "10m")
        {
            beside["resources"] = JsonNode.Parse("""{"requests":{"cpu":"10m"}}""");
        }
        else if (helper is not null)
        {
            pod["spec"]!["resources"] = JsonNode.Parse("""{"requests":{"cpu":"20m"}}""");
        }

        pod["spec"]!["containers"]!.AsArray().Add(beside);

        var fit = Assert.Single(await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster], Pod = pod, PodNamespace = "data" }));

        Assert.Equal(blocked, fit.Blocks.Where(block => block.Reason == "Quota").Select(block => $"{block.Reason} {block.Detail}").FirstOrDefault());
        Assert.Equal(blocked is null, fit.Fit > 0);
    }

    [Fact]
    public async Task Pods_that_must_be_apart_fit_once_in_each_place()
    {
        await using var api = await KubeApi.StartAsync();
        var body = api.Recordings.Item("deployments", "web");
        body["spec"]!["template"]!["spec"]!["affinity"] = JsonNode.Parse("""
            {"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"labelSelector":{"matchLabels":{"app":"web"}},"topologyKey":"kubernetes.io/hostname"}]}}
            """);
        var query = new CapacityQuery { Scopes = [KopsCapacityScope.Cluster, KopsCapacityScope.Node], Pod = PodTemplate.Of(body, "web"), PodNamespace = "elsewhere" };

        // In a namespace of its own nothing of it runs yet: one on each of the six nodes that it may go to.
        var rows = await RowsAsync(api, query);
        Assert.Equal(6, rows[0].Fit);
        Assert.All(rows.Skip(1), node => Assert.True(node.Fit <= 1));

        // Beside the pods that run already, fewer places are left.
        var web = JsonNode.Parse(api.Recordings.Text("pods-web"))!["items"]!.AsArray().Select(pod => (string?)pod!["spec"]!["nodeName"]).ToHashSet();
        var beside = (await RowsAsync(api, query with { PodNamespace = "shop" })).Skip(1).ToArray();
        Assert.All(beside.Where(node => web.Contains(node.Name) && rows.Single(row => row.Name == node.Name).Fit == 1), node => Assert.Equal("AntiAffinity", Assert.Single(node.Blocks, block => block.Reason != "Quota").Reason));
        Assert.Contains(beside, node => node.Blocks.Any(block => block.Reason == "AntiAffinity"));

        // One in each zone.
        body["spec"]!["template"]!["spec"]!["affinity"]!["podAntiAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"]![0]!["topologyKey"] = "topology.kubernetes.io/zone";
        Assert.Equal(3, (await RowsAsync(api, query with { Pod = PodTemplate.Of(body, "web") }))[0].Fit);
    }

    [Fact]
    public async Task A_pod_that_must_be_alone_keeps_others_off_its_node()
    {
        await using var api = await KubeApi.StartAsync();
        var query = new CapacityQuery { Scopes = [KopsCapacityScope.Node], Pod = PodTemplate.Of(api.Recordings.Item("deployments", "web"), "web"), PodNamespace = "shop" };
        var open = (await RowsAsync(api, query)).Where(node => node.Fit > 0).Select(node => node.Name).ToArray();

        api.Put("/api/v1/pods", JsonNode.Parse($$$"""
            {
              "metadata": {"name": "hermit", "namespace": "elsewhere"},
              "spec": {
                "nodeName": "{{{open[0]}}}", "containers": [{"name": "hermit"}],
                "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
                  {"labelSelector": {"matchLabels": {"app": "web"}}, "namespaces": ["shop"], "topologyKey": "kubernetes.io/hostname"}
                ]}}
              },
              "status": {"phase": "Running"}
            }
            """)!.AsObject());
        var rows = await RowsAsync(api, query);

        Assert.Equal(open[1..], rows.Where(node => node.Fit > 0).Select(node => node.Name));
        Assert.Equal("AntiAffinity", Assert.Single(rows, node => node.Name == open[0]).Blocks.First(block => block.Reason != "Quota").Reason);

        // It means only pods of the namespace that it names.
        Assert.Contains(await RowsAsync(api, query with { PodNamespace = "elsewhere" }), node => node.Name == open[0] && node.Fit > 0);
    }

    [Fact]
    public async Task What_is_not_counted_is_named()
    {
        await using var api = await KubeApi.StartAsync();
        var rows = await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster], Pod = PodTemplate.Of(api.Recordings.Item("deployments", "reports"), "reports") });
        Assert.Equal(["Volume", "Usage"], rows.Single().NotChecked.Select(skipped => skipped.Code));
    }

    [Fact]
    public async Task A_runtime_adds_its_overhead_and_its_nodes()
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/apis/node.k8s.io/v1/runtimeclasses/kata", KubeAnswer.Status(200, """
            {"metadata":{"name":"kata"},"handler":"kata","overhead":{"podFixed":{"cpu":"750m"}},"scheduling":{"nodeSelector":{"topology.kubernetes.io/zone":"us-east-1b"}}}
            """));
        var pod = PodTemplate.Of(new Dictionary<string, decimal> { ["cpu"] = 0.25m }, null, null);
        pod["spec"]!["runtimeClassName"] = "kata";

        // Two open nodes there, with 2.905 and 3.225 cores free.
        Assert.Equal(5, Assert.Single(await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster], Pod = pod })).Fit);
    }

    [Fact]
    public async Task Pods_that_wait_are_held_against_every_node()
    {
        await using var api = await KubeApi.StartAsync();
        var pods = (await WaitingAsync(api)).ToDictionary(pod => pod.Name);
        Assert.Equal(6, pods.Count);
        var analytics = pods["analytics-696d97479-ftswb"];
        Assert.Equal((KopsPodPlacement.Never, "ReplicaSet/analytics-696d97479"), (analytics.Placement, analytics.Owner));
        Assert.Equal("13 nodes: TooLarge (cpu)", analytics.Blocks[0].ToString());
        Assert.Equal((24m, 4 * Gi), (analytics.Resources.Single(item => item.Name == "cpu").Requested, analytics.Resources.Single(item => item.Name == "memory").Requested));
        Assert.Equal((KopsPodPlacement.Never, "16 nodes: SelectorMismatch, 3 nodes: TaintNotTolerated (lifecycle=spot:NoSchedule)"), (pods["search-spot-5dfc47d95d-mdmlz"].Placement, pods["search-spot-5dfc47d95d-mdmlz"].Why));
        Assert.Equal(KopsPodPlacement.NotNow, pods["log-shipper-9nmg6"].Placement);
        Assert.Contains("1 node: PortTaken (", pods["log-shipper-9nmg6"].Why, StringComparison.Ordinal);

        // Room there is: it is its volumes, as the scheduler says.
        Assert.Equal(KopsPodPlacement.Possible, pods["postgres-2"].Placement);
        Assert.Contains("persistent volumes", pods["postgres-2"].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gated_pod_is_looked_for_by_nobody()
    {
        await using var api = await KubeApi.StartAsync();
        var pod = api.Recordings.Item("pods", "postgres-2");
        pod["spec"]!["schedulingGates"] = new JsonArray(new JsonObject { ["name"] = "quota" });
        api.Put("/api/v1/pods", pod);
        Assert.Equal(KopsPodPlacement.Gated, (await WaitingAsync(api)).Single(item => item.Name == "postgres-2").Placement);
    }

    [Fact]
    public async Task Namespaces_have_their_quotas_and_limit_ranges()
    {
        await using var api = await KubeApi.StartAsync();
        var shop = Assert.Single(await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Namespace], Namespaces = ["shop"], Namespace = name => name == "shop" }));
        Assert.Equal((4m, 3.7m, 0.3m), (shop.Cpu.Allocatable, shop.Cpu.Requested, shop.Cpu.Free));
        Assert.Equal((8 * Gi, 4966055936m), (shop.Memory.Allocatable, shop.Memory.Requested));
        Assert.Equal((40m, 22m, 18m), (shop.Pods.Allocatable, shop.Pods.Requested, shop.Pods.Free));
        Assert.Equal("shop-quota limits.memory 8.5Gi/16Gi", shop.Quotas.Single(quota => quota.Resource == "limits.memory").ToString());
        var range = shop.LimitRanges.Single(item => item is { Type: "Container", Resource: "memory" });
        Assert.Equal((8 * Gi, 256 * Mi, 128 * Mi), (range.Maximum, range.DefaultLimit, range.DefaultRequest));
        Assert.Contains(shop.Findings, finding => finding.Code == "QuotaUsedUp" && finding.Message.Contains("services.loadbalancers 2/2", StringComparison.Ordinal));
        Assert.DoesNotContain(api.Requests, request => request.Path is "/api/v1/nodes" or "/api/v1/pods");

        var all = await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Namespace] });
        Assert.Equal(["batch", "data", "default", "kube-system", "shop"], all.Select(row => row.Name));
        Assert.Equal((50.4m, 27m), (all[1].Cpu.Requested, all[1].Pods.Requested));
        Assert.Null(all[1].Cpu.Allocatable);
    }

    [Fact]
    public async Task Usage_is_held_against_requests()
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/apis/metrics.k8s.io/v1beta1/nodes", KubeAnswer.Status(200, """
            {"kind":"NodeMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[
             {"metadata":{"name":"i-01b7d3e9f8a246c5e"},"usage":{"cpu":"1500123456n","memory":"2Gi"}},{"metadata":{"name":"i-05c1e8f3b697d2a4c"},"usage":{"cpu":"500m","memory":"1Gi"}}]}
            """));
        api.When("/apis/metrics.k8s.io/v1beta1/pods", KubeAnswer.Status(200, new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. JsonNode.Parse(api.Recordings.Text("pods-web"))!["items"]!.AsArray().Select(pod => new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = (string?)pod!["metadata"]!["name"], ["namespace"] = "shop" },
                ["containers"] = JsonNode.Parse("""[{"name":"nginx","usage":{"cpu":"300m","memory":"20Mi"}}]"""),
            })]),
        }.ToJsonString()));

        var rows = await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster, KopsCapacityScope.Workload] });
        Assert.Equal((2.000123456m, 3 * Gi), (rows[0].Cpu.Used, rows[0].Memory.Used));
        Assert.Empty(rows[0].NotChecked);
        var web = rows.Single(row => row.ToString() == "Deployment/shop/web");
        Assert.Equal((4m, 1m, 1.2m), (web.Pods.Requested, web.Cpu.Requested, web.Cpu.Used));
        Assert.Equal(["RequestTooLow", "RequestTooHigh"], web.Findings.Select(finding => finding.Code));
        Assert.Equal("1.2 cores used, 1 asked for", web.Findings[0].Message);
        var reports = rows.Single(row => row.ToString() == "Deployment/data/reports");
        Assert.Contains("no cpu and no memory", Assert.Single(reports.Findings, finding => finding.Code == "RequestMissing").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error-429-priority")]
    [InlineData("error-403-metrics")]
    [InlineData("apis-unknown-group")]
    public async Task A_cluster_without_metrics_is_told_of_all_the_same(string slug)
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/apis/metrics.k8s.io", api.Recordings.Answer(slug));
        var cluster = Assert.Single(await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster] }));
        Assert.Equal(13.265m, cluster.Cpu.Requested);
        Assert.Equal("Usage", Assert.Single(cluster.NotChecked).Code);
    }

    [Fact]
    public async Task A_page_that_expires_counts_no_pod_twice()
    {
        await using var api = await KubeApi.StartAsync();
        api.ExpireContinue(1);
        var cluster = Assert.Single(await RowsAsync(api, new CapacityQuery { Scopes = [KopsCapacityScope.Cluster] }, pageSize: 20));
        Assert.Equal((13.265m, 161m), (cluster.Cpu.Requested, cluster.Pods.Requested));
    }

    private static async Task<IReadOnlyList<KopsCapacity>> RowsAsync(KubeApi api, CapacityQuery query, int pageSize = 100) =>
        await WithAsync(api, pageSize, async reader => (await reader.ReadAsync(null, query, default)).Rows);

    private static Task<IReadOnlyList<KopsWaitingPod>> WaitingAsync(KubeApi api) =>
        WithAsync(api, 100, reader => reader.ReadWaitingAsync(null, new CapacityQuery { Scopes = [] }, default));

    private static async Task<T> WithAsync<T>(KubeApi api, int pageSize, Func<CapacityReader, Task<T>> read)
    {
        using var folder = new TempFolder();
        var settings = new KopsSettings { Environment = new HostEnvironment([], folder.Path), Kubeconfig = api.WriteKubeconfig(folder.File("config")) };
        var kubeconfig = await Kubeconfig.LoadAsync(settings, default);
        using var client = new KubeClient(
            kubeconfig.Choose(null, null), settings.Environment, NoFeedback.Instance, new KubeClientOptions { Pause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(1), PageSize = pageSize });
        return await read(new CapacityReader(client, NoFeedback.Instance));
    }
}

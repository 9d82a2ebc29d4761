using KopsPS.Engine.Health.Workloads;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Workloads;

/// <summary>How the reader deals with what a server has not, does not allow, or does badly.</summary>
public class WorkloadHealthReaderTests
{
    [Fact]
    public async Task An_api_group_that_is_not_there_is_not_checked_and_the_rest_goes_on()
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/apis/autoscaling/v2", api.Recordings.Answer("apis-unknown-group"));
        var all = await WorkloadHealthFixture.ReadAsync(api);
        var autoscalers = all.Single(item => item.Kind == "HorizontalPodAutoscaler");
        Assert.Equal(("*", KopsVerdict.NotChecked), (autoscalers.Name, autoscalers.Verdict));
        Assert.Contains("/apis/autoscaling/v2/horizontalpodautoscalers", Assert.Single(autoscalers.NotChecked).Reason, StringComparison.Ordinal);
        Assert.Equal(KopsVerdict.Unhealthy, all.Single(item => item is { Kind: "Deployment", Name: "invoice" }).Verdict);
    }

    [Theory]
    [InlineData("error-403-deployments")]
    [InlineData("error-429-priority")]
    [InlineData("error-504-future-rv")]
    [InlineData("metrics-nodes")]
    public async Task A_kind_that_a_server_does_not_give_is_not_checked(string slug)
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/apis/apps/v1/statefulsets", api.Recordings.Answer(slug));
        var all = await WorkloadHealthFixture.ReadAsync(api, query: new WorkloadHealthQuery { Kinds = new HashSet<string> { "StatefulSet", "DaemonSet" } });
        Assert.Equal(KopsVerdict.NotChecked, all.Single(item => item.Kind == "StatefulSet").Verdict);
        Assert.Equal(7, all.Count(item => item.Kind == "DaemonSet"));
    }

    [Fact]
    public async Task A_right_that_ends_at_a_namespace_is_told_for_that_namespace()
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/apis/apps/v1/namespaces/data/", api.Recordings.Answer("error-403-deployments"));
        var all = await WorkloadHealthFixture.ReadAsync(
            api, query: new WorkloadHealthQuery { Kinds = new HashSet<string> { "StatefulSet", "Deployment" }, Namespaces = ["shop", "data"] });
        Assert.Equal(["Deployment/data/*", "StatefulSet/data/*"], all.Where(item => item.Verdict == KopsVerdict.NotChecked).Select(item => item.ToString()).Order());
        Assert.Equal(11, all.Count(item => item is { Kind: "Deployment", Namespace: "shop" }));
    }

    [Fact]
    public async Task Events_are_read_only_for_what_the_state_does_not_tell()
    {
        await using var api = await KubeApi.StartAsync();
        await WorkloadHealthFixture.ReadAsync(api, query: new WorkloadHealthQuery { Kinds = new HashSet<string> { "PodDisruptionBudget", "ResourceQuota", "CronJob" } });
        Assert.DoesNotContain(api.Requests, request => request.Path.EndsWith("/events", StringComparison.Ordinal));

        await WorkloadHealthFixture.ReadAsync(api, query: new WorkloadHealthQuery { Kinds = new HashSet<string> { "PersistentVolumeClaim" } });
        var asked = Assert.Single(api.Requests, request => request.Path.EndsWith("/events", StringComparison.Ordinal));
        Assert.Equal("reason=ProvisioningFailed", asked.Query["fieldSelector"]);
        Assert.Equal("100", asked.Query["limit"]);
    }

    [Fact]
    public async Task Without_the_right_to_events_the_fault_stands_and_the_gap_is_told()
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/api/v1/events", api.Recordings.Answer("error-403-secrets"));
        var all = await WorkloadHealthFixture.ReadAsync(api, query: new WorkloadHealthQuery { Kinds = new HashSet<string> { "Service" } });
        var storefront = all.Single(item => item.Name == "storefront");
        Assert.Equal((KopsVerdict.Unhealthy, "LoadBalancerPending"), (storefront.Verdict, storefront.Findings[0].Code));
        Assert.Equal("Event", Assert.Single(storefront.NotChecked).Code);
        Assert.Empty(all.Single(item => item.Name == "web-public").NotChecked);
    }

    [Fact]
    public async Task A_page_token_that_is_too_old_costs_nothing()
    {
        await using var api = await KubeApi.StartAsync();
        api.ExpireContinue(1);
        var all = await WorkloadHealthFixture.ReadAsync(api, query: new WorkloadHealthQuery { Kinds = new HashSet<string> { "Pod" } });
        Assert.Equal(178, all.Select(item => item.ToString()).Distinct().Count());
    }

    [Theory]
    [InlineData(-10, false)]
    [InlineData(-300, true)]
    public async Task Counts_are_believed_as_long_as_the_controller_manager_renews_its_lease(int renewed, bool stopped)
    {
        await using var api = await KubeApi.StartAsync();
        api.When(
            "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager",
            KubeAnswer.Status(200, $$$"""{"spec":{"holderIdentity":"a_1","leaseDurationSeconds":15,"renewTime":"{{{KubeRecordings.Time(KubeRecordings.Now.AddSeconds(renewed))}}}"}}"""));
        api.When(
            "/apis/apps/v1/daemonsets",
            KubeAnswer.Status(200, """{"items":[{"metadata":{"name":"d","namespace":"x"},"status":{"observedGeneration":1,"desiredNumberScheduled":3,"currentNumberScheduled":3,"numberReady":3,"updatedNumberScheduled":3}}]}"""));
        var set = Assert.Single(await WorkloadHealthFixture.ReadAsync(api, query: new WorkloadHealthQuery { Kinds = new HashSet<string> { "DaemonSet" } }));
        Assert.Equal(stopped ? KopsVerdict.Unhealthy : KopsVerdict.Healthy, set.Verdict);
        Assert.Equal(stopped, api.Requests.Any(request => request.Path.EndsWith("/kube-node-lease/leases", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(20, KopsVerdict.Degraded, "DeletionStuck")]
    [InlineData(1, KopsVerdict.Healthy, "DeletionPending")]
    public async Task Of_what_is_to_be_gone_only_that_it_goes_counts(int minutes, KopsVerdict verdict, string code)
    {
        await using var api = await KubeApi.StartAsync();
        var deleted = KubeRecordings.Time(KubeRecordings.Now.AddMinutes(-minutes));
        api.When(
            "/api/v1/services",
            KubeAnswer.Status(200, $$$"""{"items":[{"metadata":{"name":"old","namespace":"shop","deletionTimestamp":"{{{deleted}}}","finalizers":["service.kubernetes.io/load-balancer-cleanup"]},"spec":{"type":"LoadBalancer","selector":{"app":"none"} } }]}"""));
        var old = Assert.Single(await WorkloadHealthFixture.ReadAsync(api, query: new WorkloadHealthQuery { Kinds = new HashSet<string> { "Service" } }));
        Assert.Equal((verdict, code), (old.Verdict, Assert.Single(old.Findings).Code));
    }

    [Fact]
    public async Task Without_a_clock_nothing_is_young()
    {
        await using var api = await KubeApi.StartAsync();
        api.Clock = () => null;
        var all = await WorkloadHealthFixture.ReadAsync(api, query: new WorkloadHealthQuery { Kinds = new HashSet<string> { "Deployment" } });
        Assert.Equal("PodUnschedulable", all.Single(item => item.Name == "analytics").Findings[0].Code);
        Assert.Equal(KopsVerdict.Healthy, all.Single(item => item.Name == "web").Verdict);
        Assert.All(all, item => Assert.Null(item.Age));
    }

    [Fact]
    public async Task Excluded_checks_leave_the_others_verdict()
    {
        await using var api = await KubeApi.StartAsync();
        var query = new WorkloadHealthQuery { Kinds = new HashSet<string> { "StatefulSet" }, ExcludeCheck = code => code == "PodStuckTerminating" };
        var postgres = (await WorkloadHealthFixture.ReadAsync(api, query: query)).Single(item => item.Name == "postgres");
        Assert.Equal("ClaimNotBound", Assert.Single(postgres.Findings).Code);
        Assert.Equal(KopsVerdict.Unhealthy, postgres.Verdict);
    }
}

using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Workloads;

/// <summary>Every workload, volume, service and limit of the recorded cluster, whose faults are known.</summary>
public sealed class WorkloadGroundTruthTests(WorkloadGroundTruthTests.Recorded recorded) : IClassFixture<WorkloadGroundTruthTests.Recorded>
{
    /// <summary>Kinds that other cmdlets judge.</summary>
    private static readonly string[] OfOthers = ["Node", "Component", "Lease", "APIService", "Namespace", "Cluster", "CSR"];

    /// <summary>The cause of each row by our own code, and a part of what it says.</summary>
    private static readonly Dictionary<string, (string Code, string Says)> Causes = new()
    {
        ["Deployment/kube-system/metrics-server"] = ("ProbeFailing", "readiness probe fails: HTTP probe failed with statuscode: 500"),
        ["Pod/kube-system/kube-controller-manager-i-0c83d19f5be274a06"] = ("ContainerRestarted", "3 times, the last time after exit code 255"),
        ["DaemonSet/kube-system/cilium"] = ("NodeDown", "i-02f94c6a1d87be350 is down (kubelet silent)"),
        ["DaemonSet/kube-system/node-local-dns"] = ("NodeDown", "i-0b97e3d5ac1f42680 is down"),
        ["DaemonSet/kube-system/node-problem-detector"] = ("NodeDown", "2 pods: "),
        ["DaemonSet/kube-system/ebs-csi-node"] = ("NodeDown", "1 pod: node i-02f94c6a1d87be350"),
        ["Deployment/shop/checkout"] = ("ImagePullFailed", "shop/checkout:2.4.0-rc1 cannot be pulled: the registry has no such image"),
        ["Deployment/shop/recommender"] = ("ContainerOutOfMemory", "OOMKilled: out of memory (limit 512Mi)"),
        ["Deployment/shop/catalog"] = ("ProbeFailing", "statuscode: 503"),
        ["PodDisruptionBudget/shop/cart"] = ("BudgetBlocksDrain", "its pod is healthy (minAvailable 1)"),
        ["PodDisruptionBudget/kube-system/metrics-server"] = ("BudgetWaitsForPods", "0 of 2 pods are healthy, 1 must be"),
        ["PodDisruptionBudget/data/postgres"] = ("BudgetWaitsForPods", "1 of 3 pods are healthy, 3 must be"),
        ["Deployment/shop/migrate-api"] = ("InitContainerFailing", "init container migrate ends with exit code 1"),
        ["Deployment/shop/invoice"] = ("ContainerConfigInvalid", "secret \"invoice-db\" not found"),
        ["Deployment/shop/thumbnailer"] = ("PodLeftOver", "1 evicted pod left over"),
        ["Pod/data/adhoc-report"] = ("PodEvicted", "DiskPressure"),
        ["Deployment/shop/search-spot"] = ("PodUnschedulable", "12 node(s) had untolerated taint(s)"),
        ["Deployment/shop/pricing"] = ("RolloutPaused", "paused"),
        ["Service/shop/legacy-cart"] = ("ServiceWithoutEndpoints", "app=cart-v1"),
        ["Service/shop/recommender"] = ("ServiceNotReady", "out of memory"),
        ["Service/shop/storefront"] = ("LoadBalancerPending", "could not find any suitable subnets"),
        ["Ingress/shop/admin"] = ("IngressClassMissing", "nginx-internal"),
        ["HorizontalPodAutoscaler/shop/web"] = ("AutoscalerBlind", "unable to fetch metrics"),
        ["ResourceQuota/shop/shop-quota"] = ("QuotaUsedUp", "services.loadbalancers 2 of 2"),
        ["Deployment/batch/worker"] = ("QuotaExceeded", "batch-quota"),
        ["StatefulSet/data/postgres"] = ("PodStuckTerminating", "node i-02f94c6a1d87be350 is down"),
        ["PersistentVolumeClaim/data/data-postgres-2"] = ("ProvisioningFailed", "could not create volume in EC2"),
        ["PersistentVolumeClaim/data/scratch"] = ("StorageClassMissing", "fast-nvme"),
        ["PersistentVolumeClaim/data/unused"] = ("ClaimWaitsForPod", "no pod uses it"),
        ["PersistentVolume//pv-old-exports"] = ("VolumeOrphaned", "Retain"),
        ["PersistentVolume//pv-spare"] = ("VolumeUnused", "no claim"),
        ["Deployment/data/analytics"] = ("PodUnschedulable", "6 Insufficient cpu"),
        ["Deployment/data/reports"] = ("VolumeUnreachable", "pv-reports-1d is in us-east-1d, where no node is"),
        ["DaemonSet/data/log-shipper"] = ("PodUnschedulable", "it cannot run on i-03e58d2a7c41b9f60: 0/19 nodes are available: 1 node(s) didn't have free ports"),
        ["Pod/data/exporter-6c8796b59b-6q6dd"] = ("PodStuckTerminating", "i-02f94c6a1d87be350 is down"),
        ["Pod/batch/worker-96fd7d9bb-qkgdv"] = ("PodStuckTerminating", "i-02f94c6a1d87be350 is down"),
        ["Pod/data/port-probe"] = ("PodWithoutController", "nothing would bring it back"),
        ["Job/batch/etl-orders"] = ("JobFailed", "BackoffLimitExceeded: Job has reached the specified backoff limit; it failed: container etl ended with exit code 1"),
        ["Job/batch/reindex"] = ("JobFailed", "DeadlineExceeded"),
        ["Job/batch/held"] = ("JobSuspended", "suspended"),
        ["CronJob/batch/nightly-report"] = ("CronJobSuspended", "suspended"),
        ["CronJob/batch/purge-carts"] = ("LastRunFailed", "exit code 2"),
    };

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var (kind, @namespace, name, level) in new KubeRecordings().TruthWithout(OfOthers))
        {
            rows.Add($"{kind}/{@namespace}/{name}", level);
        }

        return rows;
    }

    [Fact]
    public void The_truth_has_all_rows() => Assert.Equal(61, Rows().Count);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Judges_as_the_truth_says(string key, string level)
    {
        var health = recorded.Ops.Single(item => $"{item.Kind}/{item.Namespace}/{item.Name}" == key);
        Assert.Equal(NodeHealthFixture.VerdictOf(level), health.Verdict);
        Assert.Empty(health.NotChecked);
        if (level == "ok")
        {
            Assert.Empty(health.Findings);
        }
        else
        {
            var (code, says) = Causes[key];
            Assert.Equal(code, health.Findings[0].Code);
            Assert.Equal(level, health.Findings[0].Severity.ToString().ToLowerInvariant());
            Assert.Contains(says, health.Findings[0].Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_reader_of_nodes_pods_and_events_judges_pods_alike_and_claims_nothing_else(string key, string level)
    {
        var kind = key.Split('/')[0];
        var of = recorded.Reader.Where(item => item.Kind == kind).ToArray();
        if (kind == "Pod")
        {
            var health = of.Single(item => $"{item.Kind}/{item.Namespace}/{item.Name}" == key);
            Assert.Equal(NodeHealthFixture.VerdictOf(level), health.Verdict);
            Assert.Equal(Causes[key].Code, health.Findings[0].Code);
        }
        else
        {
            var all = Assert.Single(of);
            Assert.Equal(("*", KopsVerdict.NotChecked), (all.Name, all.Verdict));
            Assert.Contains("forbidden", Assert.Single(all.NotChecked).Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DaemonSet/kube-system/ebs-csi-node", "Node/i-02f94c6a1d87be350")]
    [InlineData("Deployment/shop/invoice", "Secret/shop/invoice-db")]
    [InlineData("Deployment/batch/worker", "ResourceQuota/batch/batch-quota")]
    [InlineData("Deployment/data/reports", "PersistentVolume/pv-reports-1d")]
    [InlineData("StatefulSet/data/postgres", "Node/i-02f94c6a1d87be350")]
    [InlineData("HorizontalPodAutoscaler/shop/web", "APIService/v1beta1.metrics.k8s.io")]
    [InlineData("CronJob/batch/purge-carts", "Job/batch/purge-carts-29923060")]
    [InlineData("PersistentVolumeClaim/data/scratch", "StorageClass/fast-nvme")]
    public void Names_the_object_that_a_fault_comes_from(string key, string cause) =>
        Assert.Equal(cause, recorded.Ops.Single(item => $"{item.Kind}/{item.Namespace}/{item.Name}" == key).Findings[0].Cause?.ToString());

    [Fact]
    public void A_stateful_set_tells_both_what_hangs_and_what_waits()
    {
        var postgres = recorded.Ops.Single(item => item is { Kind: "StatefulSet", Name: "postgres" });
        Assert.Equal(["PodStuckTerminating", "ClaimNotBound"], postgres.Findings.Select(finding => finding.Code));
        Assert.Equal("PersistentVolumeClaim/data/data-postgres-2", postgres.Findings[1].Cause?.ToString());
        Assert.Equal("1/3", postgres.Ready);
    }

    [Fact]
    public void What_has_no_fault_in_the_truth_has_none_here()
    {
        // Owned objects are not rows of the truth, nor are these, which follow from one.
        string[] follow = ["Service/kube-system/metrics-server", "Pod/data/postgres-0"];
        var rows = Rows().Select(row => (string)row[0]).ToHashSet();
        var others = recorded.Ops.Where(item => !rows.Contains($"{item.Kind}/{item.Namespace}/{item.Name}") && item.Verdict != KopsVerdict.Healthy);
        Assert.Equal(follow, others.Select(item => $"{item.Kind}/{item.Namespace}/{item.Name}").Order(StringComparer.Ordinal).Reverse());
    }

    /// <summary>The cluster as its administrator and as a reader see it.</summary>
    public sealed class Recorded : IAsyncLifetime
    {
        public List<KopsWorkloadHealth> Ops { get; private set; } = [];

        public List<KopsWorkloadHealth> Reader { get; private set; } = [];

        public async Task InitializeAsync()
        {
            await using var api = await KubeApi.StartAsync();
            Ops = await WorkloadHealthFixture.ReadAsync(api);
            Reader = await WorkloadHealthFixture.ReadAsync(api, "health");
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}

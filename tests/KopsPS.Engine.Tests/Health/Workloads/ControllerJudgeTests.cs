using KopsPS.Engine.Health;
using KopsPS.Engine.Health.Workloads;
using static KopsPS.Engine.Tests.Health.Workloads.Objects;

namespace KopsPS.Engine.Tests.Health.Workloads;

/// <summary>Controllers of other clusters than the recorded one.</summary>
public class ControllerJudgeTests
{
    private const string Complete = "{'type':'Progressing','status':'True','reason':'NewReplicaSetAvailable'}";
    private const string Rolling = "{'type':'Progressing','status':'True','reason':'ReplicaSetUpdated'}";
    private const string Broken = "{'ready':false,'restartCount':7,'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'exitCode':1}}}";
    private const string Starting = "{'ready':false,'restartCount':0,'state':{'running':{'startedAt':'{0.3}'}}}";
    private const string Sets = "{'metadata':{'name':'web-1','namespace':'shop','creationTimestamp':'{60}','ownerReferences':[{'kind':'Deployment','name':'web','controller':true}]},'spec':{'replicas':3}}";

    [Theory]
    [InlineData(3, 3, Complete, 0, 0, "Healthy")]
    [InlineData(3, 0, Complete, 3, 0, "Unhealthy ContainerCrashing")]
    [InlineData(3, 2, Complete, 1, 0, "Degraded ContainerCrashing")]
    [InlineData(3, 2, Complete, 0, 1, "Healthy PodStarting")]
    [InlineData(3, 2, Rolling, 0, 1, "Healthy RollingOut")]
    [InlineData(3, 0, Rolling, 0, 3, "Healthy RollingOut")]
    [InlineData(3, 3, Rolling, 0, 1, "Healthy RollingOut")]
    [InlineData(3, 3, Rolling, 1, 0, "Degraded ContainerCrashing RollingOut")]
    [InlineData(0, 0, Complete, 0, 0, "Healthy")]
    public void A_deployment_is_judged_by_what_is_missing_and_why(int wanted, int ready, string progress, int broken, int starting, string line)
    {
        string[] pods =
        [
            .. Enumerable.Range(0, ready).Select(n => Pod($"r{n}")), .. Enumerable.Range(0, broken).Select(n => Pod($"b{n}", Container(Broken))),
            .. Enumerable.Range(0, starting).Select(n => Pod($"s{n}", Container(Starting), age: 1)),
        ];
        Assert.Equal(line, Deployment(wanted, ready, progress, pods));
    }

    [Fact]
    public void A_deployment_that_was_made_paused_has_no_pods_by_intention()
    {
        var row = Read(WorkloadJson.Default.Replicated, Row(2, 0, "{'type':'Progressing','status':'Unknown','reason':'DeploymentPaused'}"))[0];
        (row.Spec!.Paused, row.Status!.Replicas) = (true, 0);
        Assert.Equal("Healthy RolloutPaused", Line(ReplicaJudge.Deployment(row, new ClusterFacts { Now = Now, Pods = [], ReplicaSets = [] })));
        Assert.Equal("Unhealthy PodsMissing RolloutPaused", Line(ReplicaJudge.Deployment(row, Facts([]))));
    }

    [Theory]
    [InlineData(40, "Healthy ContainerRestarted")]
    [InlineData(3, "Degraded ContainerRestarting")]
    public void Pods_that_were_often_restarted_are_worth_knowing(double minutes, string line)
    {
        var pod = Pod("a", pod => pod["status"]!["containerStatuses"] = System.Text.Json.Nodes.JsonNode.Parse(Text(
            $"[{{'name':'app','ready':true,'restartCount':12,'state':{{'running':{{'startedAt':'{Ago(minutes)}'}}}},'lastState':{{'terminated':{{'exitCode':1,'finishedAt':'{Ago(minutes)}'}}}}}}]")));
        Assert.Equal(line, Deployment(1, 1, Complete, [pod]));
    }

    [Fact]
    public void The_pods_count_where_the_status_is_stale() => Assert.Equal("Unhealthy ContainerCrashing", Deployment(1, 1, Complete, [Pod("b", Container(Broken))]));

    [Fact]
    public void A_rollout_that_failed_is_an_error_though_all_old_pods_serve() => Assert.Equal(
        "Unhealthy ContainerCrashing RolloutStuck",
        Deployment(3, 3, "{'type':'Progressing','status':'False','reason':'ProgressDeadlineExceeded'}", [Pod("a"), Pod("b"), Pod("c"), Pod("d", Container(Broken))]));

    [Theory]
    [InlineData("exceeded quota: q, requested: pods=1", "QuotaExceeded", "ResourceQuota/shop/q")]
    [InlineData("failed quota: q: must specify limits.cpu", "QuotaExceeded", "ResourceQuota/shop/q")]
    [InlineData("Internal error occurred: failed calling webhook \"v.example.com\": failed to call webhook: connection refused", "WebhookRefused", "Webhook/v.example.com")]
    [InlineData("admission webhook \"policy.example.com\" denied the request: no latest tags", "WebhookRefused", "Webhook/policy.example.com")]
    [InlineData("pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\": privileged", "PodSecurityRefused", null)]
    [InlineData("pods \"x\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi", "LimitRangeRefused", null)]
    [InlineData("pods \"x-\" is forbidden: error looking up service account shop/robot: serviceaccount \"robot\" not found", "ServiceAccountMissing", "ServiceAccount/shop/robot")]
    [InlineData("something new", "PodCreationRefused", null)]
    public void Pods_that_are_refused_say_by_whom(string message, string code, string? cause)
    {
        var row = Read(WorkloadJson.Default.Replicated, Row(3, 2, Complete))[0];
        row.Status!.Conditions!.Add(new Condition { Type = "ReplicaFailure", Status = "True", Reason = "FailedCreate", Message = message, LastTransitionTime = Now.AddMinutes(-5) });
        row.Status.Replicas = 2;
        var finding = ReplicaJudge.Deployment(row, Facts([Pod("a"), Pod("b")])).Result().Findings[0];
        Assert.Equal((code, KopsSeverity.Warning, cause), (finding.Code, finding.Severity, finding.Cause?.ToString()));
    }

    [Fact]
    public void A_refusal_that_is_over_is_no_fault()
    {
        var row = Read(WorkloadJson.Default.Replicated, Row(2, 2, Complete))[0];
        row.Status!.Conditions!.Add(new Condition { Type = "ReplicaFailure", Status = "True", Reason = "FailedCreate", Message = "exceeded quota: q" });
        Assert.Equal("Healthy", Line(ReplicaJudge.Deployment(row, Facts([Pod("a"), Pod("b")]))));
    }

    [Fact]
    public void Pods_that_do_not_exist_are_explained_by_events_or_by_nobody()
    {
        var row = Read(WorkloadJson.Default.Replicated, Row(2, 1, Complete))[0];
        row.Status!.Replicas = 1;
        Assert.Equal("Degraded PodsMissing", Line(ReplicaJudge.Deployment(row, Facts([Pod("a")]))));
        var told = Facts([Pod("a")], events: Events(("ReplicaSet/shop/web-1", "FailedCreate", "Error creating: exceeded quota: q, x")));
        Assert.Equal("Degraded QuotaExceeded", Line(ReplicaJudge.Deployment(row, told)));
    }

    [Theory]
    [InlineData(30, "Unhealthy ControllerSilent PodsMissing")]
    [InlineData(0.5, "Healthy")]
    public void A_status_that_was_never_written_is_the_controllers_silence(double minutes, string line) => Assert.Equal(
        line,
        Line(ReplicaJudge.Deployment(
            Read(WorkloadJson.Default.Replicated, $"{{'metadata':{{'name':'web','namespace':'shop','generation':1,'creationTimestamp':'{Ago(minutes)}'}},'spec':{{'replicas':1}},'status':{{}}}}")[0],
            new ClusterFacts { Now = Now, Pods = [], ReplicaSets = [] })));

    [Fact]
    public void Without_pods_the_status_counts_and_the_gap_is_told()
    {
        var facts = new ClusterFacts { Now = Now, Unread = [new UnreadKind("Pod", null, "forbidden")] };
        var judged = ReplicaJudge.Deployment(Read(WorkloadJson.Default.Replicated, Row(3, 1, Complete))[0], facts);
        Assert.Equal("Degraded PodsMissing", Line(judged));
        Assert.Equal("Pod", Assert.Single(judged.Result().NotChecked).Code);
    }

    [Theory]
    [InlineData(3, 2, "Degraded ContainerCrashing")]
    [InlineData(3, 1, "Unhealthy ContainerCrashing")]
    [InlineData(1, 0, "Unhealthy ContainerCrashing")]
    public void A_stateful_set_needs_most_of_its_members(int wanted, int ready, string line)
    {
        string[] pods = [.. Enumerable.Range(0, wanted).Select(n => Pod($"db-{n}", n < ready ? null : Container(Broken), "StatefulSet/db"))];
        var row = Read(WorkloadJson.Default.Replicated, $"{{'metadata':{{'name':'db','namespace':'shop','generation':1}},'spec':{{'replicas':{wanted}}},'status':{{'observedGeneration':1,'replicas':{wanted},'readyReplicas':{ready}}}}}")[0];
        Assert.Equal(line, Line(ReplicaJudge.StatefulSet(row, Facts(pods))));
    }

    [Fact]
    public void An_update_on_deletion_waits_for_somebody()
    {
        var row = Read(
            WorkloadJson.Default.Replicated,
            "{'metadata':{'name':'db','namespace':'shop','generation':1},'spec':{'replicas':1,'updateStrategy':{'type':'OnDelete'}},'status':{'observedGeneration':1,'replicas':1,'readyReplicas':1,'currentRevision':'a','updateRevision':'b'}}")[0];
        Assert.Equal("Healthy UpdateWaits", Line(ReplicaJudge.StatefulSet(row, Facts([Pod("db-0", null, "StatefulSet/db")]))));
    }

    [Theory]
    [InlineData("{'type':'RollingUpdate','rollingUpdate':{'partition':2}}", 3, "Healthy UpdateWaits")]
    [InlineData("{'type':'RollingUpdate','rollingUpdate':{'partition':2}}", 2, "Degraded PodsMissing UpdateWaits")]
    [InlineData("{'type':'RollingUpdate','rollingUpdate':{'partition':0}}", 3, "Healthy RollingOut")]
    public void A_partition_is_no_update_on_its_way(string strategy, int pods, string line)
    {
        var row = Read(
            WorkloadJson.Default.Replicated,
            $"{{'metadata':{{'name':'db','namespace':'shop','generation':1}},'spec':{{'replicas':3,'updateStrategy':{strategy}}},'status':{{'observedGeneration':1,'replicas':{pods},'readyReplicas':{pods},'currentRevision':'a','updateRevision':'b'}}}}")[0];
        Assert.Equal(line, Line(ReplicaJudge.StatefulSet(row, Facts([.. Enumerable.Range(0, pods).Select(n => Pod($"db-{n}", null, "StatefulSet/db"))]))));
    }

    [Theory]
    [InlineData(2, 2, 2, "Healthy")]
    [InlineData(0, 0, 0, "Healthy DaemonSetMatchesNoNode")]
    [InlineData(2, 2, 1, "Healthy RollingOut")]
    public void A_daemon_set_counts_the_nodes_that_want_it(int wanted, int ready, int updated, string line) =>
        Assert.Equal(line, Daemon(wanted, ready, updated, Facts([.. Enumerable.Range(0, ready).Select(n => Pod($"d{n}", null, "DaemonSet/agent"))])));

    [Fact]
    public void A_daemon_set_blames_the_nodes_that_are_down_and_its_own_pods_apart()
    {
        string[] pods =
        [
            Pod("a", Set("spec.nodeName", "'n2'"), "DaemonSet/agent"), Pod("b", pod => { Set("spec.nodeName", "'n3'")(pod); Unready(pod, 8); }, "DaemonSet/agent"),
            Pod("c", Container(Broken), "DaemonSet/agent"),
        ];
        var facts = new ClusterFacts { Now = Now, Pods = Pods(pods), Nodes = Nodes(("n1", "True"), ("n2", "True"), ("n3", "Unknown")) };
        Assert.Equal("Degraded ContainerCrashing NodeDown", Daemon(3, 1, 3, facts));

        // The node's taint is not tolerated: its pod is missed by nobody.
        Assert.Equal("Healthy NodeDown", Daemon(1, 1, 1, new ClusterFacts { Now = Now, Pods = Pods(pods[..2]), Nodes = facts.Nodes }));
    }

    [Theory]
    [InlineData("{'startTime':'{30}','active':1}", "", "Healthy")]
    [InlineData("{'startTime':'{30}','active':1,'failed':2}", "", "Degraded JobRetrying")]
    [InlineData("{'startTime':'{30}','active':1}", Broken, "Unhealthy ContainerCrashing")]
    [InlineData("{'conditions':[{'type':'Failed','status':'True','reason':'DeadlineExceeded'}]}", "", "Unhealthy JobFailed")]
    [InlineData("{'conditions':[{'type':'Complete','status':'True'}],'succeeded':1,'failed':3}", "", "Healthy")]
    [InlineData("{}", "", "Unhealthy ControllerSilent")]
    public void A_job_is_judged_by_how_it_ends(string status, string container, string line)
    {
        var row = Read(WorkloadJson.Default.Jobs, $"{{'metadata':{{'name':'j','namespace':'shop','creationTimestamp':'{Ago(30)}'}},'spec':{{}},'status':{status}}}")[0];
        Assert.Equal(line, Line(JobJudge.Judge(row, Facts(container.Length == 0 ? [Pod("a", Container("{'ready':false,'restartCount':0,'state':{'running':{'startedAt':'{20}'}}}"), "Job/j")] : [Pod("a", Container(container), "Job/j")]))));
    }

    [Theory]
    [InlineData("*/5 * * * *", 2, "[]", "Allow", "Healthy")]
    [InlineData("*/5 * * * *", 30, "[]", "Allow", "Degraded RunsMissed")]
    [InlineData("*/5 * * * *", 30, "[{'name':'c-1'}]", "Forbid", "Degraded RunHangs")]
    [InlineData("*/5 * * * *", 2, "[{'name':'c-1'},{'name':'c-2'}]", "Allow", "Healthy")]
    [InlineData("*/5 * * * *", 2, "[{'name':'c-1'},{'name':'c-2'},{'name':'c-3'},{'name':'c-4'},{'name':'c-5'}]", "Allow", "Degraded RunHangs")]
    [InlineData("0 0 1 1 *", 3000, "[]", "Allow", "Healthy")]
    [InlineData("what", 3000, "[]", "Allow", "Healthy")]
    public void A_cron_job_is_judged_by_runs_that_do_not_come(string schedule, double last, string active, string policy, string line)
    {
        var row = Read(
            WorkloadJson.Default.CronJobs,
            $"{{'metadata':{{'name':'c','namespace':'shop','creationTimestamp':'{Ago(9000)}'}},'spec':{{'schedule':'{schedule}','concurrencyPolicy':'{policy}'}},'status':{{'lastScheduleTime':'{Ago(last)}','active':{active}}}}}")[0];
        Assert.Equal(line, Line(CronJobJudge.Judge(row, new ClusterFacts { Now = Now, Jobs = [] })));
    }

    [Fact]
    public void A_cron_job_is_not_healthy_where_its_jobs_cannot_be_seen() => Assert.Equal(
        "NotChecked",
        Line(CronJobJudge.Judge(
            Read(WorkloadJson.Default.CronJobs, "{'metadata':{'name':'c','namespace':'shop'},'spec':{'schedule':'0 0 1 1 *'}}")[0],
            new ClusterFacts { Now = Now, Unread = [new UnreadKind("Job", null, "forbidden")] })));

    [Theory]
    [InlineData("", "Healthy PodWithoutController")]
    [InlineData("Node/n1", "Healthy")]
    [InlineData("StrimziPodSet/kafka", "Healthy")]
    public void A_sound_pod_is_only_told_where_nobody_would_bring_it_back(string owner, string line) =>
        Assert.Equal(line, Line(PodJudge.Judge(Pods(Pod("p", null, owner))[0], Facts([]))));

    [Theory]
    [InlineData(false, 2, "Healthy")]
    [InlineData(true, 2, "Degraded PodsMissing")]
    [InlineData(true, 0, "Unhealthy PodsMissing")]
    [InlineData(true, 3, "Healthy")]
    public void A_count_that_nobody_keeps_proves_nothing(bool stopped, int pods, string line)
    {
        var facts = Unkept(stopped, [.. Enumerable.Range(0, pods).Select(n => Pod($"a{n}"))]);
        var judged = ReplicaJudge.Deployment(Read(WorkloadJson.Default.Replicated, Row(3, 3, Complete))[0], facts);
        Assert.Equal(line, Line(judged));
        Assert.All(judged.Findings, finding => Assert.Equal("Component/kube-controller-manager", finding.Cause?.ToString()));
    }

    [Fact]
    public void Pods_that_are_ready_are_not_blamed_for_a_count_that_was_never_brought_up_to_date()
    {
        var judged = ReplicaJudge.Deployment(Read(WorkloadJson.Default.Replicated, Row(2, 0, Complete))[0], Unkept(true, [Pod("a"), Pod("b")]));
        Assert.Equal(("Healthy", "2/2"), (Line(judged), judged.Ready));
    }

    [Fact]
    public void Without_a_controller_manager_a_lease_shows_which_node_fell_silent()
    {
        var leases = new NodeLeases();
        leases.Add(new LeaseRow { Metadata = new LeaseMetadata { Name = "n1" }, Spec = new LeaseSpec { RenewTime = Now.AddMinutes(-9), LeaseDurationSeconds = 40 } }, Now);
        var facts = Unkept(true, [Pod("a"), Pod("b", Set("spec.nodeName", "'n2'"))], leases);
        var judged = ReplicaJudge.Deployment(Read(WorkloadJson.Default.Replicated, Row(2, 2, Complete))[0], facts);
        Assert.Equal("Degraded NodeDown", Line(judged));
        Assert.Equal(("Node/n1", Now.AddMinutes(-9)), (judged.Findings[0].Cause?.ToString(), judged.Findings[0].Since));
    }

    [Fact]
    public void A_pod_of_a_stateful_set_that_hangs_is_not_missing_besides()
    {
        var row = Read(
            WorkloadJson.Default.Replicated,
            "{'metadata':{'name':'db','namespace':'shop','generation':1},'spec':{'replicas':3},'status':{'observedGeneration':1,'replicas':3,'readyReplicas':3}}")[0];
        string[] pods = [Pod("db-0", null, "StatefulSet/db"), Pod("db-1", null, "StatefulSet/db"), Pod("db-2", Set("metadata.deletionTimestamp", "'{9}'"), "StatefulSet/db")];
        Assert.Equal("Degraded PodStuckTerminating", Line(ReplicaJudge.StatefulSet(row, Unkept(true, pods))));
    }

    [Theory]
    [InlineData(false, "Healthy")]
    [InlineData(true, "Degraded PodsMissing")]
    public void A_daemon_set_without_controller_manager_is_counted_by_its_pods(bool stopped, string line) =>
        Assert.Equal(line, Daemon(2, 2, 2, Unkept(stopped, [Pod("a", null, "DaemonSet/agent")])));

    [Theory]
    [InlineData(false, "Healthy")]
    [InlineData(true, "Degraded ControllerSilent")]
    public void A_job_whose_end_nobody_notes_waits_for_the_controller_manager(bool stopped, string line)
    {
        var row = Read(WorkloadJson.Default.Jobs, "{'metadata':{'name':'j','namespace':'shop','creationTimestamp':'{30}'},'spec':{},'status':{'startTime':'{30}','active':1}}")[0];
        Assert.Equal(line, Line(JobJudge.Judge(row, Unkept(stopped, [Pod("a", Set("status", "{'phase':'Succeeded'}"), "Job/j")]))));
    }

    private static ClusterFacts Unkept(bool stopped, string[] pods, NodeLeases? leases = null) => new()
    {
        Now = Now, Pods = Pods(pods), ReplicaSets = Read(WorkloadJson.Default.Replicated, Sets), Nodes = Nodes(("n1", "True"), ("n2", "True")),
        Events = Events(("x/y/z", "FailedCreate", "")), ControllersStopped = stopped, NodeLeases = leases,
    };

    private static string Deployment(int wanted, int ready, string progress, string[] pods) =>
        Line(ReplicaJudge.Deployment(Read(WorkloadJson.Default.Replicated, Row(wanted, ready, progress))[0], Facts(pods)));

    private static string Row(int wanted, int ready, string progress) =>
        $"{{'metadata':{{'name':'web','namespace':'shop','generation':2,'creationTimestamp':'{Ago(60)}'}},'spec':{{'replicas':{wanted}}},"
        + $"'status':{{'observedGeneration':2,'replicas':{wanted},'readyReplicas':{ready},'updatedReplicas':{wanted},'conditions':[{progress}]}}}}";

    private static string Daemon(int wanted, int ready, int updated, ClusterFacts facts) => Line(DaemonSetJudge.Judge(
        Read(
            WorkloadJson.Default.DaemonSets,
            $"{{'metadata':{{'name':'agent','namespace':'shop','generation':1}},'spec':{{}},'status':{{'observedGeneration':1,'desiredNumberScheduled':{wanted},'currentNumberScheduled':{wanted},'numberReady':{ready},'updatedNumberScheduled':{updated}}}}}")[0],
        facts));

    private static ClusterFacts Facts(string[] pods, EventFacts? events = null)
    {
        var facts = events ?? Events(("x/y/z", "FailedCreate", ""), ("x/y/z", "Unhealthy", ""));
        return new ClusterFacts { Now = Now, Pods = Pods(pods), ReplicaSets = Read(WorkloadJson.Default.Replicated, Sets), Nodes = Nodes(("n1", "True")), Events = facts };
    }
}

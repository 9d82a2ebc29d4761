using System.Text.Json.Nodes;
using KopsPS.Engine.Health.Workloads;
using static KopsPS.Engine.Tests.Health.Workloads.Objects;

namespace KopsPS.Engine.Tests.Health.Workloads;

/// <summary>Each reason why a pod does not work, one change to a pod that does.</summary>
public class PodDiagnosisTests
{
    private const string Waiting = "{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'R','message':'M'}}}";

    [Fact]
    public void An_untouched_pod_works() => Assert.Null(Of(null));

    [Theory]
    [InlineData("ErrImagePull", "manifest unknown", "ImagePullFailed", "reg/app:1 cannot be pulled: the registry has no such image")]
    [InlineData("ImagePullBackOff", "pull access denied, unauthorized", "ImagePullFailed", "the registry refuses it")]
    [InlineData("ImagePullBackOff", "dial tcp: lookup reg: no such host", "ImagePullFailed", "cannot be reached")]
    [InlineData("ImagePullBackOff", "toomanyrequests: rate limit", "ImagePullFailed", "too many requests")]
    [InlineData("ImagePullBackOff", "no match for platform in manifest", "ImagePullFailed", "architecture")]
    [InlineData("InvalidImageName", "", "ImagePullFailed", "its name is not valid")]
    [InlineData("ErrImageNeverPull", "", "ImagePullFailed", "never to pull")]
    [InlineData("CreateContainerConfigError", "configmap 'app' not found", "ContainerConfigInvalid", "not found")]
    [InlineData("RunContainerError", "exec: no such file", "ContainerCannotStart", "exec: no such file")]
    [InlineData("CreateContainerError", "name is reserved", "ContainerCannotStart", "name is reserved")]
    [InlineData("SomethingNew", "of tomorrow", "ContainerCannotStart", "SomethingNew of tomorrow")]
    public void A_container_that_waits_says_for_what(string reason, string message, string code, string says)
    {
        var pod = Pod("p", Container(Waiting, "Pending"));
        var row = JsonNode.Parse(pod)!;
        var waiting = row["status"]!["containerStatuses"]![0]!["state"]!["waiting"]!;
        (waiting["reason"], waiting["message"]) = (reason, message.Replace('\'', '"'));
        var problem = Of(row.ToJsonString(), new ClusterFacts { Now = Now })!;
        Assert.Equal((code, ProblemWeight.Broken), (problem.Code, problem.Weight));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.Equal(reason == "CreateContainerConfigError" ? "ConfigMap/shop/app" : null, problem.Cause?.ToString());
    }

    [Theory]
    [InlineData("'exitCode':137,'reason':'OOMKilled'", "ContainerOutOfMemory", "limit 64Mi")]
    [InlineData("'exitCode':1,'reason':'Error','message':'boom'", "ContainerCrashing", "exit code 1: boom")]
    [InlineData("'exitCode':137,'reason':'Error'", "ContainerCrashing", "liveness probe")]
    [InlineData("'exitCode':139,'reason':'Error'", "ContainerCrashing", "segmentation fault")]
    [InlineData("'exitCode':127,'reason':'Error'", "ContainerCrashing", "command is not there")]
    [InlineData("'exitCode':0,'reason':'Completed'", "ContainerCrashing", "exit code 0")]
    public void A_crash_loop_says_how_it_ends(string end, string code, string says)
    {
        var problem = Of(Container($"{{'ready':false,'restartCount':7,'state':{{'waiting':{{'reason':'CrashLoopBackOff'}}}},'lastState':{{'terminated':{{{end},'finishedAt':'{Ago(2)}'}}}}}}"))!;
        Assert.Equal(code, problem.Code);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.Contains("7 restarts", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Between_two_crashes_it_is_still_crashing() => Assert.Equal(
        "ContainerCrashing",
        Of(Container("{'ready':false,'restartCount':4,'state':{'running':{'startedAt':'{0.2}'}},'lastState':{'terminated':{'exitCode':2,'finishedAt':'{0.5}'}}}"))!.Code);

    [Theory]
    [InlineData(0.5, ProblemWeight.Passing, "PodStarting")]
    [InlineData(10, ProblemWeight.Broken, "ProbeFailing")]
    public void A_container_that_is_not_ready_is_starting_at_first(double minutes, object weight, string code)
    {
        var problem = Of(Container($"{{'ready':false,'started':true,'restartCount':0,'state':{{'running':{{'startedAt':'{Ago(minutes)}'}}}}}}"))!;
        Assert.Equal((code, (ProblemWeight)weight), (problem.Code, problem.Weight));
    }

    [Theory]
    [InlineData("'startupProbe':{'periodSeconds':10,'failureThreshold':60}", 0, 8, "PodStarting")]
    [InlineData("'startupProbe':{'periodSeconds':10,'failureThreshold':60}", 0, 14, "ProbeFailing")]
    [InlineData("'startupProbe':{'periodSeconds':10,'failureThreshold':60}", 1, 8, "ProbeFailing")]
    [InlineData("'readinessProbe':{'initialDelaySeconds':300,'periodSeconds':10,'failureThreshold':3}", 0, 4, "PodStarting")]
    [InlineData("'readinessProbe':{'initialDelaySeconds':300,'periodSeconds':10,'failureThreshold':3}", 0, 8, "ProbeFailing")]
    public void A_start_may_take_what_its_probes_allow(string probe, int restarts, double minutes, string code) => Assert.Equal(
        code,
        Of(Pod("p", pod =>
        {
            Container($"{{'ready':false,'started':{(probe.Contains("startup", StringComparison.Ordinal) ? "false" : "true")},'restartCount':{restarts},'state':{{'running':{{'startedAt':'{Ago(minutes)}'}}}}}}")(pod);
            Set("spec.containers", $"[{{'name':'app',{probe}}}]")(pod);
        }), new ClusterFacts { Now = Now, Events = Events(("x/y/z", "Unhealthy", "")) })!.Code);

    [Fact]
    public void A_startup_probe_is_named()
    {
        var problem = Of(
            Container("{'ready':false,'started':false,'restartCount':0,'state':{'running':{'startedAt':'{10}'}}}"),
            new ClusterFacts { Now = Now, Events = Events(("Pod/shop/p", "Unhealthy", "Startup probe failed: connection refused")) })!;
        Assert.Equal("container app runs, but its startup probe fails: connection refused", problem.Message);
    }

    [Theory]
    [InlineData("0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found.", 20, "PodUnschedulable", "0/3 nodes are available: 3 Insufficient memory")]
    [InlineData("0/3 nodes are available: 3 Insufficient memory.", 1, "PodStarting", "it waits for a node")]
    [InlineData(null, 20, "PodNotScheduled", "no scheduler has looked at it")]
    public void A_pod_without_a_node_has_the_schedulers_reasons(string? message, double minutes, string code, string says)
    {
        var problem = Of(Pod("p", Unscheduled(message, minutes), age: minutes), new ClusterFacts { Now = Now })!;
        Assert.Equal(code, problem.Code);
        Assert.Equal(says, problem.Message[..Math.Min(says.Length, problem.Message.Length)]);
    }

    [Theory]
    [InlineData("default-scheduler", "Component/kube-scheduler")]
    [InlineData("my-scheduler", null)]
    public void Pods_that_the_scheduler_does_not_look_at_are_its_fault(string scheduler, string? cause) => Assert.Equal(
        cause,
        Of(Pod("p", pod => { Unscheduled(null)(pod); Set("spec.schedulerName", $"'{scheduler}'")(pod); }), new ClusterFacts { Now = Now })!.Cause?.ToString());

    [Theory]
    [InlineData("Pending", "ClaimNotBound", "PersistentVolumeClaim/shop/data")]
    [InlineData("Bound", "PodNotScheduled", "Component/kube-scheduler")]
    public void A_scheduler_that_waits_for_a_volume_has_looked_at_the_pod(string phase, string code, string cause)
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            Claims = Read(WorkloadJson.Default.Claims, $"{{'metadata':{{'name':'data','namespace':'shop','annotations':{{'volume.kubernetes.io/selected-node':'n1'}}}},'status':{{'phase':'{phase}'}}}}"),
        };
        var problem = Of(Pod("p", pod => { Unscheduled(null)(pod); Set("spec.volumes", "[{'name':'d','persistentVolumeClaim':{'claimName':'data'}}]")(pod); }), facts)!;
        Assert.Equal((code, cause), (problem.Code, problem.Cause?.ToString()));
    }

    [Theory]
    [InlineData("Unknown", "NodeDown", "Node/n9")]
    [InlineData("True", "PodUnschedulable", null)]
    public void A_pod_for_one_node_blames_the_node_that_is_down(string ready, string code, string? cause)
    {
        var problem = Of(
            Pod("p", pod =>
            {
                Unscheduled("0/9 nodes are available: 1 Insufficient cpu, 8 node(s) didn't satisfy plugin(s) [NodeAffinity].")(pod);
                Set("spec.affinity", "{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchFields':[{'key':'metadata.name','operator':'In','values':['n9']}]}]}}}")(pod);
            }),
            new ClusterFacts { Now = Now, Nodes = Nodes(("n9", ready)) })!;
        Assert.Equal((code, cause), (problem.Code, problem.Cause?.ToString()));
    }

    [Fact]
    public void A_gate_is_somebodys_intention() => Assert.Equal(("PodGated", ProblemWeight.Note), Short(Of(Unscheduled("gated", reason: "SchedulingGated"))));

    [Fact]
    public void A_claim_without_volume_is_the_cause_of_a_pod_without_node()
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            Claims = Read(WorkloadJson.Default.Claims, "{'metadata':{'name':'data','namespace':'shop'},'status':{'phase':'Pending'}}"),
        };
        var problem = Of(
            Pod("p", pod =>
            {
                Unscheduled("0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.")(pod);
                Set("spec.volumes", "[{'name':'d','persistentVolumeClaim':{'claimName':'data'}}]")(pod);
            }),
            facts)!;
        Assert.Equal(("ClaimNotBound", "PersistentVolumeClaim/shop/data"), (problem.Code, problem.Cause?.ToString()));
    }

    [Theory]
    [InlineData("Unknown", "NodeDown", "is down (kubelet silent)")]
    [InlineData("False", "NodeDown", "is not ready")]
    [InlineData(null, "NodeDown", "is gone")]
    public void A_pod_of_a_node_that_is_down_blames_the_node(string? ready, string code, string says)
    {
        var facts = new ClusterFacts { Now = Now, Nodes = ready is null ? [] : Nodes(("n1", ready)) };
        var problem = Of(Container("{'ready':true,'restartCount':0,'state':{'running':{}}}"), facts)!;
        Assert.Equal((code, "Node/n1"), (problem.Code, problem.Cause?.ToString()));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, ProblemWeight.Passing, "PodTerminating")]
    [InlineData(-0.4, ProblemWeight.Passing, "PodTerminating")]
    [InlineData(9, ProblemWeight.Broken, "PodStuckTerminating")]
    public void A_pod_within_its_grace_period_is_only_leaving(double minutes, object weight, string code) =>
        Assert.Equal((code, (ProblemWeight)weight), Short(Of(Set("metadata.deletionTimestamp", $"'{Ago(minutes)}'"))));

    [Fact]
    public void A_finalizer_that_holds_a_pod_is_named() => Assert.Contains(
        "finalizer example.com/keep",
        Of(pod =>
        {
            Set("metadata.deletionTimestamp", $"'{Ago(9)}'")(pod);
            Set("metadata.finalizers", "['example.com/keep']")(pod);
        })!.Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"c\" : configmap \"conf\" not found", "VolumeNotMounted", "ConfigMap/shop/conf")]
    [InlineData("FailedAttachVolume", "Multi-Attach error for volume", "VolumeNotMounted", null)]
    [InlineData("FailedCreatePodSandBox", "plugin type=cilium failed", "SandboxFailed", null)]
    [InlineData("Other", "", "PodNotCreatedOnNode", null)]
    public void What_holds_up_the_making_of_containers_stands_in_events(string reason, string message, string code, string? cause)
    {
        var facts = new ClusterFacts { Now = Now, Events = Events(("Pod/shop/p", reason, message)) };
        var problem = Of(Container("{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'ContainerCreating'}}}", "Pending"), facts)!;
        Assert.Equal((code, cause), (problem.Code, problem.Cause?.ToString()));
    }

    [Fact]
    public void Containers_may_take_a_moment_to_be_made() => Assert.Equal(
        ("PodStarting", ProblemWeight.Passing),
        Short(Of(Pod("p", Container("{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'ContainerCreating'}}}", "Pending"), age: 1), new ClusterFacts { Now = Now })));

    [Theory]
    [InlineData("{'name':'i','restartCount':3,'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'exitCode':1}}}", "InitContainerFailing")]
    [InlineData("{'name':'i','restartCount':0,'state':{'running':{'startedAt':'{1}'}}}", "PodStarting")]
    [InlineData("{'name':'i','restartCount':0,'state':{'running':{'startedAt':'{25}'}}}", "InitContainerRunning")]
    [InlineData("{'name':'i','restartCount':0,'state':{'waiting':{'reason':'ImagePullBackOff','message':'not found'}}}", "ImagePullFailed")]
    [InlineData("{'name':'i','restartCount':0,'state':{'terminated':{'exitCode':3}}}", "InitContainerFailing")]
    public void Init_containers_come_first(string status, string code) => Assert.Equal(
        code,
        Of(pod =>
        {
            Container("{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'PodInitializing'}}}", "Pending")(pod);
            Set("status.initContainerStatuses", $"[{status}]")(pod);
            Set("spec.initContainers", "[{'name':'i','image':'reg/init:1'}]")(pod);
        })!.Code);

    [Fact]
    public void A_sidecar_that_runs_is_no_init_container_that_hangs() => Assert.Null(Of(pod =>
    {
        Set("status.initContainerStatuses", "[{'name':'s','ready':true,'started':true,'restartCount':0,'state':{'running':{'startedAt':'{300}'}}}]")(pod);
        Set("spec.initContainers", "[{'name':'s','restartPolicy':'Always'}]")(pod);

        // Its owner looks at it only if something about it is not plain.
        Set("status.containerStatuses", "[{'name':'app','ready':true,'restartCount':9,'state':{'running':{'startedAt':'{300}'}}}]")(pod);
    }));

    [Fact]
    public void A_readiness_gate_is_named()
    {
        var problem = Of(pod =>
        {
            Unready(pod, 20);
            Set("spec.readinessGates", "[{'conditionType':'target-health.elbv2.k8s.aws/x'}]")(pod);
        })!;
        Assert.Equal("ReadinessGateClosed", problem.Code);
        Assert.Contains("target-health.elbv2.k8s.aws/x", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12, 3, "ContainerRestarting", ProblemWeight.Unsteady)]
    [InlineData(12, 300, "ContainerRestarted", ProblemWeight.Note)]
    public void A_ready_container_that_died_lately_and_often_is_unsteady(int restarts, double minutes, string code, object weight) => Assert.Equal(
        (code, (ProblemWeight)weight),
        Short(Of(Set(
            "status.containerStatuses",
            $"[{{'name':'app','ready':true,'restartCount':{restarts},'state':{{'running':{{'startedAt':'{Ago(1)}'}}}},'lastState':{{'terminated':{{'exitCode':1,'finishedAt':'{Ago(minutes)}'}}}}}}]"))));

    [Theory]
    [InlineData("Evicted", "The node was low on resource: memory.", "PodEvicted")]
    [InlineData("UnexpectedAdmissionError", "Allocate failed", "PodRejected")]
    [InlineData("NodeShutdown", "", "PodRejected")]
    [InlineData("OutOfcpu", "", "PodRejected")]
    public void A_failed_pod_says_why(string reason, string message, string code) => Assert.Equal(
        code, Of(Set("status", $"{{'phase':'Failed','reason':'{reason}','message':'{message}'}}"))!.Code);

    [Fact]
    public void A_pod_that_did_its_work_is_no_problem() => Assert.Null(Of(Set("status", "{'phase':'Succeeded'}")));

    [Fact]
    public void A_container_that_did_its_work_beside_others_is_none() => Assert.Null(Of(pod =>
    {
        Set("spec.restartPolicy", "'Never'")(pod);
        Set("status.containerStatuses", "[{'name':'a','ready':true,'restartCount':0,'state':{'running':{}}},{'name':'b','ready':false,'restartCount':0,'state':{'terminated':{'exitCode':0}}}]")(pod);
        Unready(pod, 5);
        pod["status"]!["conditions"]![1]!["reason"] = "PodCompleted";
    }));

    private static PodProblem? Of(Action<JsonObject>? change, ClusterFacts? facts = null) => Of(Pod("p", change), facts ?? new ClusterFacts { Now = Now });

    private static PodProblem? Of(string pod, ClusterFacts facts) => PodDiagnosis.Of(Pods(pod).Single(), facts);

    private static (string, ProblemWeight) Short(PodProblem? problem) => (problem!.Code, problem.Weight);
}

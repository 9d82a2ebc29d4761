using KopsPS.Engine.Health.Workloads;
using static KopsPS.Engine.Tests.Health.Workloads.Objects;

namespace KopsPS.Engine.Tests.Health.Workloads;

/// <summary>Volumes, services and limits of other clusters than the recorded one.</summary>
public class NeedJudgeTests
{
    private const string User = "[{'name':'d','persistentVolumeClaim':{'claimName':'data'}}]";

    [Theory]
    [InlineData("Bound", "'fast'", false, 60, "Healthy")]
    [InlineData("Lost", "'fast'", true, 60, "Unhealthy ClaimLost")]
    [InlineData("Pending", "'fast'", true, 60, "Unhealthy ClaimNotBound")]
    [InlineData("Pending", "'fast'", false, 60, "Degraded ClaimNotBound")]
    [InlineData("Pending", "'fast'", true, 1, "Healthy ClaimStarting")]
    [InlineData("Pending", "'late'", false, 60, "Healthy ClaimWaitsForPod")]
    [InlineData("Pending", "'none'", true, 1, "Unhealthy StorageClassMissing")]
    [InlineData("Pending", "null", false, 60, "Degraded StorageClassMissing")]
    [InlineData("Pending", "''", false, 60, "Degraded ClaimNotBound")]
    public void A_claim_without_volume_matters_where_a_pod_waits(string phase, string @class, bool used, double age, string line)
    {
        var row = Read(
            WorkloadJson.Default.Claims,
            $"{{'metadata':{{'name':'data','namespace':'shop','creationTimestamp':'{Ago(age)}'}},'spec':{{'storageClassName':{@class},'volumeName':'v1'}},'status':{{'phase':'{phase}'}}}}")[0];
        var facts = new ClusterFacts
        {
            Now = Now,
            Pods = used ? Pods(Pod("p", pod => { Unscheduled("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.")(pod); Set("spec.volumes", User)(pod); })) : [],
            Claims = [row],
            Volumes = Read(WorkloadJson.Default.Volumes, "{'metadata':{'name':'v1'}}"),
            StorageClasses = Read(WorkloadJson.Default.StorageClasses, "{'metadata':{'name':'fast'},'volumeBindingMode':'Immediate'}", "{'metadata':{'name':'late'},'volumeBindingMode':'WaitForFirstConsumer'}"),
        };
        Assert.Equal(line, Line(VolumeJudge.Claim(row, facts)));
    }

    [Fact]
    public void A_claim_whose_volume_no_driver_makes_says_for_which_node()
    {
        var row = Read(
            WorkloadJson.Default.Claims,
            "{'metadata':{'name':'data','namespace':'shop','creationTimestamp':'{60}','annotations':{'volume.kubernetes.io/selected-node':'n1'}},'spec':{'storageClassName':'late'},'status':{'phase':'Pending'}}")[0];
        var facts = new ClusterFacts
        {
            Now = Now,
            Claims = [row],
            Pods = Pods(Pod("p", pod => { Unscheduled(null)(pod); Set("spec.volumes", User)(pod); })),
            StorageClasses = Read(WorkloadJson.Default.StorageClasses, "{'metadata':{'name':'late'},'volumeBindingMode':'WaitForFirstConsumer'}"),
        };
        var judged = VolumeJudge.Claim(row, facts);
        Assert.Equal("Unhealthy ClaimNotBound", Line(judged));
        Assert.StartsWith("its volume is to be made for n1", judged.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_waits_with_its_pod_where_no_node_takes_it_for_other_reasons()
    {
        var row = Read(WorkloadJson.Default.Claims, "{'metadata':{'name':'data','namespace':'shop','creationTimestamp':'{60}'},'spec':{'storageClassName':'late'},'status':{'phase':'Pending'}}")[0];
        var facts = new ClusterFacts
        {
            Now = Now,
            Pods = Pods(Pod("p", pod => { Unscheduled("0/1 nodes are available: 1 Insufficient cpu.")(pod); Set("spec.volumes", User)(pod); })),
            StorageClasses = Read(WorkloadJson.Default.StorageClasses, "{'metadata':{'name':'late'},'volumeBindingMode':'WaitForFirstConsumer'}"),
        };
        var judged = VolumeJudge.Claim(row, facts);
        Assert.Equal("Healthy ClaimWaitsForPod", Line(judged));
        Assert.Equal("Pod/shop/p", judged.Result().Findings[0].Cause?.ToString());
    }

    [Theory]
    [InlineData(true, 10, "Degraded ClaimDeleting")]
    [InlineData(true, 1, "Healthy ClaimDeleting")]
    [InlineData(false, 10, "Degraded DeletionStuck")]
    [InlineData(false, 1, "Healthy DeletionPending")]
    public void A_claim_that_is_to_go_is_lost_to_the_pod_that_uses_it(bool used, double minutes, string line)
    {
        var row = Read(
            WorkloadJson.Default.Claims,
            $"{{'metadata':{{'name':'data','namespace':'shop','deletionTimestamp':'{Ago(minutes)}','finalizers':['kubernetes.io/pvc-protection']}},'spec':{{'volumeName':'v1'}},'status':{{'phase':'Bound'}}}}")[0];
        Assert.Equal(line, Line(VolumeJudge.Claim(row, new ClusterFacts { Now = Now, Pods = used ? Pods(Pod("p", Set("spec.volumes", User))) : [] })));
    }

    [Theory]
    [InlineData(10, "Degraded DeletionStuck")]
    [InlineData(1, "Healthy DeletionPending")]
    public void A_volume_that_is_to_go_says_what_holds_it(double minutes, string line) => Assert.Equal(
        line,
        Line(VolumeJudge.Volume(
            Read(WorkloadJson.Default.Volumes, $"{{'metadata':{{'name':'v','deletionTimestamp':'{Ago(minutes)}','finalizers':['kubernetes.io/pv-protection']}},'spec':{{}},'status':{{'phase':'Bound'}}}}")[0],
            new ClusterFacts { Now = Now })));

    [Theory]
    [InlineData("Bound", "Delete", 60, "Healthy")]
    [InlineData("Available", "Retain", 60, "Healthy VolumeUnused")]
    [InlineData("Released", "Retain", 60, "Healthy VolumeOrphaned")]
    [InlineData("Released", "Delete", 1, "Healthy")]
    [InlineData("Released", "Delete", 60, "Degraded VolumeNotReclaimed")]
    [InlineData("Failed", "Delete", 1, "Degraded VolumeNotReclaimed")]
    public void A_volume_is_judged_by_what_becomes_of_it(string phase, string policy, double age, string line) => Assert.Equal(
        line,
        Line(VolumeJudge.Volume(
            Read(WorkloadJson.Default.Volumes, $"{{'metadata':{{'name':'v'}},'spec':{{'persistentVolumeReclaimPolicy':'{policy}'}},'status':{{'phase':'{phase}','lastPhaseTransitionTime':'{Ago(age)}'}}}}")[0],
            new ClusterFacts { Now = Now })));

    [Theory]
    [InlineData("{'type':'ExternalName','externalName':'x'}", "[]", "Healthy")]
    [InlineData("{'clusterIP':'10.0.0.1'}", "[]", "Healthy ServiceWithoutEndpoints")]
    [InlineData("{'clusterIP':'None','selector':{'app':'web'}}", "[{'conditions':{'ready':true}}]", "Healthy")]
    [InlineData("{'selector':{'app':'web'}}", "[{'conditions':{}}]", "Healthy")]
    [InlineData("{'selector':{'app':'web'}}", "[]", "Degraded ServiceWithoutEndpoints")]
    [InlineData("{'selector':{'app':'idle'}}", "[]", "Healthy ServiceTargetScaledToZero")]
    [InlineData("{'selector':{'app':'web'}}", "[{'conditions':{'ready':false},'targetRef':{'name':'bad'}}]", "Unhealthy ServiceNotReady")]
    [InlineData("{'selector':{'app':'web'}}", "[{'conditions':{'ready':false},'targetRef':{'name':'new'}}]", "Healthy ServiceNotReady")]
    [InlineData("{'type':'LoadBalancer'}", "[{}]", "Unhealthy LoadBalancerPending")]
    public void A_service_is_judged_by_its_endpoints(string spec, string endpoints, string line)
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            Deployments = Read(WorkloadJson.Default.Replicated, "{'metadata':{'name':'idle','namespace':'shop'},'spec':{'replicas':0,'template':{'metadata':{'labels':{'app':'idle','x':'y'}}}}}"),
            Slices = Read(WorkloadJson.Default.Slices, $"{{'metadata':{{'name':'s-1','namespace':'shop','labels':{{'kubernetes.io/service-name':'s'}}}},'endpoints':{endpoints}}}"),
            Pods = Pods(
                Pod("bad", Container("{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'ErrImagePull'}}}")),
                Pod("new", Container("{'ready':false,'restartCount':0,'state':{'running':{'startedAt':'{0.5}'}}}"), age: 1)),
        };
        Assert.Equal(line, Line(ServiceJudge.Service(Read(WorkloadJson.Default.Services, $"{{'metadata':{{'name':'s','namespace':'shop','creationTimestamp':'{Ago(60)}'}},'spec':{spec}}}")[0], facts)));
    }

    [Fact]
    public void Pods_that_have_no_address_yet_are_no_wrong_selector()
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            Pods = Pods(Pod("p", pod => { Unscheduled("0/1 nodes are available: 1 Insufficient cpu.")(pod); Set("metadata.labels", "{'app':'web'}")(pod); })),
            ReplicaSets = [],
        };
        var judged = ServiceJudge.Service(Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{'selector':{'app':'web'}}}")[0], facts);
        Assert.Equal("Unhealthy ServiceNotReady", Line(judged));
        Assert.Contains("Insufficient cpu", judged.Findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "web", "Healthy")]
    [InlineData(true, "web", "Healthy")]
    [InlineData(true, "gone", "Unhealthy ServiceNotReady")]
    [InlineData(true, "bad", "Unhealthy ServiceNotReady")]
    public void Slices_that_nobody_keeps_are_held_against_the_pods(bool stopped, string pod, string line)
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            ControllersStopped = stopped,
            Pods = Pods(Pod("web"), Pod("bad", Container("{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'ErrImagePull'}}}"))),
            Slices = Read(WorkloadJson.Default.Slices, $"{{'metadata':{{'name':'s-1','namespace':'shop','labels':{{'kubernetes.io/service-name':'s'}}}},'endpoints':[{{'conditions':{{'ready':true}},'targetRef':{{'kind':'Pod','name':'{pod}'}}}}]}}"),
        };
        Assert.Equal(line, Line(ServiceJudge.Service(Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{'selector':{'app':'web'}}}")[0], facts)));
    }

    [Theory]
    [InlineData(30, "Unhealthy EndpointsMissing")]
    [InlineData(1, "Healthy EndpointsMissing")]
    public void Ready_pods_without_endpoints_are_not_the_selectors_fault(double age, string line)
    {
        // Of pods that are alike only the first keeps its labels.
        var facts = new ClusterFacts { Now = Now, Pods = Pods([.. new[] { "a", "b" }.Select(name => Pod(name, Set("metadata.labels", "{'app':'web'}"), age: age))]) };
        Assert.Null(facts.Pods![1].Labels);
        var judged = ServiceJudge.Service(Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{'selector':{'app':'web'}}}")[0], facts);
        Assert.Equal(line, Line(judged));
        Assert.Equal("Component/kube-controller-manager", judged.Findings[0].Cause?.ToString());
    }

    [Theory]
    [InlineData(60, "Unhealthy ServiceNotReady")]
    [InlineData(1, "Healthy ServiceNotReady")]
    public void A_service_of_a_workload_that_gets_no_pods_suffers_from_it(double age, string line)
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            Pods = [],
            Deployments = Read(
                WorkloadJson.Default.Replicated, $"{{'metadata':{{'name':'web','namespace':'shop','creationTimestamp':'{Ago(age)}'}},'spec':{{'replicas':2,'template':{{'metadata':{{'labels':{{'app':'web'}}}}}}}}}}"),
        };
        var judged = ServiceJudge.Service(Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{'selector':{'app':'web'}}}")[0], facts);
        Assert.Equal((line, "Deployment/shop/web"), (Line(judged), judged.Findings[0].Cause?.ToString()));
    }

    [Fact]
    public void Pods_of_one_controller_stand_for_each_other_where_a_service_looks_for_them()
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            Nodes = Nodes(("n1", "True"), ("n2", "False")),
            Pods = Pods(Pod("a", pod => { Set("metadata.labels", "{'app':'web'}")(pod); Set("spec.nodeName", "'n2'")(pod); }), Pod("b", Set("metadata.labels", "{'app':'web'}"))),
        };
        var judged = ServiceJudge.Service(Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{'selector':{'app':'web'}}}")[0], facts);
        Assert.Equal("Unhealthy EndpointsMissing", Line(judged));
        Assert.StartsWith("pod b ", judged.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_that_nobody_takes_up_waits_for_the_controller_manager()
    {
        var row = Read(WorkloadJson.Default.Claims, "{'metadata':{'name':'data','namespace':'shop','creationTimestamp':'{60}'},'spec':{'storageClassName':'fast'},'status':{'phase':'Pending'}}")[0];
        var facts = new ClusterFacts { Now = Now, ControllersStopped = true, StorageClasses = Read(WorkloadJson.Default.StorageClasses, "{'metadata':{'name':'fast'},'volumeBindingMode':'Immediate'}") };
        Assert.Equal("Component/kube-controller-manager", Assert.Single(VolumeJudge.Claim(row, facts).Findings).Cause?.ToString());
    }

    [Fact]
    public void Of_pods_that_cannot_be_seen_nothing_is_said()
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            Unread = [new UnreadKind("Pod", null, "forbidden")],
            Deployments = Read(WorkloadJson.Default.Replicated, "{'metadata':{'name':'web','namespace':'shop'},'spec':{'replicas':2,'template':{'metadata':{'labels':{'app':'web'}}}}}"),
        };
        var judged = ServiceJudge.Service(Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{'selector':{'app':'web'}}}")[0], facts);
        Assert.Equal("Degraded ServiceWithoutEndpoints", Line(judged));
        Assert.Equal("Pod", Assert.Single(judged.Result().NotChecked).Code);
    }

    [Fact]
    public void A_service_of_a_daemon_set_that_no_node_takes_is_no_fault()
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            DaemonSets = Read(WorkloadJson.Default.DaemonSets, "{'metadata':{'name':'gpu','namespace':'shop'},'spec':{'template':{'metadata':{'labels':{'app':'gpu'}}}},'status':{'observedGeneration':1,'desiredNumberScheduled':0}}"),
        };
        Assert.Equal("Healthy ServiceTargetScaledToZero", Line(ServiceJudge.Service(Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{'selector':{'app':'gpu'}}}")[0], facts)));
    }

    [Theory]
    [InlineData("[{'name':'http','port':8080}]", "Healthy")]
    [InlineData("[{'name':'http','port':8080},{'name':'admin','port':9000}]", "Healthy")]
    [InlineData("[]", "Unhealthy TargetPortMissing")]
    [InlineData("null", "Unhealthy TargetPortMissing")]
    public void Endpoints_without_the_services_port_lead_nowhere(string ports, string line) => Assert.Equal(line, Served("[{'name':'http','port':80,'targetPort':'web'}]", ports));

    [Fact]
    public void Who_asks_a_headless_service_chooses_the_port() => Assert.Equal("Healthy", Served("[{'name':'http','port':80,'targetPort':'web'}]", "null", "'clusterIP':'None',"));

    [Fact]
    public void A_service_that_lacks_one_of_its_ports_needs_attention() =>
        Assert.Equal("Degraded TargetPortMissing", Served("[{'name':'http','port':80},{'name':'admin','port':90,'targetPort':'admin'}]", "[{'name':'http','port':8080}]"));

    [Fact]
    public void A_service_without_selector_and_endpoints_is_worth_knowing() => Assert.Equal(
        "Healthy ServiceWithoutEndpoints",
        Line(ServiceJudge.Service(Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{}}")[0], new ClusterFacts { Now = Now, Slices = [] })));

    [Fact]
    public void A_service_is_not_healthy_where_its_endpoints_cannot_be_seen() => Assert.Equal(
        "NotChecked",
        Line(ServiceJudge.Service(
            Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{'selector':{'a':'b'}}}")[0],
            new ClusterFacts { Now = Now, Unread = [new UnreadKind("EndpointSlice", null, "forbidden")] })));

    [Theory]
    [InlineData("'ingressClassName':'alb',", "[{'hostname':'x'}]", "web", "Healthy")]
    [InlineData("'ingressClassName':'alb',", "[]", "web", "Degraded IngressWithoutAddress")]
    [InlineData("'ingressClassName':'quiet',", "[]", "web", "Healthy IngressWithoutAddress")]
    [InlineData("'ingressClassName':'gone',", "[]", "web", "Degraded IngressClassMissing")]
    [InlineData("", "[]", "web", "Degraded IngressWithoutClass")]
    [InlineData("'ingressClassName':'alb',", "[{'hostname':'x'}]", "missing", "Degraded IngressBackendMissing")]
    [InlineData("'ingressClassName':'alb',", "[{'hostname':'x'}]", "web8080", "Degraded IngressBackendMissing")]
    public void An_ingress_is_judged_by_who_takes_it_and_where_it_leads(string @class, string address, string backend, string line)
    {
        var row = Read(
            WorkloadJson.Default.Ingresses,
            $"{{'metadata':{{'name':'i','namespace':'shop','creationTimestamp':'{Ago(60)}'}},'spec':{{{@class}'rules':[{{'http':{{'paths':[{{'backend':{{'service':{{'name':'{backend}','port':{{'number':80}}}}}}}}]}}}}]}},'status':{{'loadBalancer':{{'ingress':{address}}}}}}}")[0];
        var facts = new ClusterFacts
        {
            Now = Now,
            Ingresses = [row],
            Services = Read(WorkloadJson.Default.Services, "{'metadata':{'name':'web','namespace':'shop'}}", "{'metadata':{'name':'web8080','namespace':'shop'},'spec':{'ports':[{'port':8080}]}}"),
            IngressClasses = Read(
                WorkloadJson.Default.IngressClasses, "{'metadata':{'name':'alb'},'spec':{'controller':'ingress.k8s.aws/alb'}}", "{'metadata':{'name':'quiet'},'spec':{'controller':'example.com/quiet'}}"),
        };
        Assert.Equal(line, Line(ServiceJudge.Ingress(row, facts)));
    }

    [Theory]
    [InlineData("{'type':'ScalingActive','status':'True'},{'type':'ScalingLimited','status':'True','reason':'TooFewReplicas'}", "Healthy")]
    [InlineData("{'type':'ScalingActive','status':'True'},{'type':'ScalingLimited','status':'True','reason':'TooManyReplicas'}", "Degraded AutoscalerAtLimit")]
    [InlineData("{'type':'ScalingActive','status':'False','reason':'ScalingDisabled'}", "Healthy AutoscalerDisabled")]
    [InlineData("{'type':'ScalingActive','status':'False','reason':'FailedGetResourceMetric'}", "Degraded AutoscalerBlind")]
    [InlineData("{'type':'AbleToScale','status':'False','reason':'FailedGetScale'}", "Degraded AutoscalerCannotScale")]
    [InlineData("", "Degraded ControllerSilent")]
    public void An_autoscaler_is_judged_by_what_it_can_do(string conditions, string line) => Assert.Equal(
        line,
        Line(LimitJudge.Autoscaler(
            Read(WorkloadJson.Default.Autoscalers, $"{{'metadata':{{'name':'h','creationTimestamp':'{Ago(60)}'}},'spec':{{'maxReplicas':3}},'status':{{'conditions':[{conditions}]}}}}")[0],
            new ClusterFacts { Now = Now })));

    [Theory]
    [InlineData("'pods':'10'", "'pods':'8'", "Healthy")]
    [InlineData("'pods':'10'", "'pods':'9'", "Degraded QuotaNearlyUsedUp")]
    [InlineData("'pods':'10'", "'pods':'10'", "Degraded QuotaUsedUp")]
    [InlineData("'requests.memory':'1Gi'", "'requests.memory':'1023Mi'", "Degraded QuotaNearlyUsedUp")]
    [InlineData("'services.nodeports':'0'", "'services.nodeports':'0'", "Healthy")]
    [InlineData("'cpu':'odd'", "'cpu':'1'", "Healthy")]
    public void A_quota_is_judged_by_its_fullest_limit(string hard, string used, string line) => Assert.Equal(
        line,
        Line(LimitJudge.Quota(
            Read(WorkloadJson.Default.Quotas, $"{{'metadata':{{'name':'q'}},'spec':{{'hard':{{{hard}}}}},'status':{{'hard':{{{hard}}},'used':{{{used}}}}}}}")[0], new ClusterFacts { Now = Now })));

    [Theory]
    [InlineData("'disruptionsAllowed':1,'currentHealthy':3,'desiredHealthy':2,'expectedPods':3", "", 60, "Healthy")]
    [InlineData("'disruptionsAllowed':0,'currentHealthy':0,'desiredHealthy':0,'expectedPods':0", "", 60, "Healthy BudgetSelectsNothing")]
    [InlineData("'disruptionsAllowed':0,'currentHealthy':1,'desiredHealthy':1,'expectedPods':1", "'minAvailable':1", 60, "Degraded BudgetBlocksDrain")]
    [InlineData("'disruptionsAllowed':0,'currentHealthy':1,'desiredHealthy':2,'expectedPods':2", "'maxUnavailable':0", 60, "Degraded BudgetBlocksDrain")]
    [InlineData("'disruptionsAllowed':0,'currentHealthy':1,'desiredHealthy':2,'expectedPods':3", "'minAvailable':'60%'", 60, "Degraded BudgetWaitsForPods")]
    [InlineData("'disruptionsAllowed':0,'currentHealthy':1,'desiredHealthy':2,'expectedPods':3", "'minAvailable':2", 1, "Healthy BudgetWaitsForPods")]
    public void A_budget_is_judged_by_what_it_blocks(string status, string spec, double age, string line) => Assert.Equal(
        line,
        Line(LimitJudge.Budget(
            Read(
                WorkloadJson.Default.Budgets,
                $"{{'metadata':{{'name':'b','generation':1}},'spec':{{{spec}}},'status':{{'observedGeneration':1,{status},'conditions':[{{'type':'DisruptionAllowed','status':'False','reason':'InsufficientPods','lastTransitionTime':'{Ago(age)}'}}]}}}}")[0],
            new ClusterFacts { Now = Now })));

    [Theory]
    [InlineData("web", "Degraded BudgetNotInSync")]
    [InlineData("other", "Healthy BudgetSelectsNothing")]
    public void A_budget_that_cannot_count_its_pods_blocks_their_drain(string app, string line) => Assert.Equal(
        line,
        Line(LimitJudge.Budget(
            Read(
                WorkloadJson.Default.Budgets,
                "{'metadata':{'name':'b','namespace':'shop','generation':1},'spec':{'maxUnavailable':'50%','selector':{'matchLabels':{'app':'web'}}},'status':{'observedGeneration':1,'disruptionsAllowed':0,'expectedPods':0}}")[0],
            new ClusterFacts { Now = Now, Pods = Pods(Pod("bare", Set("metadata.labels", $"{{'app':'{app}'}}"), "")) })));

    [Fact]
    public void A_service_tells_what_most_of_its_pods_have()
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            Nodes = Nodes(("n1", "True"), ("n2", "Unknown")),
            Pods = Pods(
                Pod("a", pod => { Set("spec.nodeName", "'n2'")(pod); Unready(pod, 8); }),
                Pod("b", Container("{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'ErrImagePull'}}}")),
                Pod("c", Container("{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'ErrImagePull'}}}"))),
            Slices = Read(
                WorkloadJson.Default.Slices,
                "{'metadata':{'name':'s-1','namespace':'shop','labels':{'kubernetes.io/service-name':'s'}},'endpoints':[{'conditions':{'ready':false},'targetRef':{'name':'a'}},{'conditions':{'ready':false},'targetRef':{'name':'b'}},{'conditions':{'ready':false},'targetRef':{'name':'c'}}]}"),
        };
        var judged = ServiceJudge.Service(Read(WorkloadJson.Default.Services, "{'metadata':{'name':'s','namespace':'shop'},'spec':{'selector':{'app':'web'}}}")[0], facts);
        Assert.Contains("cannot be pulled", Assert.Single(judged.Findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3700m", 3.7)]
    [InlineData("8Gi", 8589934592.0)]
    [InlineData("1e3", 1000.0)]
    [InlineData("2E", 2e18)]
    [InlineData("12", 12.0)]
    [InlineData("", null)]
    [InlineData("x", null)]
    [InlineData("m", null)]
    public void Quantities_are_read_as_kubernetes_has_them(string text, double? value) => Assert.Equal(value, Quantity.Parse(text));

    [Theory]
    [InlineData("30 2 * * *", "2026-11-22T21:46:56Z", "Europe/Berlin", "2026-11-23T01:30:00Z")]
    [InlineData("*/15 9-17 * * mon-fri", "2026-11-20T17:50:00Z", "UTC", "2026-11-23T09:00:00Z")]
    [InlineData("0 0 13 * 5", "2026-11-22T00:00:00Z", "UTC", "2026-11-27T00:00:00Z")]
    [InlineData("@hourly", "2026-11-22T21:46:56Z", "UTC", "2026-11-22T22:00:00Z")]
    [InlineData("@every 90s", "2026-11-22T21:46:56Z", "UTC", "2026-11-22T21:48:26Z")]
    [InlineData("0 0 30 feb *", "2026-11-22T21:46:56Z", "UTC", null)]
    public void Schedules_run_when_kubernetes_runs_them(string schedule, string after, string zone, string? next) => Assert.Equal(
        next is null ? null : DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture),
        CronSchedule.Parse(schedule)!.Next(DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("@often")]
    [InlineData("@every soon")]
    public void What_is_no_schedule_says_nothing(string schedule) => Assert.Null(CronSchedule.Parse(schedule));

    [Theory]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier!=cache", true)]
    [InlineData("env in (prod, test)", true)]
    [InlineData("env notin (prod)", false)]
    [InlineData("app,!legacy", true)]
    [InlineData("missing!=x", true)]
    [InlineData("!app", false)]
    public void Selectors_fit_as_for_kubectl(string text, bool fits) =>
        Assert.Equal(fits, LabelSelector.Parse(text).Fits(new Dictionary<string, string> { ["app"] = "web", ["env"] = "prod" }));

    [Theory]
    [InlineData("")]
    [InlineData("app=web,")]
    [InlineData("app = web = x")]
    [InlineData("in (a)")]
    [InlineData("app in a")]
    public void Selectors_that_are_none_are_refused(string text) => Assert.Equal("KubernetesSelectorInvalid", Assert.Throws<KopsException>(() => LabelSelector.Parse(text)).Id);

    private static string Served(string ports, string slicePorts, string spec = "")
    {
        var facts = new ClusterFacts
        {
            Now = Now,
            Slices = Read(
                WorkloadJson.Default.Slices, $"{{'metadata':{{'name':'s-1','namespace':'shop','labels':{{'kubernetes.io/service-name':'s'}}}},'endpoints':[{{'conditions':{{'ready':true}}}}],'ports':{slicePorts}}}"),
        };
        return Line(ServiceJudge.Service(
            Read(WorkloadJson.Default.Services, $"{{'metadata':{{'name':'s','namespace':'shop','creationTimestamp':'{Ago(60)}'}},'spec':{{{spec}'selector':{{'app':'web'}},'ports':{ports}}}}}")[0], facts));
    }
}

using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Networking;
using static KopsPS.Engine.Tests.Health.Workloads.Objects;

namespace KopsPS.Engine.Tests.Networking;

public class PolicyJudgeTests
{
    private const string Deny = "'podSelector':{},'policyTypes':['Ingress']";
    private const string Web = "{'metadata':{'name':'web','namespace':'shop','labels':{'app':'web'}},'spec':{'containers':[{'ports':[{'name':'http','containerPort':8080}]}]},'status':{'phase':'Running'}}";
    private const string Dns = "{'metadata':{'name':'coredns','namespace':'kube-system','labels':{'k8s-app':'kube-dns'}},'status':{'phase':'Running'}}";
    private const string LocalDns = "{'metadata':{'name':'local','namespace':'kube-system','labels':{'k8s-app':'node-local-dns'}},'spec':{'hostNetwork':true},'status':{'phase':'Running'}}";
    private const string Service = "{'metadata':{'name':'web','namespace':'shop'},'spec':{'selector':{'app':'web'}}}";

    [Fact]
    public void A_policy_that_closes_what_nobody_counts_on_is_worth_knowing_only() => Assert.Equal(["Healthy PolicyIsolates"], Lines([Deny], [Web], []));

    [Fact]
    public void A_policy_that_closes_what_a_service_leads_to_is_a_fault() => Assert.Equal(["Degraded PolicyIsolates"], Lines([Deny], [Web], [Service]));

    [Theory]
    [InlineData("[{}]")]
    [InlineData("[{'from':[{'podSelector':{}}]}]")]
    [InlineData("[{'from':[{'ipBlock':{'cidr':'0.0.0.0/0'}}]}]")]
    [InlineData("[{'ports':[{'port':'http'}]}]")]
    public void What_another_policy_opens_is_not_closed(string ingress) => Assert.Equal(["Healthy", "Healthy"], Lines([Deny, $"'podSelector':{{'matchLabels':{{'app':'web'}}}},'ingress':{ingress}"], [Web], [Service]));

    [Theory]
    [InlineData("[{'from':[{'podSelector':{'matchLabels':{'app':'none'}}}]}]")]
    [InlineData("[{'ports':[{'port':'https'}]}]")]
    public void A_rule_for_what_does_not_exist_opens_nothing(string ingress) => Assert.Equal(["Degraded PolicyIsolates"], Lines([$"'podSelector':{{}},'ingress':{ingress}"], [Web], [Service]));

    [Fact]
    public void A_policy_without_pods_is_worth_knowing_only() => Assert.Equal(["Healthy PolicySelectsNothing"], Lines(["'podSelector':{'matchLabels':{'app':'gone'}}"], [Web], []));

    [Theory]
    [InlineData("[{'to':[{'podSelector':{}}]}]", "Degraded PolicyBlocksDns")]
    [InlineData("[{'to':[{'podSelector':{}}]},{'to':[{'namespaceSelector':{}}],'ports':[{'protocol':'UDP','port':53}]}]", "Healthy")]
    [InlineData("[{'to':[{'podSelector':{}}]},{'ports':[{'protocol':'TCP','port':53}]}]", "Healthy")]
    [InlineData("[{'ports':[{'port':443}]}]", "Degraded PolicyBlocksDns")]
    [InlineData("[]", "Healthy PolicyIsolates")]
    public void Pods_that_send_but_cannot_ask_for_names_are_a_fault(string egress, string line) =>
        Assert.Equal([line], Lines([$"'podSelector':{{}},'policyTypes':['Egress'],'egress':{egress}"], [Web, Dns], []));

    [Fact]
    public void Where_nodes_answer_names_themselves_no_policy_stands_between() =>
        Assert.Equal(["Healthy"], Lines(["'podSelector':{},'policyTypes':['Egress'],'egress':[{'ports':[{'port':443}]}]"], [Web, Dns, LocalDns], []));

    [Fact]
    public void Without_pods_nothing_is_known()
    {
        var facts = new PolicyFacts
        {
            Policies = Read(NetworkJson.Default.Policies, $"{{'metadata':{{'name':'p','namespace':'shop'}},'spec':{{{Deny}}}}}"),
            Namespaces = new Dictionary<string, Dictionary<string, string>>(),
            Skipped = [new KopsSkippedCheck { Code = "Pod", Reason = "forbidden" }],
            KnowsPods = false,
        };
        Assert.Equal("NotChecked", Line(new PolicyJudge(facts, []).Judge().Single().Judgement));
    }

    [Theory]
    [InlineData("dns x ok", "Healthy", "DNS ok")]
    [InlineData("pod a:53 ok\npod b:53 failed\nservice s:443 ok\ndns x ok", "Degraded ProbePodUnreachable", "pods 1/2, service ok, DNS ok")]
    [InlineData("pod a:53 failed\nservice s:443 failed\ndns x failed timed out", "Unhealthy ProbePodUnreachable ProbeServiceUnreachable ProbeDnsFailed", "pods 0/1, service failed, DNS failed")]
    [InlineData("sh: nc: not found", "NotChecked", null)]
    public void What_a_probe_wrote_tells_where_the_fault_lies(string said, string line, string? detail)
    {
        var judged = new Judgement();
        ProbeResult.Judge(judged, said);
        Assert.Equal((line, detail), (Line(judged), judged.Ready));
    }

    private static string[] Lines(string[] policies, string[] pods, string[] services)
    {
        var pool = new StringPool();
        var facts = new PolicyFacts
        {
            Policies = Read(NetworkJson.Default.Policies, [.. policies.Select((spec, at) => $"{{'metadata':{{'name':'p{at}','namespace':'shop'}},'spec':{{{spec}}}}}")]),
            Pods = Read(WorkloadJson.Default.Pods, pods).ConvertAll(row => PolicyPod.Of(row, pool)),
            Namespaces = new Dictionary<string, Dictionary<string, string>> { ["shop"] = [], ["kube-system"] = [] },
            Skipped = [],
        };
        return [.. new PolicyJudge(facts, Read(WorkloadJson.Default.Services, services)).Judge().Select(item => Line(item.Judgement))];
    }
}

using System.Text.Json.Nodes;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Networking;
using static KopsPS.Engine.Tests.Health.Workloads.Objects;

namespace KopsPS.Engine.Tests.Networking;

/// <summary>Chains of other clusters than the recorded one.</summary>
public class ServiceChainTests
{
    private const string DnsName = "web.shop.svc.cluster.local";
    private const string Cluster = "'clusterIP':'10.96.0.7','selector':{'app':'web'},";
    private const string Headless = "'clusterIP':'None','selector':{'app':'web'},";
    private const string Http = "'ports':[{'name':'http','port':80,'targetPort':'http'}]";
    private const string Ready = "{'addresses':['10.0.0.1'],'conditions':{'ready':true},'nodeName':'n1','targetRef':{'kind':'Pod','namespace':'shop','name':'p'}}";

    private static readonly DnsQuestion Plain = DnsQuestion.Parse(DnsName, "cluster.local")!;

    [Fact]
    public void A_chain_that_holds_ends_at_nodes()
    {
        var chain = Follow(Cluster + Http, [Good("p")], Ready);
        Assert.Equal("Healthy", Line(chain.Judgement));
        Assert.Equal(["Selector: app=web: 1 pod", "Endpoint: 1 of 1 endpoint ready", "Node: n1"], chain.Steps.Select(step => step.ToString()));
        Assert.Equal(["10.96.0.7"], chain.Addresses);
    }

    [Theory]
    [InlineData("http", "Healthy")]
    [InlineData("HTTP", "Healthy")]
    [InlineData("80", "Healthy")]
    [InlineData("8080", "Unhealthy PortNotServed")]
    [InlineData("https", "Unhealthy PortNotServed")]
    public void A_port_is_served_by_its_name_or_number(string port, string line) => Assert.Equal(line, Line(Follow(Cluster + Http, [Good("p")], Ready, port: port).Judgement));

    [Fact]
    public void Who_asks_for_the_port_of_the_pods_is_told_that_of_the_service()
    {
        var step = Assert.Single(Follow(Cluster + Http, [Good("p")], Ready, port: "8080").Steps, step => step.Step == "Port");
        Assert.Equal("shop/web serves http 80/TCP, not 8080; 8080 is the port of its pods, the service's is 80", step.Detail);
    }

    [Theory]
    [InlineData("8080", "Healthy")]
    [InlineData("80", "Unhealthy PortNotServed")]
    [InlineData("9999", "Healthy")]
    public void A_headless_service_leads_to_the_ports_of_its_pods(string port, string line) => Assert.Equal(line, Line(Follow(Headless + Http, [Good("p")], Ready, port: port).Judgement));

    [Fact]
    public void A_headless_service_is_answered_with_what_is_ready() => Assert.Equal(
        ["10.0.0.1"],
        Follow(Headless + Http, [Good("p"), Good("q")], Ready + ",{'addresses':['10.0.0.2'],'conditions':{'ready':false},'targetRef':{'kind':'Pod','namespace':'shop','name':'q'}}").Addresses);

    [Fact]
    public void A_named_port_that_no_container_has_breaks_the_chain()
    {
        var chain = Follow(Cluster + "'ports':[{'port':80,'targetPort':'web'}]", [Good("p")], Ready);
        Assert.Equal("Unhealthy TargetPortMissing", Line(chain.Judgement));
        Assert.Contains("there are http 8080/TCP", chain.Judgement.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_port_of_another_protocol_is_another_port() =>
        Assert.Equal("Unhealthy TargetPortMissing", Line(Follow(Cluster + "'ports':[{'port':80,'targetPort':'http','protocol':'UDP'}]", [Good("p")], Ready).Judgement));

    [Fact]
    public void A_named_port_of_a_sidecar_counts() => Assert.Equal("Healthy", Line(Follow(
        Cluster + "'ports':[{'port':80,'targetPort':'proxy'}]",
        [Good("p", Set("spec.initContainers", "[{'name':'s','restartPolicy':'Always','ports':[{'name':'proxy','containerPort':15001}]}]"))], Ready).Judgement));

    [Fact]
    public void A_number_that_pods_do_not_name_is_worth_knowing_only()
    {
        var chain = Follow(Cluster + "'ports':[{'port':80,'targetPort':81}]", [Good("p")], Ready);
        Assert.Equal("Healthy TargetPortNotDeclared", Line(chain.Judgement));
    }

    [Fact]
    public void Without_pods_the_selector_is_at_fault()
    {
        var chain = Follow(Cluster + Http, [], "");
        Assert.Equal("Unhealthy ServiceWithoutEndpoints", Line(chain.Judgement));
        Assert.Equal("Selector", chain.Steps.Single(step => step.Verdict == KopsCheckVerdict.Fail).Step);
    }

    [Fact]
    public void What_is_scaled_to_zero_is_told_as_such() => Assert.Equal("Unhealthy ServiceTargetScaledToZero", Line(Follow(
        Cluster + Http, [], "", deployment: "{'metadata':{'name':'web','namespace':'shop'},'spec':{'replicas':0,'template':{'metadata':{'labels':{'app':'web'}}}}}").Judgement));

    [Fact]
    public void Pods_that_are_not_ready_say_why()
    {
        var chain = Follow(
            Cluster + Http, [Good("p", Container("{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'ErrImagePull','message':'not found'}}}"))],
            "{'addresses':['10.0.0.1'],'conditions':{'ready':false},'nodeName':'n1','targetRef':{'kind':'Pod','namespace':'shop','name':'p'}}");
        Assert.Equal("Unhealthy ServiceNotReady", Line(chain.Judgement));
        Assert.Equal("Endpoint", chain.Steps.Single(step => step.Verdict == KopsCheckVerdict.Fail).Step);
        Assert.Equal("ImagePullFailed", Assert.Single(chain.Endpoints).Finding?.Code);
    }

    [Fact]
    public void Pods_that_are_not_ready_beside_others_are_worth_knowing()
    {
        var chain = Follow(
            Cluster + Http, [Good("p"), Good("q", Container("{'ready':false,'restartCount':0,'state':{'waiting':{'reason':'ErrImagePull','message':'not found'}}}"))],
            Ready + ",{'addresses':['10.0.0.2'],'conditions':{'ready':false},'nodeName':'n1','targetRef':{'kind':'Pod','namespace':'shop','name':'q'}}");
        Assert.Equal("Healthy EndpointNotReady", Line(chain.Judgement));
        Assert.Contains("no such image (pod q)", chain.Judgement.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ready_pods_that_nobody_wrote_down_are_the_controllers_fault()
    {
        Assert.Equal("Unhealthy EndpointsMissing", Line(Follow(Cluster + Http, [Good("p")], "").Judgement));
        Assert.Equal("Degraded EndpointsMissing", Line(Follow(Cluster + Http, [Good("p"), Good("q")], Ready).Judgement));
    }

    [Fact]
    public void A_service_without_selector_needs_endpoints_that_somebody_wrote()
    {
        Assert.Equal("Unhealthy ServiceWithoutEndpoints", Line(Follow("'clusterIP':'10.96.0.7'," + Http, null, "").Judgement));
        Assert.Equal("Healthy", Line(Follow("'clusterIP':'10.96.0.7'," + Http, null, "{'addresses':['192.0.2.7']}").Judgement));
    }

    [Theory]
    [InlineData("False", "Unhealthy NodeDown")]
    [InlineData("Unknown", "Unhealthy NodeDown")]
    [InlineData("True", "Healthy")]
    public void Pods_of_a_node_that_is_down_are_lost_though_they_count_as_ready(string ready, string line) =>
        Assert.Equal(line, Line(Follow(Cluster + Http, [Good("p")], Ready, nodes: [("n1", ready)]).Judgement));

    [Theory]
    [InlineData("web-0", "'hostname':'web-0',", true, "Healthy")]
    [InlineData("web-0", "'hostname':'web-0',", false, "Unhealthy ServiceNotReady")]
    [InlineData("web-9", "'hostname':'web-0',", true, "Unhealthy HostnameMissing")]
    [InlineData("10-0-0-1", "", true, "Healthy")]
    public void A_single_endpoint_is_found_by_its_name(string host, string hostname, bool ready, string line)
    {
        var question = DnsQuestion.Parse($"{host}.{DnsName}", "cluster.local")!;
        var endpoint = $"{{'addresses':['10.0.0.1'],{hostname}'conditions':{{'ready':{(ready ? "true" : "false")}}},'nodeName':'n1','targetRef':{{'kind':'Pod','namespace':'shop','name':'web-0'}}}}";
        var chain = Follow(Headless + Http, [Good("web-0")], endpoint, question: question);
        Assert.Equal(line, Line(chain.Judgement));
        Assert.Equal(line == "Healthy" ? ["10.0.0.1"] : [], chain.Addresses);
    }

    [Fact]
    public void A_pod_of_another_subdomain_has_no_name_here()
    {
        var question = DnsQuestion.Parse($"web-0.{DnsName}", "cluster.local")!;
        var chain = Follow(Headless + Http, [Good("web-0", Set("spec.subdomain", "'other'"))], "{'addresses':['10.0.0.1'],'conditions':{'ready':true},'targetRef':{'kind':'Pod','namespace':'shop','name':'web-0'}}", question: question);
        Assert.Contains("belongs to the subdomain other", Assert.Single(chain.Judgement.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_is_not_taken_for_sound()
    {
        var situation = ServiceSituation.Of(
            Service(Cluster + Http), null, null, null, null, null, Now, [new UnreadKind("EndpointSlice", null, "forbidden"), new UnreadKind("Pod", null, "forbidden"), new UnreadKind("Node", null, "forbidden")]);
        var judged = ServiceChain.Follow(situation, DnsName, Plain, null).Judgement.Result();
        Assert.Equal(KopsVerdict.NotChecked, judged.Verdict);
        Assert.Equal(["Pod", "EndpointSlice", "Node"], judged.NotChecked.Select(skipped => skipped.Code));
    }

    private static string Good(string name, Action<JsonObject>? change = null) => Pod(name, pod =>
    {
        Set("metadata.labels", "{'app':'web'}")(pod);
        Set("status.podIP", "'10.0.0.1'")(pod);
        pod["spec"]!["containers"]![0]!["ports"] = JsonNode.Parse("""[{"name":"http","containerPort":8080}]""");
        change?.Invoke(pod);
    });

    private static ServiceRow Service(string spec) => Read(WorkloadJson.Default.Services, $"{{'metadata':{{'name':'web','namespace':'shop'}},'spec':{{{spec}}}}}")[0];

    private static ServiceChain Follow(
        string spec, string[]? pods, string endpoints, string? port = null, DnsQuestion? question = null, (string, string)[]? nodes = null, string? deployment = null) => ServiceChain.Follow(
        ServiceSituation.Of(
            Service(spec), Read(NetworkJson.Default.Slices, $"{{'metadata':{{'name':'web-1','namespace':'shop','labels':{{'kubernetes.io/service-name':'web'}}}},'endpoints':[{endpoints}]}}"),
            pods is null ? null : Read(WorkloadJson.Default.Pods, pods), Nodes(nodes ?? [("n1", "True")]),
            deployment is null ? null : Read(WorkloadJson.Default.Replicated, deployment), null, Now, []),
        DnsName, question ?? Plain, port);
}

using KopsPS.Engine.Networking;
using static KopsPS.Engine.Tests.Health.Workloads.Objects;

namespace KopsPS.Engine.Tests.Networking;

public class ServiceEndpointsTests
{
    private const string DnsName = "web.shop.svc.cluster.local";

    [Fact]
    public void A_pod_with_two_families_is_one_endpoint()
    {
        var endpoint = Assert.Single(Of(
            "{'metadata':{'name':'a'},'addressType':'IPv4','ports':[{'name':'http','port':8080}],'endpoints':[{'addresses':['10.0.0.1'],'conditions':{'ready':true},'targetRef':{'kind':'Pod','namespace':'shop','name':'p'},'nodeName':'n','zone':'z'}]}",
            "{'metadata':{'name':'b'},'addressType':'IPv6','ports':[{'name':'http','port':8080}],'endpoints':[{'addresses':['fd00::1'],'conditions':{'ready':true},'targetRef':{'kind':'Pod','namespace':'shop','name':'p'}}]}"));
        Assert.Equal(["10.0.0.1", "fd00::1"], endpoint.Addresses);
        Assert.Equal(["http 8080/TCP"], endpoint.Ports);
        Assert.Equal(("p", "shop", "n", "z", true), (endpoint.Pod, endpoint.Namespace, endpoint.Node, endpoint.Zone, endpoint.Ready));
    }

    [Theory]
    [InlineData("{}", true, true, false)]
    [InlineData("{'ready':null}", true, true, false)]
    [InlineData("{'ready':false,'serving':true,'terminating':true}", false, true, true)]
    [InlineData("{'ready':false,'serving':false,'terminating':false}", false, false, false)]
    public void Conditions_that_are_not_told_mean_ready(string conditions, bool ready, bool serving, bool terminating)
    {
        var endpoint = Assert.Single(Of($"{{'metadata':{{'name':'a'}},'endpoints':[{{'addresses':['10.0.0.1'],'conditions':{conditions}}}]}}"));
        Assert.Equal((ready, serving, terminating), (endpoint.Ready, endpoint.Serving, endpoint.Terminating));
    }

    [Fact]
    public void Addresses_that_somebody_wrote_stay_apart() => Assert.Equal(
        ["10.0.0.1", "10.0.0.2"],
        Of("{'metadata':{'name':'a'},'endpoints':[{'addresses':['10.0.0.2']},{'addresses':['10.0.0.1']}]}").Select(endpoint => endpoint.ToString()));

    [Fact]
    public void A_pod_with_a_name_of_its_own_has_a_name_in_DNS() => Assert.Equal(
        "web-0." + DnsName,
        Assert.Single(Of("{'metadata':{'name':'a'},'endpoints':[{'addresses':['10.0.0.2'],'hostname':'web-0','targetRef':{'kind':'Pod','namespace':'shop','name':'web-0'}}]}")).DnsName);

    [Theory]
    [InlineData(".:53 {\n    errors\n    kubernetes cluster.local. in-addr.arpa ip6.arpa {\n      pods insecure\n    }\n}", "cluster.local")]
    [InlineData(".:53 {\n  kubernetes in-addr.arpa Corp.Internal {\n }\n}", "corp.internal")]
    [InlineData("# kubernetes old.example {\n.:53 {\n  forward . /etc/resolv.conf\n}", "cluster.local")]
    [InlineData("", "cluster.local")]
    public void The_domain_is_what_CoreDNS_serves(string corefile, string domain) => Assert.Equal(domain, ClusterDomain.Of(corefile));

    private static KopsEndpoint[] Of(params string[] slices) => ServiceEndpoints.Of(Read(NetworkJson.Default.Slices, slices), DnsName);
}

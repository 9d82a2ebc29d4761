using System.Net;
using KopsPS.Engine.Networking;
using static KopsPS.Engine.Tests.Health.Workloads.Objects;

namespace KopsPS.Engine.Tests.Networking;

/// <summary>Policies as Kubernetes documents them, one rule of theirs after the other.</summary>
public class PolicyTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> Spaces = new()
    {
        ["shop"] = new() { ["kubernetes.io/metadata.name"] = "shop", ["team"] = "storefront" },
        ["data"] = new() { ["kubernetes.io/metadata.name"] = "data", ["team"] = "data" },
        ["ops"] = new() { ["kubernetes.io/metadata.name"] = "ops" },
    };

    private static readonly PolicyPod Web = Pod("shop", "web", "10.1.0.1", [("http", "TCP", 8080)], ("app", "web"), ("tier", "front"));
    private static readonly PolicyPod Cart = Pod("shop", "cart", "10.1.0.2", [], ("app", "cart"));
    private static readonly PolicyPod Database = Pod("data", "db", "10.1.0.3", [("pg", "TCP", 5432)], ("app", "db"));
    private static readonly PolicyPod DataWeb = Pod("data", "web", "10.1.0.4", [], ("app", "web"));
    private static readonly PolicyPod Agent = new() { Namespace = "ops", Name = "agent", Node = "n1", Addresses = ["172.20.0.9"], IsOnHostNetwork = true, Ports = [], Labels = new Dictionary<string, string> { ["app"] = "agent" } };

    private static readonly Dictionary<string, PolicyPod> All = new[] { Web, Cart, Database, DataWeb, Agent }.ToDictionary(pod => pod.Key);

    [Fact]
    public void Without_policies_everything_is_open() => Assert.Equal("Allowed any", Way("shop/web", "data/db"));

    [Fact]
    public void A_policy_closes_what_it_selects_and_nothing_else()
    {
        const string Deny = "'podSelector':{'matchLabels':{'app':'cart'}},'policyTypes':['Ingress']";
        Assert.Equal("Denied ", Way("shop/web", "shop/cart", Deny));
        Assert.Equal("Allowed any", Way("shop/cart", "shop/web", Deny));
        Assert.Equal("Allowed any", Way("data/web", "data/db", Deny));
    }

    [Theory]
    [InlineData("'podSelector':{}", "Denied ", "Allowed any")]
    [InlineData("'podSelector':{},'policyTypes':['Egress']", "Allowed any", "Denied ")]
    [InlineData("'podSelector':{},'policyTypes':['Ingress','Egress']", "Denied ", "Denied ")]
    [InlineData("'podSelector':{},'egress':[{'to':[{'ipBlock':{'cidr':'192.0.2.0/24'}}]}]", "Denied ", "Denied ")]
    [InlineData("'podSelector':{},'policyTypes':['Ingress'],'ingress':[{}]", "Allowed any", "Allowed any")]
    [InlineData("'podSelector':{},'policyTypes':['Ingress'],'ingress':[{'from':[]}]", "Allowed any", "Allowed any")]
    public void The_directions_of_a_policy_are_its_types_or_follow_from_its_rules(string spec, string incoming, string outgoing)
    {
        Assert.Equal(incoming, Way("data/db", "shop/web", spec));
        Assert.Equal(outgoing, Way("shop/web", "data/db", spec));
    }

    [Theory]
    [InlineData("{'podSelector':{'matchLabels':{'app':'web'}}}", "shop/web", "Allowed any")]
    [InlineData("{'podSelector':{'matchLabels':{'app':'web'}}}", "data/web", "Denied ")]
    [InlineData("{'podSelector':{}}", "shop/web", "Allowed any")]
    [InlineData("{'podSelector':{}}", "data/db", "Denied ")]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'data'}}}", "data/db", "Allowed any")]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'data'}}}", "shop/web", "Denied ")]
    [InlineData("{'namespaceSelector':{}}", "data/db", "Allowed any")]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'data'}},'podSelector':{'matchLabels':{'app':'web'}}}", "data/web", "Allowed any")]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'data'}},'podSelector':{'matchLabels':{'app':'web'}}}", "data/db", "Denied ")]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'data'}},'podSelector':{'matchLabels':{'app':'web'}}}", "shop/web", "Denied ")]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'data'}}},{'podSelector':{'matchLabels':{'app':'web'}}}", "data/db", "Allowed any")]
    [InlineData("{'namespaceSelector':{'matchLabels':{'team':'data'}}},{'podSelector':{'matchLabels':{'app':'web'}}}", "shop/web", "Allowed any")]
    [InlineData("{'podSelector':{'matchExpressions':[{'key':'app','operator':'In','values':['web','x']}]}}", "shop/web", "Allowed any")]
    [InlineData("{'podSelector':{'matchExpressions':[{'key':'tier','operator':'DoesNotExist'}]}}", "shop/web", "Denied ")]
    [InlineData("{'podSelector':{'matchLabels':{'app':'web'},'matchExpressions':[{'key':'tier','operator':'NotIn','values':['back']}]}}", "shop/web", "Allowed any")]
    [InlineData("{'namespaceSelector':{'matchExpressions':[{'key':'team','operator':'Exists'}]}}", "data/db", "Allowed any")]
    [InlineData("{'namespaceSelector':{'matchExpressions':[{'key':'team','operator':'DoesNotExist'}]}}", "data/db", "Denied ")]
    public void Selectors_within_a_peer_must_both_fit_and_peers_are_alternatives(string from, string source, string answer) =>
        Assert.Equal(answer, Way(source, "shop/cart", $"'podSelector':{{'matchLabels':{{'app':'cart'}}}},'policyTypes':['Ingress'],'ingress':[{{'from':[{from}]}}]"));

    [Theory]
    [InlineData("[{'port':8080}]", "8080/TCP")]
    [InlineData("[{'protocol':'UDP','port':53}]", "53/UDP")]
    [InlineData("[{'port':8000,'endPort':8100},{'port':8101}]", "8000-8101/TCP")]
    [InlineData("[{'port':'http'}]", "8080/TCP")]
    [InlineData("[{'port':'https'}]", null)]
    [InlineData("[{'port':'http','protocol':'UDP'}]", null)]
    [InlineData("[{'protocol':'SCTP'}]", "any/SCTP")]
    [InlineData("[]", "any")]
    public void Ports_are_numbers_ranges_and_names_of_the_destination(string ports, string? open) => Assert.Equal(
        open is null ? "Denied " : $"Allowed {open}",
        Way("data/db", "shop/web", $"'podSelector':{{}},'policyTypes':['Ingress'],'ingress':[{{'ports':{ports}}}]"));

    [Theory]
    [InlineData("8080", "Allowed")]
    [InlineData("http", "Allowed")]
    [InlineData("8081", "Denied")]
    public void A_port_that_is_asked_for_is_looked_up(string port, string answer) => Assert.Equal(
        answer, Judge("data/db", "shop/web", port, "'podSelector':{},'policyTypes':['Ingress'],'ingress':[{'ports':[{'port':8080}]}]").Decision.ToString());

    [Fact]
    public void Both_ends_must_allow_the_same_port()
    {
        const string Out = "'podSelector':{'matchLabels':{'app':'web'}},'policyTypes':['Egress'],'egress':[{'to':[{'podSelector':{}}],'ports':[{'port':8000,'endPort':9000}]}]";
        const string In = "'podSelector':{'matchLabels':{'app':'cart'}},'policyTypes':['Ingress'],'ingress':[{'ports':[{'port':8500,'endPort':9500}]}]";
        Assert.Equal("Allowed 8500-9000/TCP", Way("shop/web", "shop/cart", Out, In));
        var none = Judge("shop/web", "shop/cart", null, Out, "'podSelector':{'matchLabels':{'app':'cart'}},'policyTypes':['Ingress'],'ingress':[{'ports':[{'port':22}]}]");
        Assert.Equal((KopsNetworkDecision.Denied, KopsNetworkDecision.Allowed, KopsNetworkDecision.Allowed), (none.Decision, none.Egress, none.Ingress));
    }

    [Fact]
    public void A_named_port_of_an_egress_rule_is_the_peers()
    {
        const string Out = "'podSelector':{},'policyTypes':['Egress'],'egress':[{'to':[{'namespaceSelector':{}}],'ports':[{'port':'pg'}]}]";
        Assert.Equal("Allowed 5432/TCP", Way("shop/web", "data/db", Out));
    }

    [Fact]
    public void Policies_add_up() => Assert.Equal(
        "Allowed 80/TCP, 443/TCP",
        Way("data/db", "shop/web", "'podSelector':{},'ingress':[{'ports':[{'port':80}]}]", "'podSelector':{'matchLabels':{'app':'web'}},'ingress':[{'ports':[{'port':443}]}]", "'podSelector':{}"));

    [Theory]
    [InlineData("192.0.2.7", "Allowed any")]
    [InlineData("192.0.2.99", "Denied ")]
    [InlineData("198.51.100.1", "Denied ")]
    [InlineData("::ffff:192.0.2.7", "Allowed any")]
    public void Blocks_hold_addresses_but_for_their_exceptions(string address, string answer)
    {
        var evaluator = Evaluator("'podSelector':{},'policyTypes':['Ingress'],'ingress':[{'from':[{'ipBlock':{'cidr':'192.0.2.5/24','except':['192.0.2.96/27']}}]}]");
        var path = PolicyPath.Judge(evaluator, null, IPAddress.Parse(address), Web, null, null, "TCP", [], ("c", "k", "x"));
        Assert.Equal(answer, Text(path));
    }

    [Theory]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("0.0.0.0/0", "203.0.113.1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("10.0.0.0/9", "10.128.0.0", false)]
    public void A_block_is_its_prefix(string block, string address, bool holds) => Assert.Equal(holds, AddressBlock.Parse(block)!.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("x/8")]
    public void What_is_no_block_holds_nothing(string block) => Assert.Null(AddressBlock.Parse(block));

    [Fact]
    public void A_block_that_holds_a_pods_address_is_left_to_the_plug_in()
    {
        var path = Judge("data/db", "shop/web", null, "'podSelector':{},'policyTypes':['Ingress'],'ingress':[{'from':[{'ipBlock':{'cidr':'10.1.0.0/16'}}]}]");
        Assert.Equal((KopsNetworkDecision.Undecided, KopsNetworkDecision.Undecided), (path.Decision, path.Ingress));
    }

    [Fact]
    public void Pods_on_their_nodes_network_are_not_held_and_reach_pods_of_that_node()
    {
        const string Closed = "'podSelector':{},'policyTypes':['Ingress','Egress']";
        Assert.Equal("Allowed any", Way("ops/agent", "shop/web", Closed));
        var elsewhere = Pod("shop", "far", "10.1.0.8", []);
        Assert.Equal("Denied ", Text(PolicyPath.Judge(Evaluator(Closed), Agent, null, new PolicyPod { Namespace = "shop", Name = "far", Node = "n2", Addresses = elsewhere.Addresses, Ports = [] }, null, null, "TCP", [], ("c", "k", "x"))));
    }

    [Fact]
    public void No_policy_keeps_a_pod_from_itself() => Assert.Equal("Allowed any", Way("shop/web", "shop/web", "'podSelector':{},'policyTypes':['Ingress','Egress']"));

    [Fact]
    public void Who_closes_and_who_allows_is_named()
    {
        var denied = Judge("data/db", "shop/web", null, "'podSelector':{}", "'podSelector':{'matchLabels':{'app':'web'}},'ingress':[{'from':[{'podSelector':{}}]}]");
        Assert.Equal(["shop/p0", "shop/p1"], denied.DeniedBy);
        Assert.Empty(denied.AllowedBy);
        var allowed = Judge("shop/cart", "shop/web", null, "'podSelector':{}", "'podSelector':{'matchLabels':{'app':'web'}},'ingress':[{'from':[{'podSelector':{}}]}]");
        Assert.Equal(["shop/p1"], allowed.AllowedBy);
    }

    [Fact]
    public void Rules_are_put_into_words_and_into_pods()
    {
        var policy = Policies("'podSelector':{'matchLabels':{'app':'web'}},'ingress':[{'from':[{'namespaceSelector':{'matchLabels':{'team':'data'}},'podSelector':{'matchExpressions':[{'key':'app','operator':'In','values':['db','x']}]}},{'ipBlock':{'cidr':'10.0.0.0/8','except':['10.1.0.0/16']}}],'ports':[{'port':'http'},{'protocol':'UDP','port':100,'endPort':200}]}]")[0];
        var rule = Assert.Single(new PolicyText(new PolicyEvaluator([policy], Spaces), [.. All.Values], Spaces.Keys).Rules(policy, true, Web));
        Assert.Equal("from pods app in (db,x) in namespaces team=data or 10.0.0.0/8 except 10.1.0.0/16 at http (8080)/TCP, 100-200/UDP", rule.ToString());
        Assert.Equal(["data/db"], rule.Peers[0].Pods);
        Assert.Equal(["data"], rule.Peers[0].Namespaces);
    }

    private static PolicyPod Pod(string space, string name, string address, (string, string, int)[] ports, params (string Key, string Value)[] labels) => new()
    {
        Namespace = space,
        Name = name,
        Node = "n1",
        Addresses = [address],
        Ports = ports,
        Labels = labels.ToDictionary(label => label.Key, label => label.Value),
    };

    /// <summary>Policies of the namespace shop.</summary>
    private static List<NetworkPolicyRow> Policies(params string[] specs) =>
        Read(NetworkJson.Default.Policies, [.. specs.Select((spec, at) => $"{{'metadata':{{'name':'p{at}','namespace':'shop'}},'spec':{{{spec}}}}}")]);

    private static PolicyEvaluator Evaluator(params string[] specs) => new(Policies(specs), Spaces);

    private static KopsNetworkPath Judge(string from, string to, string? port, params string[] specs) =>
        PolicyPath.Judge(Evaluator(specs), All[from], null, All[to], null, port, "TCP", [], ("c", "k", "x"));

    private static string Way(string from, string to, params string[] specs) => Text(Judge(from, to, null, specs));

    private static string Text(KopsNetworkPath path) => $"{path.Decision} {string.Join(", ", path.AllowedPorts)}";
}

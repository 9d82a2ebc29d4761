using System.Text.Json;
using KopsPS.Engine.Capacity;

namespace KopsPS.Engine.Tests.Capacity;

public sealed class NodeMatcherTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["zone"] = "a", ["cores"] = "8", ["gpu"] = "" };

    [Theory]
    [InlineData("{'key':'k','operator':'Equal','value':'v','effect':'NoSchedule'}", true)]
    [InlineData("{'key':'k','value':'v'}", true)]
    [InlineData("{'key':'k','operator':'Exists'}", true)]
    [InlineData("{'operator':'Exists'}", true)]
    [InlineData("{'operator':'Exists','effect':'NoExecute'}", false)]
    [InlineData("{'key':'k','value':'other'}", false)]
    [InlineData("{'key':'k'}", false)]
    [InlineData("{'key':'other','operator':'Exists'}", false)]
    [InlineData("{'value':'v'}", false)]
    public void Tolerations_are_Kubernetes_own(string toleration, bool tolerated) => Assert.Equal(
        tolerated, NodeMatcher.Repelled([new PodTaint { Key = "k", Value = "v", Effect = "NoSchedule" }], Read($"{{'tolerations':[{toleration}]}}").Tolerations!) is null);

    [Fact]
    public void A_taint_that_only_prefers_keeps_nothing_away() => Assert.Null(NodeMatcher.Repelled([new PodTaint { Key = "k", Effect = "PreferNoSchedule" }], []));

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{'nodeSelector':{'zone':'a','gpu':''}}", true)]
    [InlineData("{'nodeSelector':{'zone':'b'}}", false)]
    [InlineData("{'nodeSelector':{'none':''}}", false)]
    public void Node_selectors_want_every_label(string spec, bool wanted) => Assert.Equal(wanted, NodeMatcher.Wants(Read(spec), "n1", Labels));

    [Theory]
    [InlineData("{'matchExpressions':[{'key':'zone','operator':'In','values':['a','b']}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'zone','operator':'NotIn','values':['a']}]}", false)]
    [InlineData("{'matchExpressions':[{'key':'none','operator':'NotIn','values':['a']}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'gpu','operator':'Exists'}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'gpu','operator':'DoesNotExist'}]}", false)]
    [InlineData("{'matchExpressions':[{'key':'cores','operator':'Gt','values':['4']}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'cores','operator':'Gt','values':['8']}]}", false)]
    [InlineData("{'matchExpressions':[{'key':'cores','operator':'Lt','values':['9']}]}", true)]
    [InlineData("{'matchExpressions':[{'key':'zone','operator':'Gt','values':['4']}]}", false)]
    [InlineData("{'matchExpressions':[{'key':'none','operator':'Lt','values':['4']}]}", false)]
    [InlineData("{'matchFields':[{'key':'metadata.name','operator':'In','values':['n1']}]}", true)]
    [InlineData("{'matchFields':[{'key':'metadata.name','operator':'In','values':['n2']}]}", false)]
    // All of a term, any of the terms; a term of nothing is none.
    [InlineData("{'matchExpressions':[{'key':'gpu','operator':'Exists'},{'key':'zone','operator':'In','values':['b']}]}", false)]
    [InlineData("{'matchExpressions':[{'key':'zone','operator':'In','values':['b']}]},{'matchExpressions':[{'key':'gpu','operator':'Exists'}]}", true)]
    [InlineData("{}", false)]
    public void Node_affinity_is_Kubernetes_own(string terms, bool wanted) => Assert.Equal(
        wanted, NodeMatcher.Wants(Read($"{{'affinity':{{'nodeAffinity':{{'requiredDuringSchedulingIgnoredDuringExecution':{{'nodeSelectorTerms':[{terms}]}}}}}}}}"), "n1", Labels));

    private static CapacityPodSpec Read(string spec) => JsonSerializer.Deserialize($"{{\"spec\":{spec}}}".Replace('\'', '"'), CapacityJson.Default.CapacityPodRow)!.Spec!;
}

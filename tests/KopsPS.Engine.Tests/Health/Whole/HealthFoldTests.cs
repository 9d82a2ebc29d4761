using KopsPS.Engine.Health.Whole;

namespace KopsPS.Engine.Tests.Health.Whole;

public sealed class HealthFoldTests
{
    [Fact]
    public void A_chain_of_causes_is_followed_to_its_end()
    {
        var problem = Assert.Single(Fold(
            Item("HorizontalPodAutoscaler/a/web", Caused("AutoscalerBlind", "APIService/metrics")),
            Item("APIService/metrics", Caused("ApiServiceUnavailable", "Deployment/k/metrics-server")),
            Item("Deployment/k/metrics-server", Own("ProbeFailing"))));
        Assert.Equal("Deployment/k/metrics-server", problem.ToString());
        Assert.Equal(["APIService/metrics", "HorizontalPodAutoscaler/a/web"], Effects(problem));
    }

    [Fact]
    public void What_has_a_fault_of_its_own_stays_one_and_ends_the_chain()
    {
        var problems = Fold(
            Item("Service/a/web", Caused("ServiceNotReady", "Deployment/a/web")),
            Item("Deployment/a/web", Own("ImagePullFailed"), Caused("NodeDown", "Node/n")),
            Item("Node/n", Own("NodeNotReady")));
        Assert.Equal(["Service/a/web"], Effects(problems.Single(problem => problem.Kind == "Deployment")));
        Assert.Equal(["Deployment/a/web"], Effects(problems.Single(problem => problem.Kind == "Node")));
    }

    [Fact]
    public void What_several_faults_cause_together_stands_under_each()
    {
        var both = new KopsFinding
        {
            Code = "NodeDown", Severity = KopsSeverity.Warning, Message = "", Cause = Reference("Node/one"), OtherCauses = [Reference("Node/two")],
        };
        var problems = Fold(Item("DaemonSet/k/cilium", both), Item("Node/one", Own("NodeNotReady")), Item("Node/two", Own("NodeNotReady")));
        Assert.Equal(["Node/one", "Node/two"], problems.Select(problem => problem.ToString()));
        Assert.All(problems, problem => Assert.Equal(["DaemonSet/k/cilium"], Effects(problem)));
    }

    [Fact]
    public void A_missing_object_is_told_once_where_several_need_it()
    {
        var problem = Assert.Single(Fold(
            Item("Deployment/a/one", Caused("ContainerConfigInvalid", "Secret/a/db")), Item("Deployment/a/two", Caused("ContainerConfigInvalid", "Secret/a/db"))));
        Assert.Equal("Secret/a/db", problem.ToString());
        Assert.Empty(problem.Findings);
        Assert.StartsWith("ContainerConfigInvalid", problem.Finding, StringComparison.Ordinal);
        Assert.Equal(KopsVerdict.Unhealthy, problem.Verdict);
    }

    [Fact]
    public void A_missing_object_that_one_needs_is_that_ones_fault()
    {
        var problem = Assert.Single(Fold(Item("Deployment/a/one", Caused("ContainerConfigInvalid", "Secret/a/db"))));
        Assert.Equal("Deployment/a/one", problem.ToString());
        Assert.Empty(problem.Effects);
    }

    [Fact]
    public void A_cause_with_nothing_but_a_note_is_told_by_what_it_does()
    {
        var note = new KopsFinding { Code = "QuotaNearlyUsedUp", Severity = KopsSeverity.Info, Message = "" };
        var problem = Assert.Single(Fold(
            Item("ResourceQuota/a/quota", note), Item("Deployment/a/one", Caused("QuotaExceeded", "ResourceQuota/a/quota"))));
        Assert.Equal(("ResourceQuota/a/quota", KopsVerdict.Unhealthy), (problem.ToString(), problem.Verdict));
        Assert.StartsWith("QuotaExceeded", problem.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_webhook_is_found_in_its_configuration()
    {
        var configuration = Item("ValidatingWebhookConfiguration/policy", Own("WebhookDown")) with { Aliases = [Reference("Webhook/pods.policy.example.com")] };
        var problem = Assert.Single(Fold(configuration, Item("Deployment/a/one", Caused("WebhookRefused", "Webhook/pods.policy.example.com"))));
        Assert.Equal("ValidatingWebhookConfiguration/policy", problem.ToString());
        Assert.Equal(["Deployment/a/one"], Effects(problem));
    }

    [Fact]
    public void A_replica_and_its_pod_are_one()
    {
        var problem = Assert.Single(Fold(Item("Replica/kube-system/etcd-1", Own("ReplicaNotReady")), Item("Pod/kube-system/etcd-1", Own("ContainerCrashing"))));
        Assert.Equal("Pod/kube-system/etcd-1", problem.ToString());
        Assert.Equal(["ReplicaNotReady", "ContainerCrashing"], problem.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void What_blames_itself_or_goes_round_in_a_circle_is_not_lost()
    {
        var problems = Fold(
            Item("DaemonSet/k/self", Caused("ReplicasDown", "DaemonSet/k/self")),
            Item("Service/a/one", Caused("ServiceNotReady", "Service/a/two")), Item("Service/a/two", Caused("ServiceNotReady", "Service/a/one")));
        Assert.Equal(["DaemonSet/k/self", "Service/a/one", "Service/a/two"], problems.Select(problem => problem.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_fault_is_shown_as_one_or_under_one_whatever_blames_what()
    {
        var random = new Random(20261123);
        for (var round = 0; round < 2000; round++)
        {
            var names = Enumerable.Range(0, random.Next(1, 8)).Select(index => $"Service/a/s{index}").ToArray();
            var items = names.Select(name => Item(name, [.. Enumerable.Range(0, random.Next(1, 4)).Select(index =>
                random.Next(3) == 0 ? Own($"Own{index}") : Caused($"Caused{index}", random.Next(5) == 0 ? "Secret/a/none" : names[random.Next(names.Length)]))])).ToArray();
            var problems = Fold(items);
            var shown = problems.Select(problem => problem.ToString()).Concat(problems.SelectMany(problem => problem.Effects).Select(effect => effect.ToString())).ToHashSet();
            Assert.Superset(names.ToHashSet(), shown);
            Assert.Equal(problems.Length, problems.Select(problem => problem.ToString()).Distinct().Count());
        }
    }

    [Fact]
    public void Nothing_found_is_nothing_told() => Assert.Empty(Fold(Item("Node/n")));

    private static KopsHealthProblem[] Fold(params HealthItem[] items) => HealthFold.Of(items).Problems;

    private static string[] Effects(KopsHealthProblem problem) => [.. problem.Effects.Select(effect => effect.ToString())];

    private static KopsFinding Own(string code) => new() { Code = code, Severity = KopsSeverity.Error, Message = "" };

    private static KopsFinding Caused(string code, string cause) => new() { Code = code, Severity = KopsSeverity.Error, Message = "", Cause = Reference(cause) };

    private static KopsObjectReference Reference(string text)
    {
        var parts = text.Split('/');
        return new KopsObjectReference { Kind = parts[0], Namespace = parts.Length == 3 ? parts[1] : "", Name = parts[^1] };
    }

    private static HealthItem Item(string text, params KopsFinding[] findings)
    {
        var reference = Reference(text);
        return new HealthItem
        {
            Kind = reference.Kind,
            Namespace = reference.Namespace,
            Name = reference.Name,
            Verdict = findings.Length == 0 ? KopsVerdict.Healthy : KopsVerdict.Unhealthy,
            Findings = findings,
        };
    }
}

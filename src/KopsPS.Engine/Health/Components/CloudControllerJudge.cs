using System.Globalization;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges the cloud controller manager: its lease, what it runs as, and the nodes and load balancers that wait for it.</summary>
internal static class CloudControllerJudge
{
    private const string Name = "cloud-controller-manager";

    public static PartJudgement Judge(ComponentFacts facts)
    {
        var whole = PartJudgement.Component(KopsComponentPart.CloudControllerManager, Name);
        var agents = 0;
        if (whole.Knows(facts.DaemonSets, "Replicas"))
        {
            foreach (var set in facts.DaemonSets.Value!.Where(Is))
            {
                agents++;
                ReplicaJudge.DaemonSet(whole, set, facts);
            }
        }

        if (whole.Knows(facts.Deployments, "Replicas"))
        {
            foreach (var deployment in facts.Deployments.Value!.Where(Is))
            {
                agents++;
                ReplicaJudge.Deployment(whole, deployment, facts);
            }
        }

        if (whole.Knows(facts.SystemLeases, ComponentCode.LeaderLost))
        {
            if (facts.SystemLease(Name) is { } lease)
            {
                var judged = LeaderJudge.Lease(lease, facts);
                whole.Node = judged.Node;
                whole.Detail = string.Join(", ", new[] { whole.Detail, judged.Detail }.OfType<string>());
                foreach (var finding in judged.Findings)
                {
                    whole.Add(
                        finding.Code, finding.Severity, finding.Message, finding.Since, finding.Remedy,
                        new KopsObjectReference { Kind = "Lease", Namespace = "kube-system", Name = Name });
                }
            }
            else if (agents == 0)
            {
                whole.Detail = "not to be seen: none is used, or somebody else runs it";
            }
        }

        Nodes(whole, facts);
        LoadBalancers(whole, facts);

        // Leases, pods, nodes and services all together decide; one of them is enough to say something.
        if (facts.SystemLeases.Refused is { } why && facts.DaemonSets.Refused is not null && facts.Nodes.Refused is not null)
        {
            whole.Skip(ComponentCode.LeaderLost, why, decisive: true);
        }
        else if (facts.SystemLeases.Refused is not null)
        {
            whole.Skip("CloudControllerRuns", facts.SystemLeases.Refused, decisive: true);
        }

        return whole;

        static bool Is(AgentRow agent) => agent.Name.Contains(Name, StringComparison.Ordinal);
    }

    private static void Nodes(PartJudgement whole, ComponentFacts facts)
    {
        if (!whole.Knows(facts.Nodes, ComponentCode.NodesNotInitialized))
        {
            return;
        }

        var waiting = facts.Nodes.Value!.Where(node =>
            node.Spec?.Taints?.Exists(taint => taint?.Key == "node.cloudprovider.kubernetes.io/uninitialized") == true
            && facts.IsOlder(node.Metadata?.CreationTimestamp, facts.Query.Thresholds.Patience)).ToArray();
        if (waiting.Length == 0)
        {
            return;
        }

        // A node whose kubelet is silent may have no instance any more: that is the node's fault.
        var alive = waiting.Where(node => node.IsReady).ToArray();
        whole.Add(
            ComponentCode.NodesNotInitialized,
            alive.Length > 0 ? KopsSeverity.Error : KopsSeverity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"{waiting.Length} nodes were never set up: {ComponentFacts.Names(waiting.Select(node => node.Name))}"),
            waiting.Min(node => node.Metadata?.CreationTimestamp),
            "kubectl -n kube-system logs ds/aws-cloud-controller-manager --tail 100",
            alive.Length > 0 ? [] : Array.ConvertAll(waiting, ComponentFacts.Reference));
    }

    private static void LoadBalancers(PartJudgement whole, ComponentFacts facts)
    {
        if (!whole.Knows(facts.Services, ComponentCode.LoadBalancersPending))
        {
            return;
        }

        // A load balancer of a class of its own is somebody else's.
        var waiting = facts.Services.Value!.Where(service =>
            service.Spec is { Type: "LoadBalancer", LoadBalancerClass: null } && service.Metadata?.DeletionTimestamp is null
            && service.Status?.LoadBalancer?.Ingress is not { Count: > 0 }
            && facts.IsOlder(service.Metadata?.CreationTimestamp, facts.Query.Thresholds.Patience)).ToArray();
        if (waiting.Length > 0)
        {
            whole.Add(
                ComponentCode.LoadBalancersPending, KopsSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{waiting.Length} services wait for their load balancer: {ComponentFacts.Names(waiting.Select(service => service.Metadata?.Key))}"),
                waiting.Min(service => service.Metadata?.CreationTimestamp),
                $"kubectl -n {waiting[0].Metadata?.Namespace} describe service {waiting[0].Metadata?.Name}",
                waiting.Length == 1 ? new KopsObjectReference { Kind = "Service", Namespace = waiting[0].Metadata?.Namespace ?? "", Name = waiting[0].Metadata?.Name ?? "" } : null);
        }
    }
}

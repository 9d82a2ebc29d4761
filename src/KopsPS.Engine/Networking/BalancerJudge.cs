using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Networking;

/// <summary>Judges a service's load balancer by what AWS says of it.</summary>
internal static class BalancerJudge
{
    /// <summary>A service that is still without one.</summary>
    public static void Pending(Judgement judged, ServiceRow service, ClusterFacts facts)
    {
        if (ServiceJudge.Service(service, facts).Findings.FirstOrDefault(finding => finding.Code == WorkloadCode.LoadBalancerPending) is { } pending)
        {
            judged.Add(pending.Code, pending.Severity, pending.Message, pending.Since, pending.Remedy);
        }
    }

    /// <summary>A name to which AWS has no load balancer.</summary>
    public static void Missing(Judgement judged, string hostname, string? region) => judged.Add(
        NetworkCode.LoadBalancerMissing, KopsSeverity.Error, $"no load balancer in {region} of this account has the name {hostname}: it was deleted, or belongs to another account", null,
        "aws elbv2 describe-load-balancers");

    /// <summary>State and targets.</summary>
    public static void Found(Judgement judged, Balancer balancer, KopsTargetGroup[]? groups, string? service)
    {
        switch (balancer.State)
        {
            case "failed":
                judged.Add(NetworkCode.LoadBalancerNotActive, KopsSeverity.Error, $"AWS could not set up {balancer.Name}", null, $"aws elbv2 describe-load-balancers --names {balancer.Name}");
                break;
            case "active_impaired":
                judged.Add(NetworkCode.LoadBalancerNotActive, KopsSeverity.Warning, $"{balancer.Name} works, but AWS cannot scale it up", null, $"aws elbv2 describe-load-balancers --names {balancer.Name}");
                break;
            case "provisioning":
                judged.Add(NetworkCode.LoadBalancerNotActive, KopsSeverity.Info, $"{balancer.Name} is being set up");
                break;
        }

        if (groups is { Length: 0 })
        {
            judged.Add(NetworkCode.NoHealthyTarget, KopsSeverity.Error, $"{balancer.Name} sends to nothing: it has no target group");
        }

        foreach (var group in groups ?? [])
        {
            // Those on their way out are no measure.
            var counted = Array.FindAll(group.Targets, target => target.State is not ("draining" or "unhealthy.draining" or "unused"));
            var bad = Array.FindAll(counted, target => target.State != "healthy");
            var first = Array.Find(bad, target => target.Reason is not null) ?? bad.FirstOrDefault();
            var why = first is null ? "" : $" ({first.Id}: {Words.Short(first.Reason) ?? first.State})";
            if (bad.Length == counted.Length)
            {
                // Where AWS has not looked yet nothing is wrong yet.
                var young = counted.Length > 0 && Array.TrueForAll(counted, target => target.State == "initial");
                judged.Add(
                    NetworkCode.NoHealthyTarget, young ? KopsSeverity.Info : KopsSeverity.Error,
                    counted.Length == 0 ? $"target group {group.Name} has no target that is in use" : $"none of {Words.Several(counted.Length, "target")} of {group.Name} is healthy{why}", null, service is null ? null : $"Resolve-KopsService {service}");
            }
            else if (bad.Length > 0)
            {
                // By nature so where only nodes with a pod of the service answer (externalTrafficPolicy: Local).
                judged.Add(NetworkCode.TargetUnhealthy, KopsSeverity.Info, $"{bad.Length} of {Words.Several(counted.Length, "target")} of {group.Name} not healthy{why}");
            }
        }
    }
}

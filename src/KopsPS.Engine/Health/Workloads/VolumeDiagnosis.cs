namespace KopsPS.Engine.Health.Workloads;

/// <summary>Whether it is a volume that keeps a pod from a node.</summary>
internal static class VolumeDiagnosis
{
    public static PodProblem? Unschedulable(PodFact pod, string said, ClusterFacts facts, DateTimeOffset? since)
    {
        if (said.Contains("PersistentVolume's node affinity", StringComparison.OrdinalIgnoreCase)
            || said.Contains("volume node affinity conflict", StringComparison.OrdinalIgnoreCase))
        {
            return Elsewhere(pod, said, facts, since);
        }

        if (!said.Contains("PersistentVolume", StringComparison.OrdinalIgnoreCase) && !said.Contains("persistent volumes", StringComparison.OrdinalIgnoreCase)
            && !said.Contains("persistentvolumeclaim", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        foreach (var name in pod.Claims)
        {
            var claim = facts.Claim(pod.Namespace, name);
            if (claim is null ? facts.Claims is not null : claim.Status?.Phase != "Bound")
            {
                return new PodProblem(
                    WorkloadCode.ClaimNotBound,
                    claim is null ? $"its claim {name} does not exist" : $"its claim {name} is {claim.Status?.Phase ?? "Pending"}: it has no volume",
                    ProblemWeight.Broken, since, $"Get-KopsWorkloadHealth {name} -Namespace {pod.Namespace}",
                    new KopsObjectReference { Kind = "PersistentVolumeClaim", Namespace = pod.Namespace, Name = name });
            }
        }

        return null;
    }

    private static PodProblem Elsewhere(PodFact pod, string said, ClusterFacts facts, DateTimeOffset? since)
    {
        foreach (var name in pod.Claims)
        {
            var volume = facts.Volume(facts.Claim(pod.Namespace, name)?.Spec?.VolumeName);
            var zones = (volume?.Spec?.NodeAffinity?.Required?.NodeSelectorTerms ?? []).SelectMany(term => term.MatchExpressions ?? [])
                .Where(requirement => requirement.Key is { } key && key.EndsWith("/zone", StringComparison.Ordinal)).SelectMany(requirement => requirement.Values ?? []).ToArray();
            if (volume is not null && zones.Length > 0)
            {
                var nobody = facts.Nodes is not null && !zones.Any(facts.Zones().Contains);
                var where = string.Join(", ", zones);
                return new PodProblem(
                    WorkloadCode.VolumeUnreachable,
                    nobody ? $"its volume {volume.Metadata?.Name} is in {where}, where no node is" : $"its volume {volume.Metadata?.Name} is in {where}, where no node takes the pod: {said}",
                    ProblemWeight.Broken, since, $"kubectl get pv {volume.Metadata?.Name} -o yaml",
                    new KopsObjectReference { Kind = "PersistentVolume", Name = volume.Metadata?.Name ?? "" });
            }
        }

        return new PodProblem(WorkloadCode.VolumeUnreachable, said, ProblemWeight.Broken, since, $"kubectl -n {pod.Namespace} describe pod {pod.Name}");
    }
}

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Judges what is to be gone: all that counts of it is whether it goes. A finalizer that nobody takes off keeps it for ever.</summary>
internal static class DeletionJudge
{
    /// <summary>Load balancers and what belongs to an object may take this to go.</summary>
    private static readonly TimeSpan Takes = TimeSpan.FromMinutes(5);

    public static void Judge(Judgement judged, string kind, ObjectMeta metadata, ClusterFacts facts)
    {
        if (metadata.DeletionTimestamp is not { } deleted)
        {
            return;
        }

        var held = metadata.Finalizers is { Count: > 0 } finalizers ? $"finalizer {string.Join(", ", finalizers)} is not taken off" : "nothing says why";
        if (facts.HasPassed(deleted, Takes))
        {
            judged.Add(
                WorkloadCode.DeletionStuck, KopsSeverity.Warning, $"it is to be gone and does not go: {held}", deleted,
                $"kubectl{(metadata.Namespace is { Length: > 0 } space ? $" -n {space}" : "")} get {kind.ToLowerInvariant()} {metadata.Name} -o yaml");
        }
        else
        {
            judged.Add(WorkloadCode.DeletionPending, KopsSeverity.Info, "it is being deleted", deleted);
        }
    }
}

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Judges claims and volumes. A claim without a volume is an error only where a pod waits for it.</summary>
internal static class VolumeJudge
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReclaimTakes = TimeSpan.FromMinutes(10);

    private const string DefaultClass = "storageclass.kubernetes.io/is-default-class";

    public static Judgement Claim(ClaimRow row, ClusterFacts facts)
    {
        var (judged, metadata, phase) = (new Judgement(), row.Metadata, row.Status?.Phase);
        judged.Ready = phase ?? "Pending";
        if (metadata?.DeletionTimestamp is { } deleted)
        {
            // A pod that goes lets it go; one that stays would not start again.
            if (facts.PodsWith(metadata).FirstOrDefault(pod => !pod.IsOver && !pod.IsDeleting) is { } user)
            {
                judged.Add(
                    WorkloadCode.ClaimDeleting, facts.HasPassed(deleted, Start) ? KopsSeverity.Warning : KopsSeverity.Info, $"it is being deleted, and gone once pod {user.Name} ends", deleted);
            }
            else
            {
                DeletionJudge.Judge(judged, "pvc", metadata, facts);
            }
        }

        if (phase == "Lost" || (phase == "Bound" && facts.Volumes is not null && facts.WhyUnread("PersistentVolume", null) is null && facts.Volume(row.Spec?.VolumeName) is null
            && facts.IsOlder(metadata?.CreationTimestamp, Start)))
        {
            judged.Add(
                phase == "Lost" ? WorkloadCode.ClaimLost : WorkloadCode.VolumeMissing, KopsSeverity.Error, $"its volume {row.Spec?.VolumeName} does not exist any more", null,
                $"kubectl -n {metadata?.Namespace} describe pvc {metadata?.Name}", new KopsObjectReference { Kind = "PersistentVolume", Name = row.Spec?.VolumeName ?? "" });
        }
        else if (phase != "Bound" && metadata?.DeletionTimestamp is null)
        {
            Pending(judged, row, facts);
        }

        foreach (var condition in row.Status?.Conditions ?? [])
        {
            if (condition is { Type: "ControllerResizeError" or "NodeResizeError" or "ModifyVolumeError", Status: "True" })
            {
                judged.Add(
                    WorkloadCode.ResizeFailed, KopsSeverity.Warning, Words.Short(condition.Message) ?? "its volume cannot be changed as asked", condition.LastTransitionTime,
                    $"kubectl -n {metadata?.Namespace} describe pvc {metadata?.Name}");
            }
        }

        return judged;
    }

    public static Judgement Volume(VolumeRow row, ClusterFacts facts)
    {
        var (judged, metadata, status) = (new Judgement(), row.Metadata, row.Status);
        var (since, policy) = (status?.LastPhaseTransitionTime ?? metadata?.CreationTimestamp, row.Spec?.PersistentVolumeReclaimPolicy);
        var claim = $"{row.Spec?.ClaimRef?.Namespace}/{row.Spec?.ClaimRef?.Name}";
        judged.Ready = status?.Phase ?? "Pending";
        if (metadata is not null)
        {
            DeletionJudge.Judge(judged, "pv", metadata, facts);
        }

        switch (status?.Phase)
        {
            case "Available":
                judged.Add(WorkloadCode.VolumeUnused, KopsSeverity.Info, "no claim uses it", since);
                break;
            case "Released" when policy == "Delete":
                var told = facts.Events.Find("PersistentVolume", null, metadata?.Name, "VolumeFailedDelete");
                if (told is not null || facts.IsOlder(since, ReclaimTakes))
                {
                    judged.Add(
                        WorkloadCode.VolumeNotReclaimed, KopsSeverity.Warning, $"its claim {claim} is gone, but it cannot be deleted{(told is null ? "" : $": {Words.Short(told.Message)}")}", since,
                        $"kubectl describe pv {metadata?.Name}");
                }

                break;
            case "Released":
                judged.Add(WorkloadCode.VolumeOrphaned, KopsSeverity.Info, $"its claim {claim} is gone; it is kept ({policy ?? "Retain"})", since, $"kubectl delete pv {metadata?.Name}");
                break;
            case "Failed":
                judged.Add(
                    WorkloadCode.VolumeNotReclaimed, KopsSeverity.Warning, $"its reclamation failed: {Words.Short(status.Message) ?? status.Reason ?? "no reason is given"}", since,
                    $"kubectl describe pv {metadata?.Name}");
                break;
        }

        return judged;
    }

    private static void Pending(Judgement judged, ClaimRow row, ClusterFacts facts)
    {
        var metadata = row.Metadata;
        var (created, describe) = (metadata?.CreationTimestamp, $"kubectl -n {metadata?.Namespace} describe pvc {metadata?.Name}");
        var users = facts.PodsWith(metadata).Where(pod => !pod.IsOver && !pod.IsDeleting).ToArray();
        var unread = facts.WhyUnread("Pod", metadata?.Namespace);
        if (unread is not null)
        {
            judged.Skip("Pod", unread);
        }

        var severity = users.Length > 0 || unread is not null ? KopsSeverity.Error : KopsSeverity.Warning;
        var needed = users.Length > 0 ? $"; pod {users[0].Name} waits for it" : "";
        var name = row.Spec?.StorageClassName;
        var @class = Class(name, facts);
        var classesKnown = facts.StorageClasses is not null && facts.WhyUnread("StorageClass", null) is null;
        if (name is { Length: > 0 } && classesKnown && @class is null)
        {
            judged.Add(
                WorkloadCode.StorageClassMissing, severity, $"the storage class {name} does not exist{needed}", created, "kubectl get storageclass",
                new KopsObjectReference { Kind = "StorageClass", Name = name });
            return;
        }

        if (!classesKnown && facts.WhyUnread("StorageClass", null) is { } why)
        {
            judged.Skip("StorageClass", why);
        }

        if (facts.Events.Find("PersistentVolumeClaim", metadata?.Namespace, metadata?.Name, "ProvisioningFailed") is { } told)
        {
            judged.Add(WorkloadCode.ProvisioningFailed, severity, $"{Words.Short(told.Message) ?? "no volume can be made"}{needed}", created, describe);
        }
        else if (@class?.VolumeBindingMode == "WaitForFirstConsumer" && !Array.Exists(users, pod => WantsVolume(pod, facts)))
        {
            judged.Add(
                WorkloadCode.ClaimWaitsForPod, KopsSeverity.Info, users.Length == 0 ? "no pod uses it yet; its volume is made for the first" : $"its volume is made once pod {users[0].Name} has a node",
                created, null, users.Length == 0 ? null : new KopsObjectReference { Kind = "Pod", Namespace = users[0].Namespace, Name = users[0].Name });
        }
        else if (!facts.IsOlder(created, Start))
        {
            judged.Add(WorkloadCode.ClaimStarting, KopsSeverity.Info, "its volume is being made", created);
        }
        else if (name is null && classesKnown && @class is null)
        {
            judged.Add(WorkloadCode.StorageClassMissing, severity, $"it names no storage class, and there is no default one{needed}", created, "kubectl get storageclass");
        }
        else
        {
            judged.Add(
                WorkloadCode.ClaimNotBound, severity, name is { Length: 0 } ? $"no volume fits that is made by hand{needed}"
                    : row.SelectedNode is { } node ? $"its volume is to be made for {node}, and no driver makes it{needed}"
                    : $"it has no volume, and nothing says why{needed}",
                created, describe, facts.ControllersStopped && metadata?.Annotations?.ContainsKey("volume.kubernetes.io/storage-provisioner") != true ? ClusterFacts.ControllerManager : null);
        }
    }

    /// <summary>Whether the volume is what the pod waits for: one that no node takes for other reasons gets none.</summary>
    private static bool WantsVolume(PodFact pod, ClusterFacts facts) =>
        pod.Node is not null || PodDiagnosis.Of(pod, facts)?.Code is WorkloadCode.ClaimNotBound or WorkloadCode.VolumeUnreachable;

    private static StorageClassRow? Class(string? name, ClusterFacts facts) => name is { Length: 0 } ? null : facts.StorageClasses?.Find(
        row => name is null ? row.Metadata?.Annotations?.GetValueOrDefault(DefaultClass) == "true" : row.Metadata?.Name == name);
}

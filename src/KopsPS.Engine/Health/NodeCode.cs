using System.Reflection;

namespace KopsPS.Engine.Health;

/// <summary>
/// All codes of findings on nodes, and of the checks that may not have run; <c>about_KopsPS_Health</c> says what each means.
/// </summary>
public static class NodeCode
{
#pragma warning disable CS1591 // The help topic documents them, and a test demands it.
    // What the node and its lease say.
    public const string NodeStarting = nameof(NodeStarting);
    public const string NodeNeverInitialized = nameof(NodeNeverInitialized);
    public const string NodeNotReady = nameof(NodeNotReady);
    public const string NodeSilent = nameof(NodeSilent);
    public const string NodeLeaseMissing = nameof(NodeLeaseMissing);
    public const string NetworkUnavailable = nameof(NetworkUnavailable);
    public const string MemoryPressure = nameof(MemoryPressure);
    public const string DiskPressure = nameof(DiskPressure);
    public const string PIDPressure = nameof(PIDPressure);
    public const string NodeProblem = nameof(NodeProblem);

    // Taints, cordon, deletion.
    public const string NodeCordoned = nameof(NodeCordoned);
    public const string NodeDeleting = nameof(NodeDeleting);
    public const string NodeScheduledForUpdate = nameof(NodeScheduledForUpdate);
    public const string NodeShutdown = nameof(NodeShutdown);
    public const string NodeOutOfService = nameof(NodeOutOfService);
    public const string NodeTaintLeftOver = nameof(NodeTaintLeftOver);
    public const string NodeScaleDown = nameof(NodeScaleDown);
    public const string NodeInterruption = nameof(NodeInterruption);
    public const string NodeAgentNotReady = nameof(NodeAgentNotReady);

    // Versions, and what its peers have.
    public const string KubeletTooOld = nameof(KubeletTooOld);
    public const string KubeletTooNew = nameof(KubeletTooNew);
    public const string KubeletLeftBehind = nameof(KubeletLeftBehind);
    public const string NodeOddOneOut = nameof(NodeOddOneOut);
    public const string NodeDetached = nameof(NodeDetached);
    public const string NodeWithoutGroup = nameof(NodeWithoutGroup);
    public const string NodeCertificateOld = nameof(NodeCertificateOld);

    // What runs on it (-IncludePod).
    public const string NodeRequestsHigh = nameof(NodeRequestsHigh);
    public const string NodeLimitsHigh = nameof(NodeLimitsHigh);
    public const string NodePodsNearLimit = nameof(NodePodsNearLimit);
    public const string NodePodsCrashing = nameof(NodePodsCrashing);
    public const string NodePodsRestarting = nameof(NodePodsRestarting);
    public const string NodePodsOutOfMemory = nameof(NodePodsOutOfMemory);
    public const string NodeOutOfMemory = nameof(NodeOutOfMemory);
    public const string NodeAgentMissing = nameof(NodeAgentMissing);
    public const string NodeAgentFailing = nameof(NodeAgentFailing);

    // Its instance (-IncludeInstance).
    public const string InstanceMissing = nameof(InstanceMissing);
    public const string InstanceNotRunning = nameof(InstanceNotRunning);
    public const string InstanceWithoutNode = nameof(InstanceWithoutNode);
    public const string InstanceStarting = nameof(InstanceStarting);
    public const string InstanceStatusImpaired = nameof(InstanceStatusImpaired);
    public const string InstanceEventScheduled = nameof(InstanceEventScheduled);
    public const string InstanceNeedsUpdate = nameof(InstanceNeedsUpdate);

    // Checks that stand in NotChecked.
    public const string KubeletVersion = nameof(KubeletVersion);
    public const string NodeLease = nameof(NodeLease);
    public const string NodePod = nameof(NodePod);
    public const string NodeEvent = nameof(NodeEvent);
    public const string Instance = nameof(Instance);
    public const string InstanceStatus = nameof(InstanceStatus);
    public const string InstanceSpot = nameof(InstanceSpot);
    public const string InstanceTemplate = nameof(InstanceTemplate);
#pragma warning restore CS1591

    /// <summary>Every code.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(NodeCode).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];
}

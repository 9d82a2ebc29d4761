using System.Reflection;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>All codes of findings on workloads; <c>about_KopsPS_Health</c> says what each means.</summary>
internal static class WorkloadCode
{
    // What keeps a pod from working.
    public const string ImagePullFailed = nameof(ImagePullFailed);
    public const string ContainerConfigInvalid = nameof(ContainerConfigInvalid);
    public const string ContainerCannotStart = nameof(ContainerCannotStart);
    public const string ContainerCrashing = nameof(ContainerCrashing);
    public const string ContainerOutOfMemory = nameof(ContainerOutOfMemory);
    public const string ContainerRestarting = nameof(ContainerRestarting);
    public const string ContainerRestarted = nameof(ContainerRestarted);
    public const string InitContainerFailing = nameof(InitContainerFailing);
    public const string InitContainerRunning = nameof(InitContainerRunning);
    public const string ProbeFailing = nameof(ProbeFailing);
    public const string ReadinessGateClosed = nameof(ReadinessGateClosed);
    public const string PodUnschedulable = nameof(PodUnschedulable);
    public const string PodNotScheduled = nameof(PodNotScheduled);
    public const string PodGated = nameof(PodGated);
    public const string VolumeUnreachable = nameof(VolumeUnreachable);
    public const string ClaimNotBound = nameof(ClaimNotBound);
    public const string VolumeNotMounted = nameof(VolumeNotMounted);
    public const string SandboxFailed = nameof(SandboxFailed);
    public const string PodNotCreatedOnNode = nameof(PodNotCreatedOnNode);
    public const string NodeDown = nameof(NodeDown);
    public const string PodStarting = nameof(PodStarting);
    public const string PodTerminating = nameof(PodTerminating);
    public const string PodStuckTerminating = nameof(PodStuckTerminating);
    public const string PodFailed = nameof(PodFailed);
    public const string PodEvicted = nameof(PodEvicted);
    public const string PodRejected = nameof(PodRejected);
    public const string PodLeftOver = nameof(PodLeftOver);
    public const string PodWithoutController = nameof(PodWithoutController);

    // Pods that do not even come into being.
    public const string QuotaExceeded = nameof(QuotaExceeded);
    public const string WebhookRefused = nameof(WebhookRefused);
    public const string PodSecurityRefused = nameof(PodSecurityRefused);
    public const string LimitRangeRefused = nameof(LimitRangeRefused);
    public const string ServiceAccountMissing = nameof(ServiceAccountMissing);
    public const string PodCreationRefused = nameof(PodCreationRefused);
    public const string PodsMissing = nameof(PodsMissing);

    // Controllers.
    public const string ControllerSilent = nameof(ControllerSilent);
    public const string RollingOut = nameof(RollingOut);
    public const string RolloutStuck = nameof(RolloutStuck);
    public const string RolloutPaused = nameof(RolloutPaused);
    public const string UpdateWaits = nameof(UpdateWaits);
    public const string DaemonSetMatchesNoNode = nameof(DaemonSetMatchesNoNode);
    public const string JobFailed = nameof(JobFailed);
    public const string JobRetrying = nameof(JobRetrying);
    public const string JobSuspended = nameof(JobSuspended);
    public const string CronJobSuspended = nameof(CronJobSuspended);
    public const string LastRunFailed = nameof(LastRunFailed);
    public const string RunHangs = nameof(RunHangs);
    public const string RunsMissed = nameof(RunsMissed);

    public const string DeletionPending = nameof(DeletionPending);
    public const string DeletionStuck = nameof(DeletionStuck);

    // Volumes.
    public const string ClaimLost = nameof(ClaimLost);
    public const string ClaimStarting = nameof(ClaimStarting);
    public const string ClaimWaitsForPod = nameof(ClaimWaitsForPod);
    public const string ClaimDeleting = nameof(ClaimDeleting);
    public const string StorageClassMissing = nameof(StorageClassMissing);
    public const string ProvisioningFailed = nameof(ProvisioningFailed);
    public const string ResizeFailed = nameof(ResizeFailed);
    public const string VolumeMissing = nameof(VolumeMissing);
    public const string VolumeUnused = nameof(VolumeUnused);
    public const string VolumeOrphaned = nameof(VolumeOrphaned);
    public const string VolumeNotReclaimed = nameof(VolumeNotReclaimed);

    // Services and what leads to them.
    public const string ServiceWithoutEndpoints = nameof(ServiceWithoutEndpoints);
    public const string ServiceNotReady = nameof(ServiceNotReady);
    public const string EndpointsMissing = nameof(EndpointsMissing);
    public const string TargetPortMissing = nameof(TargetPortMissing);
    public const string ServiceTargetScaledToZero = nameof(ServiceTargetScaledToZero);
    public const string LoadBalancerPending = nameof(LoadBalancerPending);
    public const string IngressClassMissing = nameof(IngressClassMissing);
    public const string IngressWithoutClass = nameof(IngressWithoutClass);
    public const string IngressWithoutAddress = nameof(IngressWithoutAddress);
    public const string IngressBackendMissing = nameof(IngressBackendMissing);

    // Limits.
    public const string AutoscalerBlind = nameof(AutoscalerBlind);
    public const string AutoscalerCannotScale = nameof(AutoscalerCannotScale);
    public const string AutoscalerAtLimit = nameof(AutoscalerAtLimit);
    public const string AutoscalerDisabled = nameof(AutoscalerDisabled);
    public const string QuotaUsedUp = nameof(QuotaUsedUp);
    public const string QuotaNearlyUsedUp = nameof(QuotaNearlyUsedUp);
    public const string BudgetBlocksDrain = nameof(BudgetBlocksDrain);
    public const string BudgetWaitsForPods = nameof(BudgetWaitsForPods);
    public const string BudgetSelectsNothing = nameof(BudgetSelectsNothing);
    public const string BudgetNotInSync = nameof(BudgetNotInSync);

    /// <summary>Every code, for the help and its test.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(WorkloadCode).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => field.Name)];
}

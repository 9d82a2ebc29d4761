using System.Reflection;

namespace KopsPS.Engine.Health.Components;

/// <summary>All codes of findings on components; <c>about_KopsPS_Health</c> says what each means.</summary>
internal static class ComponentCode
{
    // API servers.
    public const string ApiServerUnreachable = nameof(ApiServerUnreachable);
    public const string ApiServerNotLive = nameof(ApiServerNotLive);
    public const string ApiServerNotReady = nameof(ApiServerNotReady);
    public const string ApiServerSlow = nameof(ApiServerSlow);
    public const string ApiServerNotInService = nameof(ApiServerNotInService);
    public const string ServingCertificateExpiring = nameof(ServingCertificateExpiring);
    public const string ServingCertificateUnverified = nameof(ServingCertificateUnverified);

    // Replicas of any part.
    public const string ReplicaNotReady = nameof(ReplicaNotReady);
    public const string ReplicaRestarting = nameof(ReplicaRestarting);
    public const string ReplicaRestarted = nameof(ReplicaRestarted);
    public const string ReplicaStarting = nameof(ReplicaStarting);
    public const string ReplicasDown = nameof(ReplicasDown);
    public const string RollingOut = nameof(RollingOut);

    // etcd.
    public const string EtcdCheckFailing = nameof(EtcdCheckFailing);
    public const string EtcdQuorumLost = nameof(EtcdQuorumLost);
    public const string EtcdMemberDown = nameof(EtcdMemberDown);
    public const string EtcdAlarm = nameof(EtcdAlarm);
    public const string EtcdBackupOld = nameof(EtcdBackupOld);
    public const string EtcdBackupMissing = nameof(EtcdBackupMissing);

    // Leaders.
    public const string LeaderLost = nameof(LeaderLost);
    public const string LeaderMissing = nameof(LeaderMissing);
    public const string LeaseLeftOver = nameof(LeaseLeftOver);
    public const string PodsNotScheduled = nameof(PodsNotScheduled);

    // Controllers, by what they do.
    public const string NodesNotMarked = nameof(NodesNotMarked);
    public const string ReplicasNotMade = nameof(ReplicasNotMade);
    public const string ChangesNotObserved = nameof(ChangesNotObserved);
    public const string EndpointsMissing = nameof(EndpointsMissing);
    public const string ServiceAccountMissing = nameof(ServiceAccountMissing);
    public const string RootCertificateMissing = nameof(RootCertificateMissing);

    // Cloud.
    public const string NodesNotInitialized = nameof(NodesNotInitialized);
    public const string LoadBalancersPending = nameof(LoadBalancersPending);

    // Nodes, all together.
    public const string KubeletsNotReady = nameof(KubeletsNotReady);
    public const string NoNodeReady = nameof(NoNodeReady);
    public const string RuntimesDiffer = nameof(RuntimesDiffer);
    public const string UpdateUnfinished = nameof(UpdateUnfinished);
    public const string VersionSkew = nameof(VersionSkew);

    // What runs on every node, and name service.
    public const string ProxyMissing = nameof(ProxyMissing);
    public const string ProxyUnknown = nameof(ProxyUnknown);
    public const string CniUnknown = nameof(CniUnknown);
    public const string DnsMissing = nameof(DnsMissing);
    public const string DnsWithoutEndpoints = nameof(DnsWithoutEndpoints);
    public const string DriverNotRegistered = nameof(DriverNotRegistered);

    // APIs that are handed on.
    public const string ApiServiceUnavailable = nameof(ApiServiceUnavailable);
    public const string ApiServiceUnknown = nameof(ApiServiceUnknown);
    public const string MetricsFailing = nameof(MetricsFailing);
    public const string MetricsMissing = nameof(MetricsMissing);
    public const string MetricsNotInstalled = nameof(MetricsNotInstalled);

    // Webhooks.
    public const string WebhookDown = nameof(WebhookDown);
    public const string WebhookCertificateExpired = nameof(WebhookCertificateExpired);
    public const string WebhookCertificateExpiring = nameof(WebhookCertificateExpiring);
    public const string WebhookCertificateInvalid = nameof(WebhookCertificateInvalid);
    public const string WebhookCertificateMissing = nameof(WebhookCertificateMissing);
    public const string WebhookSlow = nameof(WebhookSlow);
    public const string WebhookCoversSystem = nameof(WebhookCoversSystem);

    // Namespaces and certificates.
    public const string NamespaceStuck = nameof(NamespaceStuck);
    public const string NamespaceTerminating = nameof(NamespaceTerminating);
    public const string CertificatePending = nameof(CertificatePending);
    public const string CertificateWaits = nameof(CertificateWaits);
    public const string CertificateDenied = nameof(CertificateDenied);
    public const string CertificateFailed = nameof(CertificateFailed);
    public const string CertificateNotIssued = nameof(CertificateNotIssued);

    /// <summary>Every code, for the help and its test.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(ComponentCode).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => field.Name)];
}

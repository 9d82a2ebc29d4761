using System.Reflection;

namespace KopsPS.Engine.Networking;

/// <summary>Codes of findings on names, services and networks; <c>about_KopsPS_Health</c> says what each means.</summary>
internal static class NetworkCode
{
    // Where a name breaks off.
    public const string NamespaceMissing = nameof(NamespaceMissing);
    public const string ServiceMissing = nameof(ServiceMissing);
    public const string HostnameMissing = nameof(HostnameMissing);
    public const string PodAddressUnknown = nameof(PodAddressUnknown);
    public const string NameOutsideCluster = nameof(NameOutsideCluster);
    public const string ExternalNameLoop = nameof(ExternalNameLoop);
    public const string PortNotServed = nameof(PortNotServed);
    public const string TargetPortMissing = nameof(TargetPortMissing);
    public const string TargetPortNotDeclared = nameof(TargetPortNotDeclared);
    public const string EndpointNotReady = nameof(EndpointNotReady);

    // Policies.
    public const string PolicyIsolates = nameof(PolicyIsolates);
    public const string PolicyBlocksDns = nameof(PolicyBlocksDns);
    public const string PolicySelectsNothing = nameof(PolicySelectsNothing);
    public const string PoliciesNotEnforced = nameof(PoliciesNotEnforced);

    // Load balancers.
    public const string LoadBalancerMissing = nameof(LoadBalancerMissing);
    public const string LoadBalancerNotActive = nameof(LoadBalancerNotActive);
    public const string NoHealthyTarget = nameof(NoHealthyTarget);
    public const string TargetUnhealthy = nameof(TargetUnhealthy);

    // What a probe on a node finds.
    public const string ProbeDnsFailed = nameof(ProbeDnsFailed);
    public const string ProbeServiceUnreachable = nameof(ProbeServiceUnreachable);
    public const string ProbePodUnreachable = nameof(ProbePodUnreachable);
    public const string ProbeNetworkMissing = nameof(ProbeNetworkMissing);

    /// <summary>Every code, for the help and its test.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(NetworkCode).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => field.Name)];
}

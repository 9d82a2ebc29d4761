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
}

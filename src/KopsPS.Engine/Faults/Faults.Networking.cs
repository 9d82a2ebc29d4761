namespace KopsPS.Engine;

/// <summary>Services and networks.</summary>
public static partial class Faults
{
    /// <summary>A text that names no service.</summary>
    public static KopsException KubernetesServiceNameInvalid(string name) => new(
        "KubernetesServiceNameInvalid", FaultKind.InvalidArgument, $"'{name}' names no service.", name, "Write web, svc/web or svc/shop/web.");

    /// <summary>A service that the cluster does not have.</summary>
    public static KopsException KubernetesServiceNotFound(string name, string clusterName) => new(
        "KubernetesServiceNotFound", FaultKind.ObjectNotFound, $"The cluster {clusterName} has no service '{name}' where it was looked for.", name,
        "Get-KopsService without -Name lists them.");

    /// <summary>A text that no resolver would take.</summary>
    public static KopsException KubernetesDnsNameInvalid(string name) => new(
        "KubernetesDnsNameInvalid", FaultKind.InvalidArgument, $"'{name}' is no name that DNS takes.", name,
        "Write it as a pod asks for it: web, web.shop, web.shop.svc.cluster.local, _http._tcp.web.shop.svc.cluster.local.");

    /// <summary>A number that is no port.</summary>
    public static KopsException KubernetesPortInvalid(string port) => new(
        "KubernetesPortInvalid", FaultKind.InvalidArgument, $"'{port}' is no port: ports are 1 to 65535.", port, "Give a number, or the name of a port of the service.");
}

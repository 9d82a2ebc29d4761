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

    /// <summary>A name that a pod has no port of.</summary>
    public static KopsException KubernetesPortUnknown(string port, string pod, IReadOnlyList<string> known) => new(
        "KubernetesPortUnknown", FaultKind.ObjectNotFound, pod.Length == 0 ? $"'{port}' is no number, and an address has no names of ports." : $"No container of {pod} has a port called '{port}'.", port,
        known.Count == 0 ? "Give a number." : $"Give a number, or one of {string.Join(", ", known)}.");

    /// <summary>A text that names no pod.</summary>
    public static KopsException KubernetesPodNameInvalid(string name) => new(
        "KubernetesPodNameInvalid", FaultKind.InvalidArgument, $"'{name}' names no pod.", name, "Write web-1, or shop/web-1 with its namespace; where an address may stand also 192.0.2.7.");

    /// <summary>A pod that the cluster does not have.</summary>
    public static KopsException KubernetesPodNotFound(string name, string clusterName) => new(
        "KubernetesPodNotFound", FaultKind.ObjectNotFound, $"The cluster {clusterName} has no pod '{name}' where it was looked for.", name, "Give the namespace with -Namespace, or as shop/web-1.");

    /// <summary>A policy that the cluster does not have.</summary>
    public static KopsException KubernetesNetworkPolicyNotFound(string name, string clusterName) => new(
        "KubernetesNetworkPolicyNotFound", FaultKind.ObjectNotFound, $"The cluster {clusterName} has no network policy '{name}' where it was looked for.", name,
        "Get-KopsNetworkPolicy without -Name lists them.");

    /// <summary>Pods that are asked for and cannot be read.</summary>
    public static KopsException KubernetesPodsUnreadable(string why) => new(
        "KubernetesPodsUnreadable", FaultKind.PermissionDenied, $"Pods cannot be read, so nothing can be said of them: {why}", null, "It takes the right to list pods.");

    /// <summary>More than one namespace where a name needs one.</summary>
    public static KopsException KubernetesNamespaceAmbiguous(string namespaces) => new(
        "KubernetesNamespaceAmbiguous", FaultKind.InvalidArgument, $"Between two ends a pod's namespace must be one, not {namespaces}.", namespaces, "Give one namespace in full, or write the pods as shop/web-1.");

    /// <summary>A way with no pod at either end.</summary>
    public static KopsException KubernetesPathWithoutPod(string from, string to) => new(
        "KubernetesPathWithoutPod", FaultKind.InvalidArgument, $"Neither {from} nor {to} is a pod, and policies are for pods.", from, "Give a pod at one end at least.");
}

namespace KopsPS.Engine;

public static partial class Faults
{
    /// <summary>A label selector that breaks its own rules.</summary>
    public static KopsException KubernetesSelectorInvalid(string selector, string rest) => new(
        "KubernetesSelectorInvalid", FaultKind.InvalidArgument, $"The selector '{selector}' is not valid from '{rest}' on.", selector,
        "Write it as kubectl takes it: app=web,tier!=cache,env in (prod,test),!legacy.");

    /// <summary>A name that says no kind that is judged before its slash.</summary>
    public static KopsException KubernetesWorkloadNameInvalid(string name) => new(
        "KubernetesWorkloadNameInvalid", FaultKind.InvalidArgument, $"'{name}' names no workload.", name,
        "Write web, deploy/web or deploy/shop/web; the kind as kubectl takes it.");

    /// <summary>A workload that the cluster does not have.</summary>
    public static KopsException KubernetesWorkloadNotFound(string name, string clusterName) => new(
        "KubernetesWorkloadNotFound", FaultKind.ObjectNotFound, $"The cluster {clusterName} has no workload '{name}' where it was looked for.", name,
        "Get-KopsWorkloadHealth without -Name lists them; pods of a controller only with -Kind Pod or by their whole name.");

    /// <summary>A namespace that the cluster does not have.</summary>
    public static KopsException KubernetesNamespaceNotFound(string name, string clusterName) => new(
        "KubernetesNamespaceNotFound", FaultKind.ObjectNotFound, $"The cluster {clusterName} has no namespace '{name}'.", name, "kubectl get namespaces lists them.");

    /// <summary>An instance group without nodes, or one that is not there: the API server knows groups only by their nodes.</summary>
    public static KopsException KubernetesInstanceGroupNotFound(string name, string clusterName) => new(
        "KubernetesInstanceGroupNotFound", FaultKind.ObjectNotFound, $"No node of the cluster {clusterName} belongs to the instance group '{name}'.", name,
        "Get-KopsCapacity -By InstanceGroup lists those with nodes, Get-KopsInstanceGroup all.");
}

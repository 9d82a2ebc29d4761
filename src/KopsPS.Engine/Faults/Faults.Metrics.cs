namespace KopsPS.Engine;

/// <summary>Faults of reading metrics.</summary>
public static partial class Faults
{
    /// <summary>Nothing serves the metrics API.</summary>
    public static KopsException KubernetesMetricsNotInstalled(string clusterName, Exception cause) => new(
        "KubernetesMetricsNotInstalled", FaultKind.ObjectNotFound, $"The cluster {clusterName} has no metrics API (metrics.k8s.io): metrics-server is not installed.", clusterName,
        "Set spec.metricsServer.enabled to true in the cluster's spec and update it; or ask the kubelets: Get-KopsMetric -Node * -Summary.", cause);

    /// <summary>The metrics API is there and does not answer.</summary>
    public static KopsException KubernetesMetricsUnavailable(string clusterName, Exception cause) => new(
        "KubernetesMetricsUnavailable", FaultKind.ConnectionError, $"The metrics API of {clusterName} does not answer: {cause?.Message}", clusterName,
        "Get-KopsWorkloadHealth deploy/kube-system/metrics-server says why; or ask the kubelets: Get-KopsMetric -Node * -Summary.", cause);

    /// <summary>Not the API server failed, but what it leads to: a kubelet, or a pod behind a port.</summary>
    public static KopsException KubernetesMetricsUnreachable(string source, KopsException cause) => new(
        "KubernetesMetricsUnreachable", FaultKind.ConnectionError, $"{source} does not answer: {cause?.InnerException?.Message ?? cause?.Message}", source,
        "Get-KopsNodeHealth and Get-KopsWorkloadHealth say whether it runs; look at -Port and -Scheme.", cause);

    /// <summary>A page is none of metrics.</summary>
    public static KopsException KubernetesMetricsUnreadable(string source, string why, Exception? cause) => new(
        "KubernetesMetricsUnreadable", FaultKind.InvalidData, $"What {source} answers are no metrics: {why}", source, "Look at -Port, -Path and -Scheme.", cause);

    /// <summary>Nothing was measured of something that was named.</summary>
    public static KopsException KubernetesMetricsMissing(string name, string clusterName) => new(
        "KubernetesMetricsMissing", FaultKind.ObjectNotFound, $"The metrics API of {clusterName} has nothing of {name}: it is not there, or has not been measured yet.", name,
        "What is new is measured within a minute; Get-KopsNodeHealth and Get-KopsWorkloadHealth say what is there.");

    /// <summary>A name of a pod or service that says no namespace.</summary>
    public static KopsException KubernetesNamespaceNotNamed(string name) => new(
        "KubernetesNamespaceNotNamed", FaultKind.InvalidArgument, $"'{name}' says no namespace.", name, $"Write it as namespace/{name}, or give -Namespace.");
}

namespace KopsPS.Engine.Metrics;

/// <summary>Where metrics come from.</summary>
/// <param name="Source">The component, such as <c>kubelet/i-01b7d3e9f8a246c5e</c>.</param>
/// <param name="ClusterName">Its cluster.</param>
/// <param name="Kubeconfig">Kubeconfig by which it was reached.</param>
/// <param name="Context">Context by which it was reached.</param>
internal sealed record MetricOrigin(string Source, string ClusterName, string Kubeconfig, string Context);

namespace KopsPS.Engine.Metrics;

/// <summary>Something that has a page of metrics.</summary>
/// <param name="Source">What it is called, such as <c>kubelet/i-01b7d3e9f8a246c5e</c>.</param>
/// <param name="Path">Path of the page at the API server.</param>
public sealed record MetricTarget(string Source, string Path)
{
    /// <summary>The API server itself.</summary>
    public static MetricTarget ApiServer { get; } = new("apiserver", "/metrics");

    /// <summary>A page of a kubelet.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="page">Such as <c>cadvisor</c>; empty for its own.</param>
    public static MetricTarget Kubelet(string node, string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return new($"{(page.Length == 0 ? "kubelet" : page)}/{node}", $"/api/v1/nodes/{Uri.EscapeDataString(node ?? "")}/proxy/metrics{(page.Length == 0 ? "" : "/" + page)}");
    }

    /// <summary>A port of a pod or service, to which the API server leads.</summary>
    /// <param name="resource"><c>pods</c> or <c>services</c>.</param>
    /// <param name="namespace">Namespace.</param>
    /// <param name="name">Name.</param>
    /// <param name="port">Number or name of the port.</param>
    /// <param name="path">Path of the page there.</param>
    /// <param name="https">Whether it speaks TLS; its certificate is not checked by the API server.</param>
    public static MetricTarget Port(string resource, string @namespace, string name, string port, string path, bool https)
    {
        ArgumentNullException.ThrowIfNull(path);
        var target = $"{(https ? "https:" : "")}{Uri.EscapeDataString(name ?? "")}:{Uri.EscapeDataString(port ?? "")}";
        return new($"{(resource == "pods" ? "pod" : "svc")}/{@namespace}/{name}:{port}", $"/api/v1/namespaces/{Uri.EscapeDataString(@namespace ?? "")}/{resource}/{target}/proxy/{path.TrimStart('/')}");
    }
}

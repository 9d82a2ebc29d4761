namespace KopsPS.Commands;

/// <summary>Completes services of the cluster, or of the namespace that was told.</summary>
public sealed class ServiceNameCompleter : KubernetesCompleter
{
    private protected override string Path(BoundParameters bound) =>
        bound["Namespace"] is { } space && !space.Contains('*', StringComparison.Ordinal) ? $"/api/v1/namespaces/{Uri.EscapeDataString(space)}/services" : "/api/v1/services";
}

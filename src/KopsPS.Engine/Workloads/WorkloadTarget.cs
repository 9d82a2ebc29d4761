using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Workloads;

/// <summary>One workload of a cluster.</summary>
/// <param name="Kind">Such as <c>Deployment</c>.</param>
/// <param name="Namespace">Namespace.</param>
/// <param name="Name">Name.</param>
public sealed record WorkloadTarget(string Kind, string Namespace, string Name)
{
    /// <summary>Its path.</summary>
    public string Path
    {
        get
        {
            var kind = WorkloadKind.Of(Kind);
            return $"{kind.Api}/namespaces/{Uri.EscapeDataString(Namespace)}/{kind.Resource}/{Uri.EscapeDataString(Name)}";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{WorkloadKind.Of(Kind).Short ?? Kind.ToLowerInvariant()}/{Namespace}/{Name}";
}

namespace KopsPS.Commands;

/// <summary>Completes namespaces of the cluster.</summary>
public sealed class NamespaceCompleter : KubernetesCompleter
{
    private protected override string Path(BoundParameters bound) => "/api/v1/namespaces";
}

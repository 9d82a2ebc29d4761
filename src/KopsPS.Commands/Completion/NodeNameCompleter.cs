namespace KopsPS.Commands;

/// <summary>Completes the names of the nodes of the cluster on the line.</summary>
public sealed class NodeNameCompleter : KubernetesCompleter
{
    private protected override string Path(BoundParameters bound) => "/api/v1/nodes";
}

using KopsPS.Engine.Health;

namespace KopsPS.Engine.NodeOperations;

/// <summary>A node that is to be replaced, as it was found.</summary>
/// <param name="Name">The node.</param>
/// <param name="Node">The node as it is; null where there is none (any more).</param>
/// <param name="InstanceId">Its instance.</param>
/// <param name="Group">Its instance group.</param>
/// <param name="IsEnding">An earlier call, or somebody else, ended its instance already.</param>
/// <param name="Ended">When, where EC2 says.</param>
/// <param name="Before">The nodes of its group.</param>
/// <param name="Components">What must run as static pods on the node that comes in its place.</param>
internal sealed record RepairPatient(
    string Name, NodeRow? Node, string InstanceId, string Group, bool IsEnding, DateTimeOffset? Ended, IReadOnlySet<string> Before, IReadOnlyCollection<string> Components)
{
    public bool HasNode => Node is not null && !IsEnding;

    /// <summary>
    /// Whether a node came in its place. What ended earlier may have its successor among the nodes that were found, so there the time counts,
    /// which EC2 tells by the second.
    /// </summary>
    public bool IsSuccessor(NodeRow node) => IsEnding
        ? Ended is not { } ended || node.Metadata?.CreationTimestamp >= ended.AddSeconds(-5)
        : !Before.Contains(node.Name);
}

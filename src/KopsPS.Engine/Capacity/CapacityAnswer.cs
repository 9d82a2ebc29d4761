namespace KopsPS.Engine.Capacity;

/// <summary>What was asked, and what of it is not there.</summary>
/// <param name="Rows">Shares, in the order of the scopes that were asked for.</param>
/// <param name="MissingNodes">Names of nodes that the cluster does not have.</param>
/// <param name="MissingGroups">Instance groups of which the cluster has no node.</param>
public sealed record CapacityAnswer(IReadOnlyList<KopsCapacity> Rows, IReadOnlyList<string> MissingNodes, IReadOnlyList<string> MissingGroups);

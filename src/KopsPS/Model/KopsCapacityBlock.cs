using System.Globalization;

namespace KopsPS;

/// <summary>What keeps a pod from nodes.</summary>
public sealed class KopsCapacityBlock
{
    /// <summary>
    /// The reason: <c>SelectorMismatch</c>, <c>TaintNotTolerated</c>, <c>TooLarge</c> (for the node, were it empty), <c>NodeNotReady</c>, <c>NodeCordoned</c>,
    /// <c>NodeTroubled</c> (a taint of Kubernetes' own, such as for memory pressure), <c>PortTaken</c>, <c>AntiAffinity</c>, <c>Insufficient</c> (now), <c>NoPodSlot</c>,
    /// <c>LimitRange</c> or <c>Quota</c>.
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>Which taint, resource or port; empty where the reason says all.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How many nodes it keeps the pod from.</summary>
    public required int Nodes { get; init; }

    /// <summary>Such as <c>6 nodes: TooLarge (cpu)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Nodes} {(Nodes == 1 ? "node" : "nodes")}: {Reason}{(Detail.Length > 0 ? $" ({Detail})" : "")}");
}

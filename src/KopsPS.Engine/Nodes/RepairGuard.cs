using KopsPS.Engine.Health;

namespace KopsPS.Engine.NodeOperations;

/// <summary>Says when a cluster is in no state to lose another node.</summary>
internal static class RepairGuard
{
    /// <summary>Why a node must not be taken out now, or null.</summary>
    /// <param name="name">The node.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="maxUnready">Share of them, in percent, that may be not ready.</param>
    public static string? WhyNot(string name, IReadOnlyCollection<NodeRow> nodes, int maxUnready)
    {
        var unready = nodes.Count(node => !node.IsReady);
        if (unready > 1 && unready * 100 > maxUnready * nodes.Count)
        {
            // So many at once have one cause, and it is not in them.
            return $"{unready} of {nodes.Count} nodes are not ready, more than {maxUnready} %: look for a common cause first";
        }

        var planes = nodes.Where(NodeIdentity.IsControlPlane).ToList();
        if (planes.Find(node => node.Name == name) is null)
        {
            return null;
        }

        var left = planes.Count(node => node.Name != name && node.IsReady);
        var majority = (planes.Count / 2) + 1;
        return left >= majority ? null : planes.Count == 1
            ? "it is the only node of the control plane: the API server would be away until its successor serves"
            : $"without it {left} of {planes.Count} nodes of the control plane would be ready, and etcd needs {majority}";
    }
}

namespace KopsPS.Engine.Health;

/// <summary>The pods that a node needs on itself: network, kube-proxy, storage driver, DNS cache.</summary>
internal static class NodeAgents
{
    private static readonly string[] Networks =
        ["cilium", "calico-node", "canal", "flannel", "aws-node", "kube-router", "kindnet", "weave-net", "antrea-agent", "ovnkube-node", "amazon-vpc-cni"];

    /// <summary>Name of the agent that a pod is, or null for any other pod. kops runs kube-proxy as a static pod, whose owner is its Node.</summary>
    public static string? KeyOf(NodePodRow pod, NodePodOwner? owner)
    {
        var name = owner switch
        {
            { Kind: "DaemonSet" } => owner.Name,
            { Kind: "Node" } when pod.Metadata?.Name?.StartsWith("kube-proxy-", StringComparison.Ordinal) == true => "kube-proxy",
            _ => null,
        };
        return name is not null && Kind(name) is not null ? name : null;
    }

    /// <summary>What an agent is for: <c>network</c>, <c>services</c>, <c>storage</c>, <c>DNS</c>; null for what a node can do without.</summary>
    public static string? Kind(string agent) =>
        Array.Exists(Networks, network => agent == network || agent.StartsWith(network + "-", StringComparison.Ordinal) || agent.EndsWith("-" + network, StringComparison.Ordinal))
            && !agent.Contains("operator", StringComparison.Ordinal) && !agent.Contains("envoy", StringComparison.Ordinal)
            ? "network"
            : agent.StartsWith("kube-proxy", StringComparison.Ordinal)
                ? "services"
                : agent.Contains("csi", StringComparison.Ordinal) && agent.Contains("node", StringComparison.Ordinal)
                    ? "storage"
                    : agent is "node-local-dns" or "nodelocaldns" ? "DNS" : null;
}

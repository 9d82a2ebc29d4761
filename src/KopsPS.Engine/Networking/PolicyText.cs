namespace KopsPS.Engine.Networking;

/// <summary>Puts the rules of policies into words and into the pods that they mean now.</summary>
internal sealed class PolicyText(PolicyEvaluator evaluator, IReadOnlyList<PolicyPod> pods, IReadOnlyCollection<string> namespaces)
{
    private readonly Dictionary<PolicyPeer, KopsNetworkPeer> _peers = [];

    /// <summary>The rules of a policy in one direction.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="ingress">The direction.</param>
    /// <param name="holder">The pod that is held, whose named ports are then known; null where it is about none in particular.</param>
    public KopsNetworkRule[] Rules(NetworkPolicyRow policy, bool ingress, PolicyPod? holder) =>
    [
        .. PolicyEvaluator.RulesOf(policy, ingress).Select(rule => new KopsNetworkRule
        {
            Direction = ingress ? "Ingress" : "Egress",
            Policy = policy.Metadata?.Name,
            Peers = [.. rule.Peers.Where(peer => peer is not null).Select(peer => Peer(peer, policy))],
            Ports = Ports(rule, ingress ? holder : null),
        }),
    ];

    /// <summary>The rule of a pod that nothing holds.</summary>
    public static KopsNetworkRule Anything(bool ingress) => new() { Direction = ingress ? "Ingress" : "Egress", Peers = [], Ports = ["any"] };

    private KopsNetworkPeer Peer(PolicyPeer peer, NetworkPolicyRow policy)
    {
        if (_peers.TryGetValue(peer, out var known))
        {
            return known;
        }

        return _peers[peer] = peer.IpBlock is { } block
            ? new KopsNetworkPeer { Text = block.Cidr + (block.Except is { Count: > 0 } except ? $" except {string.Join(", ", except)}" : ""), Cidr = block.Cidr, Except = [.. block.Except ?? []] }
            : new KopsNetworkPeer
            {
                Text = Words(peer, policy),
                Pods = [.. pods.Where(pod => evaluator.Fits(peer, policy, pod)).Select(pod => pod.Key).Order(StringComparer.Ordinal)],
                Namespaces = [.. namespaces.Where(space => evaluator.Fits(peer, policy, space)).Order(StringComparer.Ordinal)],
            };
    }

    private static string Words(PolicyPeer peer, NetworkPolicyRow policy)
    {
        var who = peer.PodSelector is { IsEmpty: false } chosen ? $"pods {chosen}" : "all pods";
        return peer switch
        {
            { PodSelector: null, NamespaceSelector: null } => "nobody",
            { NamespaceSelector: null } => $"{who} in namespace {policy.Metadata?.Namespace}",
            { NamespaceSelector.IsEmpty: true } => peer.PodSelector is { IsEmpty: false } ? $"{who} in all namespaces" : "all pods of the cluster",
            _ => $"{who} in namespaces {peer.NamespaceSelector}",
        };
    }

    /// <summary>Numbers as they are; names with the numbers that they mean for a pod.</summary>
    private static string[] Ports(PolicyRule rule, PolicyPod? holder)
    {
        if (rule.Ports is not { Count: > 0 } ports)
        {
            return ["any"];
        }

        return [.. ports.Select(port =>
        {
            var protocol = port.Protocol ?? "TCP";
            var told = port.Port?.ToString() is { Length: > 0 } text ? text : null;
            if (told is null)
            {
                return $"any/{protocol}";
            }

            if (int.TryParse(told, out var from))
            {
                return port.EndPort is { } end && end != from ? FormattableString.Invariant($"{from}-{end}/{protocol}") : FormattableString.Invariant($"{from}/{protocol}");
            }

            var numbers = (holder?.Ports ?? []).Where(own => own.Name == told && own.Protocol == protocol).Select(own => own.Number).Distinct().Order().ToArray();
            return holder is null ? $"{told}/{protocol}" : $"{told} ({(numbers.Length == 0 ? "none" : string.Join(',', numbers))})/{protocol}";
        })];
    }
}

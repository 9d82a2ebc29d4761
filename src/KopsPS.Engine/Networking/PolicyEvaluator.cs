using System.Globalization;
using System.Net;

namespace KopsPS.Engine.Networking;

/// <summary>
/// What network policies allow, as Kubernetes documents it (https://kubernetes.io/docs/concepts/services-networking/network-policies/): a pod that a
/// policy selects is closed in its direction but for what any of the policies allows; rules add up; within a peer pod and namespace selector must both
/// fit, peers are alternatives; both ends must allow. No service is known here: what goes to one is judged by the pods that it ends at.
/// </summary>
internal sealed class PolicyEvaluator(IEnumerable<NetworkPolicyRow> policies, IReadOnlyDictionary<string, Dictionary<string, string>> namespaces)
{
    private readonly ILookup<string, NetworkPolicyRow> _policies = policies.ToLookup(policy => policy.Metadata?.Namespace ?? "", StringComparer.Ordinal);

    /// <summary>The policies that hold a pod in a direction.</summary>
    public IReadOnlyList<NetworkPolicyRow> Holding(PolicyPod pod, bool ingress) => pod.IsOnHostNetwork
        ? []
        : [.. _policies[pod.Namespace].Where(policy => (ingress ? policy.IsForIngress : policy.IsForEgress) && Selects(policy, pod)).OrderBy(policy => policy.Metadata?.Name, StringComparer.Ordinal)];

    /// <summary>Whether a policy's own selector takes a pod; an empty one takes all of its namespace.</summary>
    public static bool Selects(NetworkPolicyRow policy, PolicyPod pod) =>
        policy.Metadata?.Namespace == pod.Namespace && policy.Spec?.PodSelector?.Fits(pod.Labels) != false;

    /// <summary>What one end allows to or from a pod.</summary>
    /// <param name="pod">The pod whose policies are asked.</param>
    /// <param name="peer">The pod at the other end.</param>
    /// <param name="ingress">Whether the traffic comes in to <paramref name="pod"/>.</param>
    public PolicyAllowance Allowed(PolicyPod pod, PolicyPod peer, bool ingress)
    {
        var holding = Holding(pod, ingress);
        if (holding.Count == 0)
        {
            return PolicyAllowance.Open;
        }

        var (sure, maybe, by) = (new PortSet(), new PortSet(), new List<string>());
        var destination = ingress ? pod : peer;
        foreach (var policy in holding)
        {
            foreach (var rule in RulesOf(policy, ingress))
            {
                var ports = PortsOf(rule, destination);
                if (rule.Peers.Count == 0 || (!peer.IsOnHostNetwork && rule.Peers.Exists(one => Fits(one, policy, peer))))
                {
                    sure.Add(ports);
                    by.Add(policy.Metadata?.Name ?? "");
                }
                else if (rule.Peers.Exists(one => Fits(one, policy, peer) || InBlock(one, peer)))
                {
                    // A selector that fits a pod on its node's network, or a block that holds a pod's address: each plug-in has its own mind.
                    maybe.Add(ports);
                    by.Add(policy.Metadata?.Name ?? "");
                }
            }
        }

        return new PolicyAllowance(sure, maybe, Names(holding), [.. by.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>What a pod's policies allow to or from an address outside the cluster.</summary>
    public PolicyAllowance Allowed(PolicyPod pod, IPAddress peer, bool ingress)
    {
        var holding = Holding(pod, ingress);
        if (holding.Count == 0)
        {
            return PolicyAllowance.Open;
        }

        var (sure, by) = (new PortSet(), new List<string>());
        foreach (var policy in holding)
        {
            foreach (var rule in RulesOf(policy, ingress).Where(rule => rule.Peers.Count == 0 || rule.Peers.Exists(one => Holds(one.IpBlock, peer))))
            {
                sure.Add(PortsOf(rule, ingress ? pod : null));
                by.Add(policy.Metadata?.Name ?? "");
            }
        }

        return new PolicyAllowance(sure, new PortSet(), Names(holding), [.. by.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Whether a peer of a policy is this pod, by its selectors.</summary>
    public bool Fits(PolicyPeer peer, NetworkPolicyRow policy, PolicyPod pod)
    {
        if (peer.IpBlock is not null || (peer.PodSelector is null && peer.NamespaceSelector is null))
        {
            return false;
        }

        var inNamespace = peer.NamespaceSelector is { } spaces ? spaces.Fits(LabelsOf(pod.Namespace)) : pod.Namespace == policy.Metadata?.Namespace;
        return inNamespace && peer.PodSelector?.Fits(pod.Labels) != false;
    }

    /// <summary>Whether a namespace fits a peer, whatever its pods.</summary>
    public bool Fits(PolicyPeer peer, NetworkPolicyRow policy, string @namespace) =>
        peer.IpBlock is null && (peer.NamespaceSelector is { } spaces ? spaces.Fits(LabelsOf(@namespace)) : peer.PodSelector is not null && @namespace == policy.Metadata?.Namespace);

    public static List<PolicyRule> RulesOf(NetworkPolicyRow policy, bool ingress) =>
        ((ingress ? policy.Spec?.Ingress : policy.Spec?.Egress) ?? []).FindAll(rule => rule is not null);

    /// <summary>The ports of a rule; a name is a port of the pod that the traffic goes to, and none where that is not known or has no such port.</summary>
    public static PortSet PortsOf(PolicyRule rule, PolicyPod? destination)
    {
        if (rule.Ports is not { Count: > 0 } ports)
        {
            return PortSet.Any;
        }

        var set = new PortSet();
        foreach (var port in ports)
        {
            var protocol = port.Protocol ?? "TCP";
            if (port.Port is not { ValueKind: System.Text.Json.JsonValueKind.Number or System.Text.Json.JsonValueKind.String } told)
            {
                set.Add(protocol, 0, 65535);
            }
            else if (int.TryParse(told.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                set.Add(protocol, number, (int)(port.EndPort ?? number));
            }
            else
            {
                foreach (var own in (destination?.Ports ?? []).Where(own => own.Name == told.ToString() && own.Protocol == protocol))
                {
                    set.Add(protocol, own.Number, own.Number);
                }
            }
        }

        return set;
    }

    private static string[] Names(IReadOnlyList<NetworkPolicyRow> policies) => [.. policies.Select(policy => policy.Metadata?.Name ?? "")];

    private static bool InBlock(PolicyPeer peer, PolicyPod pod) => pod.Addresses.Any(address => IPAddress.TryParse(address, out var own) && Holds(peer.IpBlock, own));

    private static bool Holds(PolicyBlock? block, IPAddress address) =>
        AddressBlock.Parse(block?.Cidr)?.Contains(address) == true && !(block!.Except ?? []).Exists(except => AddressBlock.Parse(except)?.Contains(address) == true);

    /// <summary>Every namespace has its name as a label, also where its labels could not be read.</summary>
    private Dictionary<string, string> LabelsOf(string @namespace) =>
        namespaces.TryGetValue(@namespace, out var labels) ? labels : new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = @namespace };
}

/// <summary>What one end allows.</summary>
/// <param name="Sure">Ports that are allowed whatever the plug-in.</param>
/// <param name="Maybe">Ports that only a block of addresses, or a selector for a pod on its node's network, allows: plug-ins differ.</param>
/// <param name="Held">Policies that close it; none where it is open.</param>
/// <param name="By">Policies that allow something of it.</param>
internal sealed record PolicyAllowance(PortSet Sure, PortSet Maybe, IReadOnlyList<string> Held, IReadOnlyList<string> By)
{
    public static PolicyAllowance Open => new(PortSet.Any, new PortSet(), [], []);

    public bool IsOpen => Held.Count == 0;
}

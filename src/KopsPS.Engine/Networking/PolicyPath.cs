using System.Globalization;
using System.Net;

namespace KopsPS.Engine.Networking;

/// <summary>Judges a way: both ends must allow it.</summary>
internal static class PolicyPath
{
    public static KopsNetworkPath Judge(
        PolicyEvaluator evaluator, PolicyPod? source, IPAddress? from, PolicyPod? destination, IPAddress? to, string? port, string protocol,
        IReadOnlyList<KopsSkippedCheck> skipped, (string Cluster, string Kubeconfig, string Context) reached)
    {
        var number = Number(port, protocol, destination);
        var egress = source is null ? PolicyAllowance.Open : destination is not null ? evaluator.Allowed(source, destination, false) : evaluator.Allowed(source, to!, false);
        var ingress = destination is null ? PolicyAllowance.Open : source is not null ? evaluator.Allowed(destination, source, true) : evaluator.Allowed(destination, from!, true);
        string? always = null;
        if (source is not null && destination is not null && source.Key == destination.Key)
        {
            always = "no policy keeps a pod from itself";
            (egress, ingress) = (PolicyAllowance.Open, PolicyAllowance.Open);
        }
        else if (source is { IsOnHostNetwork: true, Node: { Length: > 0 } node } && destination?.Node == node)
        {
            always = $"what comes from its own node {node} is always let in";
            ingress = PolicyAllowance.Open;
        }

        var sure = egress.Sure.Shared(ingress.Sure);
        var maybe = egress.Sure.With(egress.Maybe).Shared(ingress.Sure.With(ingress.Maybe));
        var (outgoing, incoming) = (Decide(egress.Sure, egress.Sure.With(egress.Maybe), number, protocol), Decide(ingress.Sure, ingress.Sure.With(ingress.Maybe), number, protocol));
        var decision = Decide(sure, maybe, number, protocol);
        return new KopsNetworkPath
        {
            From = source?.Key ?? from!.ToString(),
            To = destination?.Key ?? to!.ToString(),
            Port = number,
            Protocol = protocol,
            Decision = decision,
            Egress = outgoing,
            Ingress = incoming,
            AllowedPorts = sure.Texts(),
            AllowedBy = decision == KopsNetworkDecision.Denied ? [] : [.. Named(source, egress.By).Concat(Named(destination, ingress.By)).Distinct(StringComparer.Ordinal)],
            DeniedBy = [.. (outgoing == KopsNetworkDecision.Denied ? Named(source, egress.Held) : []).Concat(incoming == KopsNetworkDecision.Denied ? Named(destination, ingress.Held) : [])],
            Reason = Reason(decision, outgoing, incoming, egress, ingress, always, source, destination),
            NotChecked = [.. skipped],
            ClusterName = reached.Cluster,
            Kubeconfig = reached.Kubeconfig,
            Context = reached.Context,
        };
    }

    private static int? Number(string? port, string protocol, PolicyPod? destination)
    {
        if (port is null)
        {
            return null;
        }

        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is >= 1 and <= 65535 ? number : throw Faults.KubernetesPortInvalid(port);
        }

        var named = (destination?.Ports ?? []).Where(own => own.Name == port && own.Protocol == protocol).Select(own => (int?)own.Number).FirstOrDefault();
        return named ?? throw Faults.KubernetesPortUnknown(port, destination?.Key ?? "", [.. (destination?.Ports ?? []).Select(own => own.Name).Distinct()]);
    }

    private static KopsNetworkDecision Decide(PortSet sure, PortSet maybe, int? port, string protocol) =>
        (port is { } one ? sure.Contains(protocol, one) : !sure.IsEmpty) ? KopsNetworkDecision.Allowed
        : (port is { } other ? maybe.Contains(protocol, other) : !maybe.IsEmpty) ? KopsNetworkDecision.Undecided
        : KopsNetworkDecision.Denied;

    private static string Reason(
        KopsNetworkDecision decision, KopsNetworkDecision outgoing, KopsNetworkDecision incoming, PolicyAllowance egress, PolicyAllowance ingress, string? always, PolicyPod? source,
        PolicyPod? destination)
    {
        if (decision == KopsNetworkDecision.Undecided)
        {
            return "only a block of addresses, or a selector for a pod on its node's network, would let it through: Kubernetes leaves that to network plug-ins";
        }

        if (outgoing == KopsNetworkDecision.Denied)
        {
            return $"{source!.Key} may send only what {string.Join(", ", egress.Held)} allow, and this is not among it";
        }

        if (incoming == KopsNetworkDecision.Denied)
        {
            return $"{destination!.Key} takes only what {string.Join(", ", ingress.Held)} allow, and this is not among it";
        }

        if (decision == KopsNetworkDecision.Denied)
        {
            return "each end allows something, but nothing of it is the same port";
        }

        return always ?? (egress.IsOpen && ingress.IsOpen ? "no policy closes either end" : $"{string.Join(", ", egress.By.Concat(ingress.By).Distinct())} allow it");
    }

    private static IEnumerable<string> Named(PolicyPod? pod, IReadOnlyList<string> policies) => policies.Select(policy => $"{pod?.Namespace}/{policy}");
}

using System.Net;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>Reads network policies and evaluates them: what they mean, what a pod may reach, whether a way is open.</summary>
public sealed class PolicyReader(KubeClient client)
{
    private readonly PolicyFactsReader _reader = new(client);

    /// <summary>The policies, with the pods that they hold.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<IReadOnlyList<KopsNetworkPolicy>> PoliciesAsync(string? clusterName, PolicyQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var facts = await _reader.ReadAsync(query.Namespaces, pods: true, cancellationToken).ConfigureAwait(false);
        var text = facts.Text(facts.Evaluator());
        return
        [
            .. facts.Policies.Where(policy => query.Wants(policy.Metadata?.Namespace ?? "", policy.Metadata?.Name ?? ""))
                .OrderBy(policy => policy.Metadata?.Namespace, StringComparer.Ordinal).ThenBy(policy => policy.Metadata?.Name, StringComparer.Ordinal)
                .Select(policy => new KopsNetworkPolicy
                {
                    Namespace = policy.Metadata?.Namespace ?? "",
                    Name = policy.Metadata?.Name ?? "",
                    PodSelector = policy.Spec?.PodSelector?.ToString() ?? "",
                    Pods = facts.KnowsPods ? [.. facts.Pods.Where(pod => PolicyEvaluator.Selects(policy, pod)).Select(pod => pod.Name).Order(StringComparer.Ordinal)] : null,
                    Types = [.. new[] { policy.IsForIngress ? "Ingress" : null, policy.IsForEgress ? "Egress" : null }.OfType<string>()],
                    Ingress = policy.IsForIngress ? text.Rules(policy, true, null) : [],
                    Egress = policy.IsForEgress ? text.Rules(policy, false, null) : [],
                    NotChecked = [.. facts.Skipped.Where(skipped => skipped.Code != "ForeignPolicy")],
                    Created = policy.Metadata?.CreationTimestamp?.ToUniversalTime(),
                    Age = ServerClock.Age(client.Clock.Now, policy.Metadata?.CreationTimestamp),
                    ClusterName = clusterName ?? client.Context.ClusterEntry,
                    Kubeconfig = client.Context.Source,
                    Context = client.Context.Name,
                }),
        ];
    }

    /// <summary>What pods may reach and be reached from.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">Which pods.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>; <c>KubernetesPodsUnreadable</c>.</exception>
    public async Task<IReadOnlyList<KopsPodNetwork>> PodsAsync(string? clusterName, PolicyQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var facts = await _reader.ReadAsync(query.Namespaces, pods: true, cancellationToken).ConfigureAwait(false);
        if (!facts.KnowsPods)
        {
            throw Faults.KubernetesPodsUnreadable(facts.Skipped.First(skipped => skipped.Code == "Pod").Reason);
        }

        var evaluator = facts.Evaluator();
        var text = facts.Text(evaluator);
        return
        [
            .. facts.Pods.Where(pod => query.Wants(pod.Namespace, pod.Name) && (query.Namespaces.Count == 0 || query.Namespaces.Contains(pod.Namespace)) && query.Selector?.Fits(pod.Labels) != false)
                .OrderBy(pod => pod.Key, StringComparer.Ordinal)
                .Select(pod =>
                {
                    var (incoming, outgoing) = (evaluator.Holding(pod, true), evaluator.Holding(pod, false));
                    return new KopsPodNetwork
                    {
                        Namespace = pod.Namespace,
                        Pod = pod.Name,
                        Node = pod.Node,
                        Addresses = [.. pod.Addresses],
                        HostNetwork = pod.IsOnHostNetwork,
                        IngressPolicies = [.. incoming.Select(policy => policy.Metadata?.Name ?? "")],
                        EgressPolicies = [.. outgoing.Select(policy => policy.Metadata?.Name ?? "")],
                        Ingress = incoming.Count == 0 ? [PolicyText.Anything(true)] : [.. incoming.SelectMany(policy => text.Rules(policy, true, pod))],
                        Egress = outgoing.Count == 0 ? [PolicyText.Anything(false)] : [.. outgoing.SelectMany(policy => text.Rules(policy, false, pod))],
                        NotChecked = [.. facts.Skipped],
                        ClusterName = clusterName ?? client.Context.ClusterEntry,
                        Kubeconfig = client.Context.Source,
                        Context = client.Context.Name,
                    };
                }),
        ];
    }

    /// <summary>Whether policies let traffic through.</summary>
    /// <param name="clusterName">Name for the object; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="from">The source: an address, or a pod with its namespace.</param>
    /// <param name="to">The destination.</param>
    /// <param name="port">A port number, or the name of a port of the destination; null is any.</param>
    /// <param name="protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<KopsNetworkPath> PathAsync(string? clusterName, NetworkEnd from, NetworkEnd to, string? port, string protocol, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var spaces = new[] { from.Namespace, to.Namespace }.OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var source = from.Address is null ? await _reader.PodAsync(from.Namespace!, from.Pod!, cancellationToken).ConfigureAwait(false) : null;
        var destination = to.Address is null ? await _reader.PodAsync(to.Namespace!, to.Pod!, cancellationToken).ConfigureAwait(false) : null;
        var facts = await _reader.ReadAsync(spaces, pods: false, cancellationToken).ConfigureAwait(false);
        return PolicyPath.Judge(
            facts.Evaluator(), source, from.Address, destination, to.Address, port, protocol, facts.Skipped, (clusterName ?? client.Context.ClusterEntry, client.Context.Source, client.Context.Name));
    }
}

/// <summary>One end of a way: an address, or a pod.</summary>
/// <param name="Address">The address; null for a pod.</param>
/// <param name="Namespace">Namespace of the pod.</param>
/// <param name="Pod">The pod.</param>
public sealed record NetworkEnd(IPAddress? Address, string? Namespace, string? Pod)
{
    /// <summary>Reads <c>192.0.2.7</c>, <c>shop/web-1</c> or <c>web-1</c>.</summary>
    /// <exception cref="KopsException"><c>KubernetesPodNameInvalid</c></exception>
    public static NetworkEnd Parse(string text, string @namespace)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IPAddress.TryParse(text, out var address) && (text.Contains('.', StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal)))
        {
            return new NetworkEnd(address, null, null);
        }

        return text.Split('/') switch
        {
            [{ Length: > 0 } name] => new NetworkEnd(null, @namespace, name),
            [{ Length: > 0 } space, { Length: > 0 } name] => new NetworkEnd(null, space, name),
            ["Pod" or "pod" or "po", { Length: > 0 } space, { Length: > 0 } name] => new NetworkEnd(null, space, name),
            _ => throw Faults.KubernetesPodNameInvalid(text),
        };
    }
}

using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>What policies are judged by, as far as it could be read.</summary>
internal sealed class PolicyFacts
{
    public required IReadOnlyList<NetworkPolicyRow> Policies { get; init; }

    /// <summary>Pods that are not over.</summary>
    public IReadOnlyList<PolicyPod> Pods { get; init; } = [];

    /// <summary>Labels of namespaces.</summary>
    public required IReadOnlyDictionary<string, Dictionary<string, string>> Namespaces { get; init; }

    /// <summary>What could not be read, or is not understood.</summary>
    public required IReadOnlyList<KopsSkippedCheck> Skipped { get; init; }

    public bool KnowsPods { get; init; } = true;

    public PolicyEvaluator Evaluator() => new(Policies, Namespaces);

    public PolicyText Text(PolicyEvaluator evaluator) => new(evaluator, Pods, [.. Namespaces.Keys.Union(Pods.Select(pod => pod.Namespace), StringComparer.Ordinal)]);
}

/// <summary>Reads what policies are judged by.</summary>
internal sealed class PolicyFactsReader(KubeClient client)
{
    public const string Api = "/apis/networking.k8s.io/v1";

    /// <summary>Policies of others that hold pods as well: group, resource, what they are called. None of them is evaluated here.</summary>
    private static readonly (string Group, string Resource, string Name)[] Foreign =
    [
        ("cilium.io", "ciliumnetworkpolicies", "CiliumNetworkPolicy"), ("cilium.io", "ciliumclusterwidenetworkpolicies", "CiliumClusterwideNetworkPolicy"),
        ("crd.projectcalico.org", "networkpolicies", "Calico NetworkPolicy"), ("crd.projectcalico.org", "globalnetworkpolicies", "Calico GlobalNetworkPolicy"),
        ("policy.networking.k8s.io", "adminnetworkpolicies", "AdminNetworkPolicy"), ("policy.networking.k8s.io", "baselineadminnetworkpolicies", "BaselineAdminNetworkPolicy"),
        ("policy.networking.k8s.io", "clusternetworkpolicies", "ClusterNetworkPolicy"),
    ];

    private readonly NetworkLister _lister = new(client);

    /// <summary>Reads policies, namespaces and, where wanted, pods.</summary>
    /// <param name="namespaces">Namespaces of the policies; empty is all.</param>
    /// <param name="pods">Also pods: those of these namespaces, and all others where a policy looks beyond them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">Where policies cannot be read: one of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<PolicyFacts> ReadAsync(IReadOnlyList<string> namespaces, bool pods, CancellationToken cancellationToken)
    {
        var policies = await _lister.ListAsync(Api, "networkpolicies", namespaces, null, null, NetworkJson.Default.Policies, cancellationToken).ConfigureAwait(false);
        List<KopsSkippedCheck> skipped = [];
        var (spaces, unread) = await _lister.TryListAsync(NetworkLister.Core, "namespaces", null, null, null, WorkloadJson.Default.Places, cancellationToken).ConfigureAwait(false);
        if (unread is not null && policies.Exists(Looks))
        {
            skipped.Add(new KopsSkippedCheck { Code = "Namespace", Reason = unread });
        }

        skipped.AddRange(await ForeignAsync(cancellationToken).ConfigureAwait(false));
        List<PolicyPod> known = [];
        string? podsUnread = null;
        if (pods)
        {
            var pool = new StringPool();
            var beyond = policies.Exists(Looks);
            var (rows, why) = await _lister.TryListAsync(NetworkLister.Core, "pods", beyond ? null : namespaces, null, null, WorkloadJson.Default.Pods, cancellationToken).ConfigureAwait(false);
            if (why is not null && beyond && namespaces.Count > 0)
            {
                // Those of the namespaces in question may be readable where not all are.
                skipped.Add(new KopsSkippedCheck { Code = "Pod", Reason = why });
                (rows, why) = await _lister.TryListAsync(NetworkLister.Core, "pods", namespaces, null, null, WorkloadJson.Default.Pods, cancellationToken).ConfigureAwait(false);
            }

            podsUnread = why;
            known.AddRange((rows ?? []).Where(row => !PolicyPod.IsOver(row)).Select(row => PolicyPod.Of(row, pool)));
        }

        if (podsUnread is not null && !skipped.Exists(one => one.Code == "Pod"))
        {
            skipped.Add(new KopsSkippedCheck { Code = "Pod", Reason = podsUnread });
        }

        return new PolicyFacts
        {
            Policies = policies,
            Pods = known,
            KnowsPods = podsUnread is null,
            Namespaces = (spaces ?? []).ToDictionary(row => row.Metadata?.Name ?? "", row => row.Metadata?.Labels ?? [], StringComparer.Ordinal),
            Skipped = skipped,
        };
    }

    /// <summary>One pod.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>; <c>KubernetesPodNotFound</c>.</exception>
    public async Task<PolicyPod> PodAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            var row = await client.GetAsync(KubePath.For("", "v1", "pods", @namespace, name), NetworkJson.Default.PodRow, cancellationToken).ConfigureAwait(false);
            return PolicyPod.Of(row, new StringPool());
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
        {
            throw Faults.KubernetesPodNotFound($"{@namespace}/{name}", client.Context.ClusterEntry);
        }
    }

    /// <summary>Kinds of policies besides Kubernetes' own of which there are objects.</summary>
    private async Task<IEnumerable<KopsSkippedCheck>> ForeignAsync(CancellationToken cancellationToken)
    {
        var (groups, unread) = await _lister.TryGetAsync("/apis", NetworkJson.Default.ApiGroups, cancellationToken).ConfigureAwait(false);
        if (groups?.Groups is null)
        {
            return unread is null ? [] : [new KopsSkippedCheck { Code = "ForeignPolicy", Reason = unread }];
        }

        var served = groups.Groups.ToLookup(group => group.Name, group => group.PreferredVersion?.GroupVersion, StringComparer.Ordinal);
        var found = await Task.WhenAll(Foreign.Where(kind => served.Contains(kind.Group)).Select(async kind =>
        {
            var (rows, why) = await _lister.TryGetAsync($"/apis/{served[kind.Group].First()}/{kind.Resource}?limit=1", NetworkJson.Default.Heads, cancellationToken).ConfigureAwait(false);
            return why ?? (rows?.Items is { Count: > 0 } ? $"there are policies of kind {kind.Name}, which are not evaluated here" : null);
        })).ConfigureAwait(false);
        return found.OfType<string>().Select(reason => new KopsSkippedCheck { Code = "ForeignPolicy", Reason = reason });
    }

    private static bool Looks(NetworkPolicyRow policy) =>
        (policy.Spec?.Ingress ?? []).Concat(policy.Spec?.Egress ?? []).Any(rule => rule?.Peers.Exists(peer => peer?.NamespaceSelector is not null) == true);
}

internal sealed class ApiGroupList
{
    public List<ApiGroup>? Groups { get; set; }
}

internal sealed class ApiGroup
{
    public string? Name { get; set; }

    public ApiGroupVersion? PreferredVersion { get; set; }
}

internal sealed class ApiGroupVersion
{
    public string? GroupVersion { get; set; }
}

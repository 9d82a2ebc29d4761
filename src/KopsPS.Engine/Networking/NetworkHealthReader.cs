using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KopsPS.Engine.Health.Components;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>Judges a cluster's network: name service, network plug-in, the way to services, services and policies.</summary>
public sealed class NetworkHealthReader(KubeClient client, IFeedback feedback)
{
    private readonly NetworkLister _lister = new(client);

    /// <summary>Codes of the findings that are this reader's own; those of services and parts come to them.</summary>
    public static IReadOnlyList<string> Codes => NetworkCode.All;

    /// <summary>Reads: first the parts, then services and policies by namespace and name.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">What.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>: no way to the API server, or no identity there.</exception>
    public async IAsyncEnumerable<KopsNetworkHealth> ReadAsync(string? clusterName, NetworkHealthQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (policies, unread) = (default(PolicyFacts), default(string));
        List<KopsComponentHealth> parts = [];
        KopsException? unreachable = null;
        var components = new ComponentHealthReader(client, feedback).ReadAsync(
            clusterName, new ComponentHealthQuery { Parts = [KopsComponentPart.Dns, KopsComponentPart.Cni, KopsComponentPart.KubeProxy], Excluded = query.ExcludeCheck }, cancellationToken);
        await using (var each = components.GetAsyncEnumerator(cancellationToken))
        {
            while (true)
            {
                try
                {
                    if (!await each.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (KopsException fault)
                {
                    unreachable = fault;
                    break;
                }

                parts.Add(each.Current);
            }
        }

        if (unreachable is null)
        {
            (policies, unread) = await PoliciesAsync(query, cancellationToken).ConfigureAwait(false);
        }

        foreach (var part in parts)
        {
            yield return await PartAsync(part, policies, query, cancellationToken).ConfigureAwait(false);
        }

        if (unreachable is not null)
        {
            throw unreachable;
        }

        var wanted = new WorkloadHealthQuery
        {
            Kinds = new HashSet<string> { "Service" }, Namespaces = query.Namespaces, Namespace = query.Namespace, ExcludeCheck = query.ExcludeCheck,
        };
        await foreach (var service in new WorkloadHealthReader(client, feedback).ReadAsync(clusterName, wanted, cancellationToken).ConfigureAwait(false))
        {
            yield return new KopsNetworkHealth
            {
                Kind = service.Kind, Namespace = service.Namespace, Name = service.Name, Verdict = service.Verdict, Findings = service.Findings, NotChecked = service.NotChecked,
                Detail = service.Ready, ObservedAt = service.ObservedAt, ClusterName = service.ClusterName, Kubeconfig = service.Kubeconfig, Context = service.Context,
            };
        }

        if (unread is not null)
        {
            var judged = new Judgement();
            judged.Skip("NetworkPolicy", unread, decisive: true);
            yield return Shown("NetworkPolicy", "", "*", judged, clusterName, query);
        }

        if (policies is { Policies.Count: > 0 })
        {
            var (services, _) = await _lister.TryListAsync(NetworkLister.Core, "services", query.Namespaces, null, null, WorkloadJson.Default.Services, cancellationToken).ConfigureAwait(false);
            foreach (var (policy, judged) in new PolicyJudge(policies, services ?? []).Judge())
            {
                if (query.Namespace?.Invoke(policy.Metadata?.Namespace ?? "") != false)
                {
                    foreach (var skipped in policies.Skipped.Where(skipped => skipped.Code != "Pod"))
                    {
                        judged.Skip(skipped.Code, skipped.Reason);
                    }

                    yield return Shown("NetworkPolicy", policy.Metadata?.Namespace ?? "", policy.Metadata?.Name ?? "", judged, clusterName, query);
                }
            }
        }
    }

    /// <summary>The object of a judgement.</summary>
    internal KopsNetworkHealth Shown(string kind, string @namespace, string name, Judgement judged, string? clusterName, NetworkHealthQuery query)
    {
        var (verdict, findings, skipped) = judged.Result(query.ExcludeCheck);
        return new KopsNetworkHealth
        {
            Kind = kind,
            Namespace = @namespace,
            Name = name,
            Verdict = verdict,
            Findings = findings,
            NotChecked = skipped,
            Detail = judged.Ready,
            ObservedAt = client.Clock.Now?.ToUniversalTime(),
            ClusterName = clusterName ?? client.Context.ClusterEntry,
            Kubeconfig = client.Context.Source,
            Context = client.Context.Name,
        };
    }

    private async Task<(PolicyFacts? Facts, string? Unread)> PoliciesAsync(NetworkHealthQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return (await new PolicyFactsReader(client).ReadAsync(query.Namespaces, pods: true, cancellationToken).ConfigureAwait(false), null);
        }
        catch (KopsException fault) when (fault.Id is "KubernetesForbidden" or "KubernetesServerFailed" or "KubernetesThrottled" or "KubernetesTimeout" or "KubernetesNotFound")
        {
            return (null, fault.Message);
        }
    }

    private async Task<KopsNetworkHealth> PartAsync(KopsComponentHealth part, PolicyFacts? policies, NetworkHealthQuery query, CancellationToken cancellationToken)
    {
        var (verdict, findings) = (part.Verdict, part.Findings);
        if (part.Part == KopsComponentPart.Cni && policies is { Policies.Count: > 0 } && await WhyNotEnforcedAsync(part.Name, cancellationToken).ConfigureAwait(false) is { } why
            && query.ExcludeCheck?.Invoke(NetworkCode.PoliciesNotEnforced) != true)
        {
            var judged = new Judgement();
            judged.Add(
                NetworkCode.PoliciesNotEnforced, KopsSeverity.Warning, $"there are {(policies.Policies.Count == 1 ? "a network policy" : FormattableString.Invariant($"{policies.Policies.Count} network policies"))}, and {why}: nothing is closed by them", null,
                "Get-KopsNetworkPolicy");
            findings = [.. findings.Concat(judged.Findings).OrderByDescending(finding => finding.Severity)];
            verdict = verdict == KopsVerdict.Healthy ? KopsVerdict.Degraded : verdict;
        }

        return new KopsNetworkHealth
        {
            Kind = part.Part.ToString(),
            Namespace = part.Namespace,
            Name = part.Name,
            Verdict = verdict,
            Findings = findings,
            NotChecked = part.NotChecked,
            Detail = part.Detail,
            ObservedAt = part.ObservedAt,
            ClusterName = part.ClusterName,
            Kubeconfig = part.Kubeconfig,
            Context = part.Context,
        };
    }

    /// <summary>Why a plug-in does not enforce policies; null where it does, or nobody knows.</summary>
    private async Task<string?> WhyNotEnforcedAsync(string plugin, CancellationToken cancellationToken)
    {
        if (plugin is "flannel" or "kopeio")
        {
            return $"{plugin} does not enforce any";
        }

        if (plugin != "amazon-vpc")
        {
            return null;
        }

        var (set, _) = await _lister.TryGetAsync(KubePath.For("apps", "v1", "daemonsets", "kube-system", "aws-node"), NetworkJson.Default.JsonObject, cancellationToken).ConfigureAwait(false);
        return set is null || Arguments(set).Contains("--enable-network-policy=true") ? null : "the agent of amazon-vpc is not set to enforce any";
    }

    private static IEnumerable<string> Arguments(JsonObject set) =>
        (set["spec"]?["template"]?["spec"]?["containers"] as JsonArray ?? []).SelectMany(container => container?["args"] as JsonArray ?? []).Select(argument => argument?.ToString() ?? "");
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Capacity;

/// <summary>Reads what capacity is told from: nodes, then pods page by page, of which only sums are kept; metrics, quotas and limit ranges where they are needed.</summary>
internal sealed class CapacityFactsReader(KubeClient client, IFeedback feedback)
{
    private const string Metrics = "/apis/metrics.k8s.io/v1beta1";

    private readonly CapacityFacts _facts = new();
    private readonly StringPool _pool = new();

    public async Task<CapacityFacts> ReadAsync(CapacityQuery query, string activity, CancellationToken cancellationToken)
    {
        var needsNodes = query.OnlyWaiting || query.Pod is not null || query.Scopes.Any(scope => scope is not (KopsCapacityScope.Namespace or KopsCapacityScope.Workload));
        var byWorkload = !query.OnlyWaiting && query.Scopes.Contains(KopsCapacityScope.Workload);
        var byNamespace = !query.OnlyWaiting && query.Scopes.Contains(KopsCapacityScope.Namespace);
        if (byNamespace || query.PodNamespace is not null)
        {
            await ReadRulesAsync(byNamespace ? query.Namespaces : [query.PodNamespace!], byNamespace, cancellationToken).ConfigureAwait(false);
            if (byNamespace && query.Namespaces.Count > 0 && query.PodNamespace is { } other && !query.Namespaces.Contains(other))
            {
                await ReadRulesAsync([other], false, cancellationToken).ConfigureAwait(false);
            }
        }

        if (query.Pod is { } pod)
        {
            CapacityPodRow row;
            try
            {
                row = pod.Deserialize(CapacityJson.Default.CapacityPodRow)!;
            }
            catch (JsonException cause)
            {
                throw Faults.KubernetesManifestInvalid("the pod", $"{cause.Path}: {cause.Message}", cause);
            }

            _facts.Asked = await AdmitAsync(row, query.PodNamespace, cancellationToken).ConfigureAwait(false);
        }

        if (needsNodes)
        {
            await foreach (var page in KubePager.ListAsync(client, "/api/v1/nodes", CapacityJson.Default.Nodes, row => row.Metadata?.Name ?? "", cancellationToken).ConfigureAwait(false))
            {
                foreach (var row in page.Items)
                {
                    var node = NodeSpace.Of(row, _pool);
                    _facts.Nodes[node.Name] = node;
                }
            }
        }

        var podUsage = byNamespace || byWorkload ? await PodUsageAsync(needsNodes ? [] : query.Namespaces, cancellationToken).ConfigureAwait(false) : null;
        await ReadPodsAsync(needsNodes ? [] : query.Namespaces, query, byNamespace, byWorkload, podUsage, activity, cancellationToken).ConfigureAwait(false);
        _facts.Asked?.Settle(_facts.Nodes);
        foreach (var row in needsNodes && !query.OnlyWaiting ? await UsageAsync(Metrics + "/nodes", cancellationToken).ConfigureAwait(false) : [])
        {
            if (_facts.Nodes.TryGetValue(row.Metadata?.Name ?? "", out var node))
            {
                node.Used = row.Usage;
            }
        }

        _facts.Now = client.Clock.Now;
        return _facts;
    }

    private async Task ReadPodsAsync(
        IReadOnlyList<string> namespaces, CapacityQuery query, bool byNamespace, bool byWorkload, Dictionary<string, ResourceAmounts>? usage, string activity, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var @namespace in namespaces.Count > 0 ? namespaces : [null!])
        {
            await foreach (var page in KubePager.ListAsync(client, KubePath.For("", "v1", "pods", @namespace), CapacityJson.Default.Pods, row => Keys.Of(row.Namespace, row.Name), cancellationToken).ConfigureAwait(false))
            {
                foreach (var row in page.Items)
                {
                    Take(row, query, byNamespace, byWorkload, usage);
                }

                count += page.Items.Count;
                feedback.Progress(new ProgressReport(
                    activity, string.Create(CultureInfo.InvariantCulture, $"{count} pods"), page.Remaining is { } left && count + left > 0 ? (int)(100 * count / (count + left)) : null));
            }
        }

        feedback.Progress(new ProgressReport(activity, string.Create(CultureInfo.InvariantCulture, $"{count} pods"), 100, Completed: true));
    }

    private void Take(CapacityPodRow row, CapacityQuery query, bool byNamespace, bool byWorkload, Dictionary<string, ResourceAmounts>? usage)
    {
        // What has ended has given its room back.
        if (row.Status?.Phase is "Succeeded" or "Failed")
        {
            return;
        }

        var (requests, limits) = (PodDemand.Requests(row.Spec, row.Status), PodDemand.Limits(row.Spec));
        if (row.Spec?.NodeName is { Length: > 0 } name)
        {
            if (_facts.Nodes.TryGetValue(name, out var node))
            {
                node.Take(row.Spec, requests, limits);
            }

            _facts.Asked?.Meet(row);
        }
        else if (row.Metadata?.DeletionTimestamp is null && query.Namespace?.Invoke(row.Namespace) != false)
        {
            _facts.Waiting.Add(row);
        }

        if ((byNamespace || byWorkload) && query.Namespace?.Invoke(row.Namespace) != false)
        {
            var used = usage?.GetValueOrDefault(Keys.Of(row.Namespace, row.Name));
            if (byNamespace)
            {
                Totals(_facts.Namespaces, _pool.Of(row.Namespace)!).Add(null, requests, limits, used);
            }

            if (byWorkload)
            {
                Totals(_facts.Workloads, KeyOf(row)).Add(row.Spec, requests, limits, used);
            }
        }
    }

    private static PodTotals Totals<TKey>(Dictionary<TKey, PodTotals> all, TKey key)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out var totals))
        {
            all[key] = totals = new PodTotals();
        }

        return totals;
    }

    /// <summary>What made a pod. A replica set of a deployment has its name and the hash that its pods have as a label.</summary>
    private WorkloadKey KeyOf(CapacityPodRow row)
    {
        var @namespace = _pool.Of(row.Namespace)!;
        if (row.Metadata?.Controller is not { Kind: { } kind, Name: { } name } || kind == "Node")
        {
            return new WorkloadKey(@namespace, "Pod", row.Name);
        }

        return kind == "ReplicaSet" && row.Metadata.Labels?.GetValueOrDefault("pod-template-hash") is { Length: > 0 } hash && name.EndsWith("-" + hash, StringComparison.Ordinal)
            ? new WorkloadKey(@namespace, "Deployment", _pool.Of(name[..^(hash.Length + 1)])!)
            : new WorkloadKey(@namespace, _pool.Of(kind)!, _pool.Of(name)!);
    }

    private async Task ReadRulesAsync(IReadOnlyList<string> namespaces, bool isDecisive, CancellationToken cancellationToken)
    {
        foreach (var @namespace in namespaces.Count > 0 ? namespaces : [null!])
        {
            await ListAsync("Quota", KubePath.For("", "v1", "resourcequotas", @namespace), CapacityJson.Default.Quotas, _facts.Quotas, row => row.Metadata).ConfigureAwait(false);
            await ListAsync("LimitRange", KubePath.For("", "v1", "limitranges", @namespace), CapacityJson.Default.LimitRanges, _facts.LimitRanges, row => row.Metadata).ConfigureAwait(false);
        }

        async Task ListAsync<T>(string code, string path, JsonTypeInfo<KubeList<T>> type, List<T> into, Func<T, CapacityMeta?> of)
        {
            try
            {
                into.AddRange(await KubePager.AllAsync(client, path, type, row => Keys.Of(of(row)?.Namespace, of(row)?.Name), cancellationToken).ConfigureAwait(false));
            }
            catch (KopsException fault) when (fault.Id is "KubernetesForbidden" or "KubernetesNotFound")
            {
                feedback.Debug($"{(isDecisive ? "Namespaces" : "The pod")}: {fault.Message}");
                _facts.Skip(code, fault.Message);
            }
        }
    }

    private async Task<PodNeeds> AdmitAsync(CapacityPodRow pod, string? @namespace, CancellationToken cancellationToken)
    {
        (pod.Metadata ??= new CapacityMeta()).Namespace = @namespace;
        RuntimeClassRow? runtime = null;
        if (pod.Spec?.RuntimeClassName is { Length: > 0 } name)
        {
            try
            {
                runtime = await client.GetAsync($"/apis/node.k8s.io/v1/runtimeclasses/{Uri.EscapeDataString(name)}", CapacityJson.Default.RuntimeClassRow, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.Id is "KubernetesForbidden" or "KubernetesNotFound")
            {
                _facts.Skip("RuntimeClass", fault.Message);
            }
        }

        var needs = AdmittedPod.Of(pod, [.. _facts.LimitRanges.Where(range => range.Metadata?.Namespace == @namespace)], runtime);
        foreach (var (code, reason) in needs.NotChecked)
        {
            _facts.Skip(code, reason);
        }

        return needs;
    }

    private async Task<Dictionary<string, ResourceAmounts>> PodUsageAsync(IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        Dictionary<string, ResourceAmounts> all = new(StringComparer.Ordinal);
        foreach (var path in namespaces.Count > 0 ? namespaces.Select(name => $"{Metrics}/namespaces/{Uri.EscapeDataString(name)}/pods") : [Metrics + "/pods"])
        {
            foreach (var row in await UsageAsync(path, cancellationToken).ConfigureAwait(false))
            {
                var sum = new ResourceAmounts();
                foreach (var container in row.Containers ?? [])
                {
                    sum.Add(container.Usage);
                }

                all[Keys.Of(row.Metadata?.Namespace, row.Metadata?.Name)] = sum;
            }
        }

        return all;
    }

    /// <summary>Metrics are an extra: a cluster without them, or with broken ones, is told of all the same.</summary>
    private async Task<IReadOnlyList<MetricRow>> UsageAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // Broken metrics stay broken for the moment: one more try is enough.
            var list = await client.SendAsync(KubeRequest.Get(path) with { Attempts = 2 }, CapacityJson.Default.Metrics, cancellationToken).ConfigureAwait(false);
            return list.Items ?? [];
        }
        catch (KopsException fault) when (KubeFaults.IsOwnMatter(fault))
        {
            feedback.Verbose($"What is used is not known: {fault.Message}");
            _facts.Skip("Usage", fault.Message);
            return [];
        }
    }
}

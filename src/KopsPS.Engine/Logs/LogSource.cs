using System.Runtime.CompilerServices;
using System.Text.Json;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Logs;

/// <summary>Pods whose logs are wanted: one, or a list that others may join.</summary>
/// <param name="Path">Path of the pod, or of the list with its selector.</param>
/// <param name="Fits">Which of the list; null for all.</param>
/// <param name="IsOne">Names one pod: nothing follows its end.</param>
/// <param name="Job">Path of the Job that makes them: when it is done no others come.</param>
internal sealed record LogSource(string Path, Func<LogPodRow, bool>? Fits, bool IsOne, string? Job = null)
{
    /// <summary>Kinds that have pods, in the order in which a name without a kind is looked for.</summary>
    private static readonly string[] Owners = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet", "ReplicationController"];

    /// <summary>What a query means.</summary>
    /// <exception cref="KopsException"><c>KubernetesWorkloadNotFound</c>, <c>KubernetesWorkloadUnfit</c>, <c>KubernetesSelectorInvalid</c>; the client's.</exception>
    public static async Task<IReadOnlyList<LogSource>> OfAsync(KubeClient client, LogQuery query, string clusterName, CancellationToken cancellationToken)
    {
        if (query.Names.Count == 0)
        {
            _ = query.Selector is null ? null : LabelSelector.Parse(query.Selector);
            return [new LogSource(Pods(query.Namespace, ("labelSelector", query.Selector)), null, false)];
        }

        var sources = new List<LogSource>();
        foreach (var name in query.Names)
        {
            var space = name.Namespace ?? query.Namespace;
            List<LogSource> found = name.Kind switch
            {
                null => await AnyAsync(client, space, name, cancellationToken).ConfigureAwait(false),
                "Pod" => await PodsAsync(client, space, name, cancellationToken).ConfigureAwait(false),
                "Service" or "Deployment" or "StatefulSet" or "DaemonSet" or "Job" or "CronJob" or "ReplicaSet" or "ReplicationController" =>
                    await OwnedAsync(client, name.Kind, space, name, cancellationToken).ConfigureAwait(false),
                _ => throw Faults.KubernetesWorkloadUnfit(name.Text, $"is a {name.Kind}, which has no pods and so no log", $"These have: Pod, Service, {string.Join(", ", Owners)}."),
            };
            sources.AddRange(found.Count > 0 ? found : throw Faults.KubernetesWorkloadNotFound(name.Text, clusterName));
        }

        return [.. sources.DistinctBy(source => (source.Path, source.Fits))];
    }

    /// <summary>The pods there are now.</summary>
    /// <exception cref="KopsException">The client's.</exception>
    public async IAsyncEnumerable<LogPodRow> PodsAsync(KubeClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (IsOne)
        {
            yield return await client.GetAsync(Path, LogJson.Default.Pod, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        await foreach (var page in KubePager.ListAsync(client, Path, LogJson.Default.Pods, pod => pod.Metadata?.Uid ?? "", cancellationToken).ConfigureAwait(false))
        {
            foreach (var pod in page.Items.Where(pod => Fits?.Invoke(pod) != false))
            {
                yield return pod;
            }
        }
    }

    /// <summary>A pod of that name, else what there is of that name.</summary>
    private static async Task<List<LogSource>> AnyAsync(KubeClient client, string? space, LogName name, CancellationToken cancellationToken)
    {
        var pods = await PodsAsync(client, space, name, cancellationToken).ConfigureAwait(false);
        if (pods.Count > 0)
        {
            return pods;
        }

        var owned = await Task.WhenAll(Owners.Select(kind => OwnedAsync(client, kind, space, name, cancellationToken))).ConfigureAwait(false);
        return [.. owned.SelectMany(sources => sources)];
    }

    private static async Task<List<LogSource>> PodsAsync(KubeClient client, string? space, LogName name, CancellationToken cancellationToken)
    {
        if (name.Fits is { } fits)
        {
            // A pattern may fit pods that come later.
            bool Matches(LogPodRow pod) => fits(pod.Metadata?.Name ?? "");
            return await ExistsAsync(client, Pods(space), Matches, cancellationToken).ConfigureAwait(false) is not null || name.Kind == "Pod"
                ? [new LogSource(Pods(space), Matches, false)]
                : [];
        }

        if (space is not null)
        {
            // Needs no right to lists.
            try
            {
                var path = KubePath.For("", "v1", "pods", space, name.Name);
                await client.GetAsync(path, LogJson.Default.Pod, cancellationToken).ConfigureAwait(false);
                return [new LogSource(path, null, true)];
            }
            catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
            {
                return [];
            }
        }

        return await ExistsAsync(client, Pods(space, ("fieldSelector", "metadata.name=" + name.Name)), null, cancellationToken).ConfigureAwait(false) is { Metadata: { } pod }
            ? [new LogSource(KubePath.For("", "v1", "pods", pod.Namespace, pod.Name), null, true)]
            : [];
    }

    private static async Task<LogPodRow?> ExistsAsync(KubeClient client, string path, Func<LogPodRow, bool>? fits, CancellationToken cancellationToken)
    {
        await foreach (var page in KubePager.ListAsync(client, path, LogJson.Default.Pods, pod => pod.Metadata?.Uid ?? "", cancellationToken).ConfigureAwait(false))
        {
            if (page.Items.FirstOrDefault(pod => fits?.Invoke(pod) != false) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static async Task<List<LogSource>> OwnedAsync(KubeClient client, string kind, string? space, LogName name, CancellationToken cancellationToken)
    {
        var sources = new List<LogSource>();
        var resource = WorkloadKind.Of(kind);
        var place = space is null ? "" : $"/namespaces/{Uri.EscapeDataString(space)}";
        var path = KubePath.WithQuery($"{resource.Api}{place}/{resource.Resource}", ("fieldSelector", name.Fits is null ? "metadata.name=" + name.Name : null));
        await foreach (var page in KubePager.ListAsync(client, path, LogJson.Default.Owners, owner => owner.Metadata?.Uid ?? "", cancellationToken).ConfigureAwait(false))
        {
            foreach (var owner in page.Items.Where(owner => name.Fits?.Invoke(owner.Metadata?.Name ?? "") != false))
            {
                var (ownSpace, ownName) = (owner.Metadata?.Namespace, owner.Metadata?.Name ?? "");
                var isControlled = owner.Metadata?.OwnerReferences?.Exists(reference => reference.Controller == true) == true;
                if (name.Kind is null && isControlled)
                {
                    // A deployment's replica set, a cron job's job: what made them is found as well.
                    continue;
                }

                sources.Add(kind == "CronJob"
                    ? new LogSource(Pods(ownSpace), pod => IsOfCronJob(pod, ownName), false)
                    : new LogSource(Pods(ownSpace, ("labelSelector", SelectorOf(owner.Spec?.Selector))), null, false, kind == "Job" ? KubePath.For("batch", "v1", "jobs", ownSpace, ownName) : null));
            }
        }

        return sources;
    }

    /// <summary>A cron job's jobs are called like it and the minute that they are for.</summary>
    private static bool IsOfCronJob(LogPodRow pod, string name) =>
        pod.Metadata?.OwnerReferences?.Find(owner => owner.Controller == true) is { Kind: "Job", Name: { } job }
        && job.Length > name.Length + 1 && job.StartsWith(name, StringComparison.Ordinal) && job[name.Length] == '-' && job.AsSpan(name.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static string Pods(string? space, params (string, string?)[] query) => KubePath.WithQuery(KubePath.For("", "v1", "pods", space), query);

    /// <summary>A selector as it is written into a query. A workload without one selects nothing.</summary>
    private static string SelectorOf(JsonElement? selector)
    {
        var parts = new List<string>();
        if (selector is { ValueKind: JsonValueKind.Object } told)
        {
            var isWhole = told.TryGetProperty("matchLabels", out var labels) | told.TryGetProperty("matchExpressions", out var expressions);
            foreach (var label in (isWhole ? labels : told) is { ValueKind: JsonValueKind.Object } pairs ? pairs.EnumerateObject() : default)
            {
                parts.Add($"{label.Name}={label.Value.GetString()}");
            }

            foreach (var expression in expressions.ValueKind == JsonValueKind.Array ? expressions.EnumerateArray() : default)
            {
                var key = expression.GetProperty("key").GetString();
                var values = expression.TryGetProperty("values", out var all) && all.ValueKind == JsonValueKind.Array ? string.Join(',', all.EnumerateArray().Select(value => value.GetString())) : "";
                parts.Add(expression.GetProperty("operator").GetString() switch
                {
                    "In" => $"{key} in ({values})",
                    "NotIn" => $"{key} notin ({values})",
                    "DoesNotExist" => "!" + key,
                    _ => key ?? "",
                });
            }
        }

        return parts.Count > 0 ? string.Join(',', parts) : "kopsps.io/selects=nothing";
    }
}

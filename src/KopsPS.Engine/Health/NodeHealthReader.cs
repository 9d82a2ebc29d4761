using System.Globalization;
using System.Runtime.CompilerServices;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health;

/// <summary>
/// Reads and judges all nodes of a cluster. Leases and the server's version are read beside the first page, nodes stream; a node of a
/// large list waits only until enough of its instance group have been seen to say what is usual there.
/// </summary>
public sealed class NodeHealthReader(KubeClient client, IFeedback feedback)
{
    /// <summary>Reads.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">Which nodes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">Where the nodes cannot be read at all: one of the faults named <c>Kubernetes…</c>.</exception>
    public async IAsyncEnumerable<KopsNodeHealth> ReadAsync(
        string? clusterName, NodeHealthQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var activity = $"Reading nodes of {clusterName ?? client.Context.ClusterEntry}";
        var versionTask = VersionAsync(cancellationToken);
        var leasesTask = LeasesAsync(cancellationToken);
        var holdsAll = query.IncludePod || query.Instances is not null;

        // The first page is under way beside the leases, but after the version: that small answer tells how long the way is,
        // and so whether pages are to be compressed. Nothing is judged before all three are there.
        await using var pages = KubePager.ListAsync(client, "/api/v1/nodes", NodeJson.Default.Nodes, node => node.Name, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        var firstTask = FirstPageAsync();
        await Task.WhenAll(versionTask, leasesTask, firstTask).ConfigureAwait(false);
        var (server, versionSkipped) = await versionTask.ConfigureAwait(false);
        var (leases, leasesSkipped) = await leasesTask.ConfigureAwait(false);
        var (pods, podsSkipped) = query.IncludePod
            ? await AskAsync(() => NodePods.ReadAsync(client, query.Thresholds, feedback, cancellationToken)).ConfigureAwait(false)
            : default;
        var (outOfMemory, eventsSkipped) = query.IncludePod
            ? await AskAsync(() => NodeEvents.OutOfMemoryAsync(client, cancellationToken)).ConfigureAwait(false)
            : default;
        NodeInstances? instances = null;
        string? instancesSkipped = null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var peers = new NodePeers { NeedsWhole = holdsAll };
        var waiting = new List<NodeRow>();
        var count = 0L;
        for (var more = await firstTask.ConfigureAwait(false); more; more = await pages.MoveNextAsync().ConfigureAwait(false))
        {
            var page = pages.Current;
            foreach (var node in page.Items)
            {
                peers.Count(node);
                pods?.Count(node);
            }

            peers.IsWhole = page.IsLast;
            count += page.Items.Count;
            feedback.Progress(new ProgressReport(
                activity,
                string.Create(CultureInfo.InvariantCulture, $"{count} nodes"),
                page.Remaining is { } left ? (int)(100 * count / (count + left)) : null));

            waiting.AddRange(page.Items);
            if (page.IsLast && query.Instances is { } session)
            {
                names.UnionWith(waiting.Select(NodeIdentity.InstanceId).OfType<string>());
                (instances, instancesSkipped) = await InstancesAsync(session, clusterName ?? client.Context.ClusterEntry, names, cancellationToken).ConfigureAwait(false);
            }

            var evidence = EvidenceAt(page.Date ?? client.Clock.Now);
            var kept = new List<NodeRow>();
            foreach (var node in waiting)
            {
                if (!peers.Knows(node))
                {
                    kept.Add(node);
                }
                else if (Wanted(node, query))
                {
                    yield return Health(node, evidence, peers, clusterName);
                }
            }

            waiting = kept;
            if (page.IsLast)
            {
                foreach (var (instance, verdict, findings) in NodeInstanceJudge.WithoutNode(evidence, names))
                {
                    if ((query.Name?.Invoke(instance.Id) ?? true) && (query.InstanceGroup?.Invoke(instance.InstanceGroup ?? "") ?? true))
                    {
                        yield return Health(instance, verdict, findings, evidence, clusterName);
                    }
                }
            }
        }

        feedback.Progress(new ProgressReport(activity, string.Create(CultureInfo.InvariantCulture, $"{count} nodes"), 100, Completed: true));
        feedback.Debug(string.Create(CultureInfo.InvariantCulture, $"{count} nodes, {leases?.Count ?? 0} leases, API server {server?.ToString() ?? "unknown"}."));

        async Task<bool> FirstPageAsync()
        {
            await versionTask.ConfigureAwait(false);
            return await pages.MoveNextAsync().ConfigureAwait(false);
        }

        NodeEvidence EvidenceAt(DateTimeOffset? now)
        {
            var skipped = new List<KopsSkippedCheck>();
            if (versionSkipped is not null)
            {
                skipped.Add(new KopsSkippedCheck { Code = NodeCode.KubeletVersion, Reason = versionSkipped });
            }

            if (leasesSkipped is not null)
            {
                skipped.Add(new KopsSkippedCheck { Code = NodeCode.NodeLease, Reason = leasesSkipped });
            }
            else if (now is null)
            {
                skipped.Add(new KopsSkippedCheck { Code = NodeCode.NodeLease, Reason = "the API server's answers have no date, so no age is known" });
            }

            Skip(NodeCode.NodePod, podsSkipped);
            Skip(NodeCode.NodeEvent, eventsSkipped);
            Skip(NodeCode.Instance, instancesSkipped);
            skipped.AddRange(instances?.Skipped ?? []);
            return new NodeEvidence
            {
                Now = now,
                Server = server,
                Leases = now is null ? null : leases,
                Pods = pods,
                OutOfMemory = outOfMemory,
                Instances = instances,
                NotChecked = skipped,
                Thresholds = query.Thresholds,
                Excluded = query.Excluded,
            };

            void Skip(string code, string? why)
            {
                if (why is not null)
                {
                    skipped.Add(new KopsSkippedCheck { Code = code, Reason = why });
                }
            }
        }
    }

    private KopsNodeHealth Health(NodeRow node, NodeEvidence evidence, NodePeers peers, string? clusterName)
    {
        var (verdict, findings, skipped) = NodeJudge.Judge(node, evidence, peers);
        var created = node.Metadata?.CreationTimestamp;
        return new KopsNodeHealth
        {
            Name = node.Name,
            Verdict = verdict,
            Findings = findings,
            NotChecked = skipped,
            Role = NodeIdentity.Role(node),
            InstanceGroup = node.Metadata?.Labels?.InstanceGroup,
            Zone = node.Metadata?.Labels?.Zone,
            Version = node.Status?.NodeInfo?.KubeletVersion,
            InstanceId = NodeIdentity.InstanceId(node),
            Created = created,
            Age = ServerClock.Age(evidence.Now, created),
            Ready = node.Ready?.Status,
            ObservedAt = evidence.Now?.ToUniversalTime(),
            ClusterName = clusterName ?? client.Context.ClusterEntry,
            Kubeconfig = client.Context.Source,
            Context = client.Context.Name,
        };
    }

    private static bool Wanted(NodeRow node, NodeHealthQuery query) =>
        (query.Name?.Invoke(node.Name) ?? true) && (query.InstanceGroup?.Invoke(node.Metadata?.Labels?.InstanceGroup ?? "") ?? true);

    private async Task<(KubeletVersion? Version, string? Skipped)> VersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = await client.GetAsync("/version", KubeStatusJson.Default.KubeVersion, cancellationToken).ConfigureAwait(false);
            return KubeletVersion.Parse(version.GitVersion) is { } known ? (known, null) : (null, "the API server names no version");
        }
        catch (KopsException fault) when (IsOwnMatter(fault))
        {
            return (null, fault.Message);
        }
    }

    private Task<(NodeLeases? Leases, string? Skipped)> LeasesAsync(CancellationToken cancellationToken) =>
        AskAsync(() => NodeLeases.ReadAsync(client, cancellationToken));

    /// <summary>An answer, or why there is none.</summary>
    private static async Task<(T? Answer, string? Skipped)> AskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return (await ask().ConfigureAwait(false), null);
        }
        catch (KopsException fault) when (IsOwnMatter(fault))
        {
            return (null, fault.Message);
        }
    }

    /// <summary>What AWS refuses is a check that could not run; a wrong or missing credential is the caller's matter.</summary>
    private static async Task<(NodeInstances? Instances, string? Skipped)> InstancesAsync(
        AwsSession session, string clusterName, IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        try
        {
            return (await NodeInstances.ReadAsync(session, clusterName, ids, cancellationToken).ConfigureAwait(false), null);
        }
        catch (KopsException fault) when (fault.Id is "AwsAccessDenied" or "AwsThrottled" or "AwsServiceFault" or "AwsUnreachable" or "AwsRequestRefused")
        {
            return (null, fault.Message);
        }
    }

    private KopsNodeHealth Health(NodeInstance instance, KopsVerdict verdict, KopsFinding[] findings, NodeEvidence evidence, string? clusterName) => new()
    {
        Kind = "Instance",
        Name = instance.Id,
        Verdict = verdict,
        Findings = findings,
        NotChecked = [.. evidence.NotChecked.Where(skipped => skipped.Code.StartsWith("Instance", StringComparison.Ordinal) && evidence.Excluded?.Invoke(skipped.Code) != true)],
        InstanceGroup = instance.InstanceGroup,
        Zone = instance.Zone,
        InstanceId = instance.Id,
        Created = instance.Launched,
        Age = ServerClock.Age(evidence.Now, instance.Launched),
        ObservedAt = evidence.Now?.ToUniversalTime(),
        ClusterName = clusterName ?? client.Context.ClusterEntry,
        Kubeconfig = client.Context.Source,
        Context = client.Context.Name,
    };

    /// <summary>A fault of one question; of the others (no way to the server, no identity) the nodes would only say the same again.</summary>
    private static bool IsOwnMatter(KopsException fault) => fault.Id
        is "KubernetesForbidden" or "KubernetesNotFound" or "KubernetesServerFailed" or "KubernetesThrottled" or "KubernetesTimeout" or "KubernetesAnswerInvalid";
}

using System.Globalization;
using System.Runtime.CompilerServices;
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

        // The first page is under way beside the leases, but after the version: that small answer tells how long the way is,
        // and so whether pages are to be compressed. Nothing is judged before all three are there.
        await using var pages = KubePager.ListAsync(client, "/api/v1/nodes", NodeJson.Default.Nodes, node => node.Name, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        var firstTask = FirstPageAsync();
        await Task.WhenAll(versionTask, leasesTask, firstTask).ConfigureAwait(false);
        var (server, versionSkipped) = await versionTask.ConfigureAwait(false);
        var (leases, leasesSkipped) = await leasesTask.ConfigureAwait(false);
        var peers = new NodePeers();
        var waiting = new List<NodeRow>();
        var count = 0L;
        for (var more = await firstTask.ConfigureAwait(false); more; more = await pages.MoveNextAsync().ConfigureAwait(false))
        {
            var page = pages.Current;
            foreach (var node in page.Items)
            {
                peers.Count(node);
            }

            peers.IsWhole = page.IsLast;
            count += page.Items.Count;
            feedback.Progress(new ProgressReport(
                activity,
                string.Create(CultureInfo.InvariantCulture, $"{count} nodes"),
                page.Remaining is { } left ? (int)(100 * count / (count + left)) : null));

            waiting.AddRange(page.Items);
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
                skipped.Add(new KopsSkippedCheck { Code = "KubeletVersion", Reason = versionSkipped });
            }

            if (leasesSkipped is not null)
            {
                skipped.Add(new KopsSkippedCheck { Code = "NodeLease", Reason = leasesSkipped });
            }
            else if (now is null)
            {
                skipped.Add(new KopsSkippedCheck { Code = "NodeLease", Reason = "the API server's answers have no date, so no age is known" });
            }

            return new NodeEvidence { Now = now, Server = server, Leases = now is null ? null : leases, NotChecked = skipped };
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
            Age = evidence.Now - created is { } age ? age < TimeSpan.Zero ? TimeSpan.Zero : age : null,
            Ready = node.Status?.Conditions?.Find(condition => condition.Type == "Ready")?.Status,
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

    private async Task<(NodeLeases? Leases, string? Skipped)> LeasesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await NodeLeases.ReadAsync(client, cancellationToken).ConfigureAwait(false), null);
        }
        catch (KopsException fault) when (IsOwnMatter(fault))
        {
            return (null, fault.Message);
        }
    }

    /// <summary>A fault of one question; of the others (no way to the server, no identity) the nodes would only say the same again.</summary>
    private static bool IsOwnMatter(KopsException fault) => fault.Id
        is "KubernetesForbidden" or "KubernetesNotFound" or "KubernetesServerFailed" or "KubernetesThrottled" or "KubernetesTimeout" or "KubernetesAnswerInvalid";
}

using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.EventReports;

/// <summary>
/// Reads events and puts together what belongs together. Both APIs serve the same events; the core one is asked first, because its right is
/// the more common, and the other where that right is missing.
/// </summary>
public sealed class EventReader(KubeClient client, string? clusterName, IFeedback feedback)
{
    /// <summary>Reads them, the newest last.</summary>
    /// <exception cref="KopsException"><c>KubernetesForbidden</c> where neither API may be read; the client's.</exception>
    public async Task<IReadOnlyList<KopsEvent>> ReadAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        foreach (var space in query.Namespaces.Count == 0 ? [null] : query.Namespaces.Distinct(StringComparer.Ordinal).Cast<string?>())
        {
            try
            {
                await ReadAsync("", space, query, groups, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException refused) when (refused.Id is "KubernetesForbidden" or "KubernetesNotFound")
            {
                feedback.Verbose($"{refused.Message} Asking events.k8s.io instead.");
                try
                {
                    await ReadAsync("events.k8s.io", space, query, groups, cancellationToken).ConfigureAwait(false);
                }
                catch (KopsException also) when (also.Id is "KubernetesForbidden" or "KubernetesNotFound")
                {
                    throw refused;
                }
            }
        }

        var now = client.Clock.Now;
        return [.. groups.Values.OrderBy(group => group.Last).ThenBy(group => group.Newest.Metadata?.Name, StringComparer.Ordinal).Select(group => group.ToEvent(this, now))];
    }

    private async Task ReadAsync(string group, string? space, EventQuery query, Dictionary<string, Group> groups, CancellationToken cancellationToken)
    {
        var path = KubePath.WithQuery(
            KubePath.For(group, "v1", "events", space),
            ("fieldSelector", query.Severity switch { KopsSeverity.Warning => "type=Warning", KopsSeverity.Info => "type!=Warning", _ => null }));
        var activity = $"Reading events of {clusterName ?? client.Context.ClusterEntry}";
        var read = 0;
        await foreach (var page in KubePager.ListAsync(client, path, ObservedEventJson.Default.Events, row => $"{row.Metadata?.Namespace}/{row.Metadata?.Name}", cancellationToken).ConfigureAwait(false))
        {
            foreach (var row in page.Items)
            {
                Take(row, query, groups);
            }

            read += page.Items.Count;
            feedback.Progress(new ProgressReport(activity, $"{read} events", page.Remaining is { } left && read > 0 ? (int)(100L * read / (read + left)) : null, Completed: page.IsLast));
        }
    }

    private void Take(ObservedEventRow row, EventQuery query, Dictionary<string, Group> groups)
    {
        var (kind, space, name) = (row.About?.Kind ?? "", row.About?.Namespace ?? "", row.About?.Name ?? "");
        if (query.About?.Invoke(kind, space, name) == false
            || query.Namespace?.Invoke(space) == false
            || query.Reason?.Invoke(row.Reason ?? "") == false
            || (query.Since is { } since && client.Clock.Now is { } now && row.Last < now - since))
        {
            return;
        }

        var key = query.GroupBy switch
        {
            KopsEventGroup.None => $"{row.Metadata?.Namespace}/{row.Metadata?.Name}",
            KopsEventGroup.Reason => $"{kind}\n{space}\n{row.Type}\n{row.Reason}",
            _ => $"{kind}\n{space}\n{name}\n{row.Type}\n{row.Reason}",
        };
        if (groups.TryGetValue(key, out var group))
        {
            group.Add(row);
        }
        else
        {
            groups[key] = new Group(row);
        }
    }

    private sealed class Group
    {
        private readonly HashSet<string> _objects = new(StringComparer.Ordinal);
        private int _count;
        private DateTimeOffset? _first;

        public Group(ObservedEventRow row)
        {
            Newest = row;
            Add(row);
        }

        public ObservedEventRow Newest { get; private set; }

        public DateTimeOffset? Last => Newest.Last;

        public void Add(ObservedEventRow row)
        {
            _objects.Add($"{row.About?.Namespace}/{row.About?.Name}");
            _count += row.Times;
            _first = _first is null || row.First < _first ? row.First : _first;
            Newest = row.Last >= Newest.Last ? row : Newest;
        }

        public KopsEvent ToEvent(EventReader reader, DateTimeOffset? now) => new()
        {
            Kind = Newest.About?.Kind ?? "",
            Namespace = Newest.About?.Namespace ?? "",
            Name = Newest.About?.Name ?? "",
            Severity = Newest.Type == "Warning" ? KopsSeverity.Warning : KopsSeverity.Info,
            Reason = Newest.Reason ?? "",
            Message = (Newest.Message ?? Newest.Note ?? "").Trim(),
            Count = _count,
            ObjectCount = _objects.Count,
            FirstSeen = _first,
            LastSeen = Newest.Last,
            Source = Newest.Reporter,
            Node = Newest.Host,
            ObservedAt = now,
            ClusterName = reader.ClusterName,
            Kubeconfig = reader.Context.Source,
            Context = reader.Context.Name,
        };
    }

    private string ClusterName => clusterName ?? client.Context.ClusterEntry;

    private KubeContext Context => client.Context;
}

using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health;

/// <summary>Events about nodes that no condition keeps: a kernel that killed processes because the node itself ran out of memory.</summary>
internal static class NodeEvents
{
    private const string Path = "/api/v1/events?fieldSelector=involvedObject.kind%3DNode";

    /// <summary>When each node ran out of memory last.</summary>
    public static async Task<IReadOnlyDictionary<string, DateTimeOffset>> OutOfMemoryAsync(KubeClient client, CancellationToken cancellationToken)
    {
        var last = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var page in KubePager.ListAsync(client, Path, NodeJson.Default.Events, each => each.Metadata?.Name ?? "", cancellationToken).ConfigureAwait(false))
        {
            foreach (var each in page.Items)
            {
                var at = each.Series?.LastObservedTime ?? each.LastTimestamp ?? each.EventTime ?? each.Metadata?.CreationTimestamp;
                if (each.Reason is "SystemOOM" or "OOMKilling" && each.InvolvedObject?.Name is { } node && at is { } time
                    && (!last.TryGetValue(node, out var before) || before < time))
                {
                    last[node] = time;
                }
            }
        }

        return last;
    }
}

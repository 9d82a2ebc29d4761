using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health;

/// <summary>The leases of all nodes, read before the nodes: when each kubelet last showed a sign of life.</summary>
internal sealed class NodeLeases
{
    private const string Path = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    private readonly Dictionary<string, NodeLease> _leases = new(StringComparer.Ordinal);

    public int Count => _leases.Count;

    public static async Task<NodeLeases> ReadAsync(KubeClient client, CancellationToken cancellationToken)
    {
        var leases = new NodeLeases();
        await foreach (var page in KubePager.ListAsync(
            client, Path, NodeJson.Default.Leases, lease => lease.Metadata?.Name ?? "", cancellationToken).ConfigureAwait(false))
        {
            foreach (var lease in page.Items)
            {
                leases.Add(lease, page.Date);
            }
        }

        return leases;
    }

    public NodeLease? Find(string node) => _leases.TryGetValue(node, out var lease) ? lease : null;

    internal void Add(LeaseRow row, DateTimeOffset? readAt)
    {
        // The kubelet writes renewTime by its own clock, which may be wrong; the API server notes by its own when the lease was written.
        var (renewed, duration) = (row.Spec?.RenewTime, TimeSpan.FromSeconds(row.Spec?.LeaseDurationSeconds ?? 40));
        var written = (row.Metadata?.ManagedFields ?? []).Max(write => write?.Time);
        if (written is not null && (renewed is null || written > renewed || renewed > readAt + duration))
        {
            renewed = written;
        }

        if (row.Metadata?.Name is { } name)
        {
            _leases[name] = new NodeLease(renewed, duration, readAt);
        }
    }
}

/// <summary>A node's lease.</summary>
/// <param name="Renewed">When it was last renewed.</param>
/// <param name="Duration">How long a renewal holds.</param>
/// <param name="ReadAt">The server's clock when the lease was read: nodes that are read minutes later must not make it older.</param>
internal sealed record NodeLease(DateTimeOffset? Renewed, TimeSpan Duration, DateTimeOffset? ReadAt)
{
    /// <summary>A renewal is due four times within the duration: a quarter more allows for a busy API server.</summary>
    /// <param name="now">The server's clock where it was not known when the lease was read.</param>
    public bool IsOver(DateTimeOffset? now) => (ReadAt ?? now) - Renewed > Duration * 1.25;
}

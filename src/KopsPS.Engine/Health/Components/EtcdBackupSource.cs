using System.Globalization;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Health.Components;

/// <summary>The backups that etcd-manager leaves in a state store, under <c>backups/etcd/</c> of the cluster.</summary>
/// <param name="store">State store.</param>
/// <param name="clusterName">Cluster whose backups are looked for; null takes the name that the kubeconfig has.</param>
public sealed class EtcdBackupSource(IStateStore store, string? clusterName)
{
    /// <summary>Where they are, for people.</summary>
    public string Location => store.Location.ToString()!;

    /// <summary>When the newest backup of each etcd cluster was made; null where a cluster has none. Empty where there is no folder.</summary>
    internal async Task<IReadOnlyDictionary<string, DateTimeOffset?>> ReadAsync(string cluster, CancellationToken cancellationToken)
    {
        var folder = $"{clusterName ?? cluster}/backups/etcd";
        var newest = new SortedDictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        await foreach (var etcd in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (!etcd.IsFolder)
            {
                continue;
            }

            DateTimeOffset? last = null;
            await foreach (var backup in store.ListAsync($"{folder}/{etcd.Name}", cancellationToken).ConfigureAwait(false))
            {
                if (backup.IsFolder && TimeOf(backup.Name) is { } made && (last is null || made > last))
                {
                    last = made;
                }
            }

            newest[etcd.Name] = last;
        }

        return newest;
    }

    /// <summary>The time in the name of a backup, as <c>2026-11-22T21:46:52Z-000001</c>; null for other folders (<c>control</c>).</summary>
    internal static DateTimeOffset? TimeOf(string name)
    {
        var end = name.IndexOf('Z', StringComparison.Ordinal);
        return end > 0 && DateTimeOffset.TryParse(name.AsSpan(0, end + 1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;
    }
}

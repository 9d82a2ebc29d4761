namespace KopsPS.Engine.StateStore;

/// <summary>Finds what an interrupted removal or creation left of a cluster in a state store.</summary>
public static class StateLeftovers
{
    /// <summary>Objects below a cluster's folder; counting stops at a thousand.</summary>
    /// <param name="store">The state store.</param>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public static async Task<int> CountAsync(IStateStore store, string clusterName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        const int enough = 1000;
        var count = 0;
        var folders = new Queue<string>([clusterName]);
        while (count < enough && folders.TryDequeue(out var folder))
        {
            await foreach (var entry in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                if (entry.IsFolder)
                {
                    folders.Enqueue($"{folder}/{entry.Name}");
                }
                else
                {
                    count++;
                }
            }
        }

        return count;
    }
}

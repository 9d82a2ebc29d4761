using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Kubernetes;

/// <summary>The names of a list's objects, for completion.</summary>
public static class KubeNames
{
    /// <summary>More nobody looks through.</summary>
    private const int Most = 2000;

    /// <summary>Lists names, each once, in their order.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public static async Task<IReadOnlyList<string>> ListAsync(KubeClient client, string path, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var page in KubePager.ListAsync(client, path, WorkloadJson.Default.Places, row => row.Metadata?.Key ?? "", cancellationToken).ConfigureAwait(false))
        {
            names.UnionWith(page.Items.Select(row => row.Metadata?.Name).OfType<string>());
            if (names.Count >= Most)
            {
                break;
            }
        }

        return [.. names];
    }
}

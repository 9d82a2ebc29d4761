using System.Text;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Lifecycle;

/// <summary>Which kops applied a cluster last; kops itself writes it into the state store with every update.</summary>
public static class AppliedVersion
{
    private const string VersionFile = "kops-version.txt";

    /// <summary>The version, such as <c>1.36.2</c>, or null where the cluster was never applied.</summary>
    /// <param name="reader">The state store.</param>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <exception cref="KopsException"><c>KopsClusterNotFound</c> with the nearest names, or one of the state store's faults.</exception>
    public static async Task<string?> ReadAsync(ClusterReader reader, string clusterName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);

        // The cluster first: its absence is a fault that names the nearest, and a name that is none never becomes a path.
        var cluster = await reader.GetClusterAsync(clusterName, cancellationToken).ConfigureAwait(false);
        return await reader.Store.ReadAsync($"{cluster.ClusterName}/{VersionFile}", cancellationToken).ConfigureAwait(false) is { Length: > 0 } bytes
            ? Encoding.UTF8.GetString(bytes).Trim()
            : null;
    }
}

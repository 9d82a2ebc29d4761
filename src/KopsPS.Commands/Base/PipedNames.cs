using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Names that come down the pipeline, by the context that they belong to: each cluster is read once, however many of its objects are asked for.</summary>
internal sealed class PipedNames
{
    private readonly Dictionary<(string Source, string Context, string? Cluster), (KubeContext Context, List<string> Names)> _byContext = [];

    /// <summary>What came, each name of a context once.</summary>
    public IEnumerable<(KubeContext Context, string? ClusterName, string[] Names)> All =>
        _byContext.Select(each => (each.Value.Context, each.Key.Cluster, each.Value.Names.Distinct(StringComparer.OrdinalIgnoreCase).ToArray()));

    /// <summary>Keeps names for the end.</summary>
    public void Add(KubeContext context, string? clusterName, IEnumerable<string> names)
    {
        var key = (context.Source, context.Name, clusterName);
        if (!_byContext.TryGetValue(key, out var known))
        {
            _byContext[key] = known = (context, []);
        }

        known.Names.AddRange(names);
    }
}

namespace KopsPS;

/// <summary>A line of a container's log.</summary>
public sealed class KopsLogLine
{
    private static readonly string[] LevelNames = ["level", "severity", "lvl", "loglevel", "log.level"];

    private KopsSpec? _fields;
    private bool _isRead;

    /// <summary>When the container wrote it, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Namespace of the pod.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the pod.</summary>
    public required string Pod { get; init; }

    /// <summary>Name of the container.</summary>
    public required string Container { get; init; }

    /// <summary>The line as it was written.</summary>
    public required string Message { get; init; }

    /// <summary>The node that the pod runs on.</summary>
    public string? Node { get; init; }

    /// <summary>Cluster that it comes from.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>Pod and container, such as <c>web-0/nginx</c>.</summary>
    public string Source => $"{Pod}/{Container}";

    /// <summary>The fields of a line that is a JSON object; null for any other line. Read when asked for.</summary>
    public KopsSpec? Fields
    {
        get
        {
            if (!_isRead)
            {
                (_fields, _isRead) = (JsonFields.Parse(Message), true);
            }

            return _fields;
        }
    }

    /// <summary>What a JSON line has as <c>level</c> or <c>severity</c>, as it is written; null where it has none.</summary>
    public string? Level
    {
        get
        {
            foreach (var name in LevelNames)
            {
                if (Fields?[name] is { } level)
                {
                    return level.ToString();
                }
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Message;
}

namespace KopsPS.Engine.EventReports;

/// <summary>Which events are wanted, and how they are put together.</summary>
public sealed record EventQuery
{
    /// <summary>Namespaces, as the API takes them; empty for all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Which namespaces fit, where patterns were given; null for all.</summary>
    public Func<string, bool>? Namespace { get; init; }

    /// <summary>Which objects, by kind, namespace and name; null for all.</summary>
    public Func<string, string, string, bool>? About { get; init; }

    /// <summary>Which reasons; null for all.</summary>
    public Func<string, bool>? Reason { get; init; }

    /// <summary>Only this severity; null for all.</summary>
    public KopsSeverity? Severity { get; init; }

    /// <summary>Only what was last reported within this time, by the API server's clock.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>Which events are one.</summary>
    public KopsEventGroup GroupBy { get; init; }
}

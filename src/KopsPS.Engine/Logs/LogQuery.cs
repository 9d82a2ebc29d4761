namespace KopsPS.Engine.Logs;

/// <summary>Whose logs are wanted, and how much of them.</summary>
public sealed record LogQuery
{
    /// <summary>Pods and workloads by name.</summary>
    public IReadOnlyList<LogName> Names { get; init; } = [];

    /// <summary>Label selector of pods; used where there are no names.</summary>
    public string? Selector { get; init; }

    /// <summary>The namespace for names without one; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Which containers; null for all but those that run before the others.</summary>
    public Func<string, bool>? Container { get; init; }

    /// <summary>Go on with what is written from now on, and with pods that come.</summary>
    public bool Follow { get; init; }

    /// <summary>Of the containers that ran before those that run now.</summary>
    public bool Previous { get; init; }

    /// <summary>Only what was written within this time.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>Only what was written from then on; used where <see cref="Since"/> is null.</summary>
    public DateTimeOffset? SinceTime { get; init; }

    /// <summary>At most so many of the newest lines of each container.</summary>
    public int? Tail { get; init; }

    /// <summary>Following, lines wait so long for older ones of other containers.</summary>
    public TimeSpan OrderWindow { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Pause before a broken stream is opened again; it doubles each time, up to some seconds.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A stream that says nothing for so long is opened again: something between may have forgotten it.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(4);
}

/// <summary>A pod or workload as it was named.</summary>
/// <param name="Text">The name as told, for messages.</param>
/// <param name="Kind">Kind; null where none was told.</param>
/// <param name="Namespace">Namespace; null where none was told.</param>
/// <param name="Name">Name, or a pattern.</param>
/// <param name="Fits">Whether a name fits the pattern; null where <paramref name="Name"/> is no pattern.</param>
public sealed record LogName(string Text, string? Kind, string? Namespace, string Name, Func<string, bool>? Fits = null);

namespace KopsPS.Engine.Health.Workloads;

/// <summary>
/// Events, for what the state of an object does not tell. Judges ask for them by reason; what was asked for and is not here is read,
/// and the judges are asked once more. So a cluster without faults costs no event, and a sick one only those of some reasons.
/// </summary>
internal sealed class EventFacts
{
    private readonly Dictionary<string, EventRow> _events = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Reasons that a judge asked for in vain.</summary>
    public HashSet<string> Wanted { get; } = new(StringComparer.Ordinal);

    /// <summary>Why events could not be read, or null.</summary>
    public string? Unreadable { get; set; }

    /// <summary>The newest event of an object with one of these reasons.</summary>
    public EventRow? Find(string kind, string? @namespace, string? name, params ReadOnlySpan<string> reasons)
    {
        EventRow? newest = null;
        foreach (var reason in reasons)
        {
            if (!_known.Contains(reason))
            {
                Wanted.Add(reason);
            }
            else if (_events.TryGetValue(Key(kind, @namespace, name, reason), out var found) && (newest is null || found.Last > newest.Last))
            {
                newest = found;
            }
        }

        return newest;
    }

    /// <summary>Notes that a reason has been read, to its end or to the limit.</summary>
    public void Know(string reason) => _known.Add(reason);

    public void Add(EventRow row)
    {
        if (row is { Reason: { } reason, InvolvedObject: { } about })
        {
            var key = Key(about.Kind, about.Namespace, about.Name, reason);
            if (!_events.TryGetValue(key, out var other) || row.Last >= other.Last)
            {
                _events[key] = row;
            }
        }
    }

    private static string Key(string? kind, string? @namespace, string? name, string reason) => $"{reason}/{Keys.Of(kind, @namespace, name)}";
}

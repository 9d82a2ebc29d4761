namespace KopsPS.Engine.Health.Watching;

/// <summary>The verdicts of everything that is watched, kept up to date; read by a display while the watch writes.</summary>
public sealed class ClusterWatchState
{
    private readonly object _lock = new();
    private readonly Dictionary<string, Dictionary<string, (KopsVerdict Verdict, string? Code)>> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Key), KopsFinding> _faults = [];
    private readonly HashSet<string> _away = new(StringComparer.Ordinal);

    /// <summary>True while a watch has lost its server.</summary>
    public bool IsAway
    {
        get
        {
            lock (_lock)
            {
                return _away.Count > 0;
            }
        }
    }

    /// <summary>How many objects of each kind have each verdict.</summary>
    public IReadOnlyList<(string Kind, int Healthy, int Degraded, int Unhealthy, int NotChecked)> Counts()
    {
        lock (_lock)
        {
            return [.. _kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (
                kind.Key,
                kind.Value.Values.Count(one => one.Verdict == KopsVerdict.Healthy),
                kind.Value.Values.Count(one => one.Verdict == KopsVerdict.Degraded),
                kind.Value.Values.Count(one => one.Verdict == KopsVerdict.Unhealthy),
                kind.Value.Values.Count(one => one.Verdict == KopsVerdict.NotChecked)))];
        }
    }

    /// <summary>The worst objects, errors first.</summary>
    public IReadOnlyList<(string Kind, string Key, KopsFinding Finding)> Worst(int most)
    {
        lock (_lock)
        {
            return [.. _faults.OrderByDescending(fault => fault.Value.Severity).ThenBy(fault => fault.Key.Kind, StringComparer.Ordinal).ThenBy(fault => fault.Key.Key, StringComparer.Ordinal)
                .Take(most).Select(fault => (fault.Key.Kind, fault.Key.Key, fault.Value))];
        }
    }

    internal (KopsVerdict Verdict, string? Code)? Set(string kind, string key, KopsVerdict verdict, KopsFinding? worst)
    {
        lock (_lock)
        {
            if (!_kinds.TryGetValue(kind, out var all))
            {
                _kinds[kind] = all = new(StringComparer.Ordinal);
            }

            (KopsVerdict, string?)? before = all.TryGetValue(key, out var old) ? old : null;
            all[key] = (verdict, worst?.Code);
            if (worst is { Severity: not KopsSeverity.Info })
            {
                _faults[(kind, key)] = worst;
            }
            else
            {
                _faults.Remove((kind, key));
            }

            // An event shows that the way is whole again.
            _away.Remove(kind);
            return before;
        }
    }

    internal KopsVerdict? Remove(string kind, string key)
    {
        lock (_lock)
        {
            _faults.Remove((kind, key));
            _away.Remove(kind);
            return _kinds.TryGetValue(kind, out var all) && all.Remove(key, out var old) ? old.Verdict : null;
        }
    }

    internal void Connected(string kind)
    {
        lock (_lock)
        {
            _kinds.TryAdd(kind, new(StringComparer.Ordinal));
            _away.Remove(kind);
        }
    }

    /// <summary>True at the first of several failures in a row.</summary>
    internal bool Disconnected(string kind)
    {
        lock (_lock)
        {
            return _away.Add(kind);
        }
    }
}

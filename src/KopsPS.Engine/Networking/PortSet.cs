namespace KopsPS.Engine.Networking;

/// <summary>Ports of protocols, as ranges that neither overlap nor touch.</summary>
internal sealed class PortSet
{
    private const int Last = 65535;

    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];

    private readonly Dictionary<string, List<(int From, int To)>> _ranges = new(StringComparer.Ordinal);

    public static PortSet Any
    {
        get
        {
            var any = new PortSet();
            foreach (var protocol in Protocols)
            {
                any.Add(protocol, 0, Last);
            }

            return any;
        }
    }

    public bool IsEmpty => _ranges.Count == 0;

    public bool IsAny => Array.TrueForAll(Protocols, protocol => IsWhole(protocol));

    public void Add(string protocol, int from, int to)
    {
        if (from > to)
        {
            return;
        }

        var ranges = _ranges.TryGetValue(protocol, out var known) ? known : _ranges[protocol] = [];
        ranges.Add((from, to));
        ranges.Sort();
        for (var at = 1; at < ranges.Count;)
        {
            if (ranges[at].From <= ranges[at - 1].To + 1)
            {
                ranges[at - 1] = (ranges[at - 1].From, Math.Max(ranges[at - 1].To, ranges[at].To));
                ranges.RemoveAt(at);
            }
            else
            {
                at++;
            }
        }
    }

    public void Add(PortSet other)
    {
        foreach (var (protocol, ranges) in other._ranges)
        {
            foreach (var (from, to) in ranges)
            {
                Add(protocol, from, to);
            }
        }
    }

    public PortSet With(PortSet other)
    {
        var both = new PortSet();
        both.Add(this);
        both.Add(other);
        return both;
    }

    public PortSet Shared(PortSet other)
    {
        var shared = new PortSet();
        foreach (var (protocol, ranges) in _ranges)
        {
            foreach (var (from, to) in ranges)
            {
                foreach (var theirs in other._ranges.GetValueOrDefault(protocol) ?? [])
                {
                    shared.Add(protocol, Math.Max(from, theirs.From), Math.Min(to, theirs.To));
                }
            }
        }

        return shared;
    }

    public bool Contains(string protocol, int port) => _ranges.GetValueOrDefault(protocol)?.Exists(range => range.From <= port && port <= range.To) == true;

    /// <summary>Such as <c>8080/TCP</c>, <c>9000-9100/TCP</c>, <c>any/UDP</c>; <c>any</c> for all.</summary>
    public string[] Texts() => IsAny
        ? ["any"]
        : [.. Protocols.Concat(_ranges.Keys.Except(Protocols)).SelectMany(protocol => IsWhole(protocol)
            ? [$"any/{protocol}"]
            : (_ranges.GetValueOrDefault(protocol) ?? []).Select(range => range.From == range.To ? FormattableString.Invariant($"{range.From}/{protocol}") : FormattableString.Invariant($"{range.From}-{range.To}/{protocol}")))];

    private bool IsWhole(string protocol) => _ranges.GetValueOrDefault(protocol) is [(<= 1, Last)];
}

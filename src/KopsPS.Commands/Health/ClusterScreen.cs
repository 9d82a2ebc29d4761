using System.Globalization;
using System.Text;
using KopsPS.Engine.Health.Watching;

namespace KopsPS.Commands;

/// <summary>The picture that <c>Watch-KopsCluster -Display</c> draws: counts, the worst objects, the last changes; never more than the terminal holds.</summary>
internal sealed class ClusterScreen(string cluster)
{
    /// <summary>To the upper left corner; every line clears what was behind it, so that nothing flickers.</summary>
    private const string Home = "\u001b[H";
    private const string ClearLine = "\u001b[K\n";
    private const string ClearBelow = "\u001b[J";
    private const int Kept = 10;

    private readonly Queue<KopsClusterChange> _last = new();
    private bool _isFirst = true;

    public void Add(KopsClusterChange change)
    {
        lock (_last)
        {
            _last.Enqueue(change);
            if (_last.Count > Kept)
            {
                _last.Dequeue();
            }
        }
    }

    public string Draw(ClusterWatchState state, int width, int height)
    {
        var lines = new List<string> { $"{cluster}{(state.IsAway ? "  (the API server does not answer; trying again)" : "")}", "" };
        lines.Add(Row("Kind", "Healthy", "Degraded", "Unhealthy", "Not checked"));
        foreach (var (kind, healthy, degraded, unhealthy, notChecked) in state.Counts())
        {
            lines.Add(Row(kind, Number(healthy), Number(degraded), Number(unhealthy), Number(notChecked)));
        }

        lines.Add("");
        KopsClusterChange[] last;
        lock (_last)
        {
            last = [.. _last.Reverse()];
        }

        var room = Math.Max(height - lines.Count - 2, 2);
        var ofChanges = Math.Min(last.Length, room / 3);
        foreach (var (kind, key, finding) in state.Worst(Math.Max(room - ofChanges - 2, 1)))
        {
            lines.Add($"{finding.Severity,-8} {kind,-5} {key}  {finding}");
        }

        if (ofChanges > 0)
        {
            lines.Add("");
            foreach (var change in last.Take(ofChanges))
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{change.At?.ToLocalTime():HH:mm:ss} {change}  {change.Before}{(change.Before is null || change.Verdict is null ? "" : " -> ")}{change.Verdict} {change.Finding?.Code}"));
            }
        }

        var text = new StringBuilder(_isFirst ? "\u001b[2J" : "").Append(Home);
        _isFirst = false;
        foreach (var line in lines.Take(Math.Max(height - 1, 1)))
        {
            text.Append(line.Length > width ? line[..width] : line).Append(ClearLine);
        }

        return text.Append(ClearBelow).ToString();
    }

    private static string Row(string kind, params string[] numbers) => $"{kind,-12}" + string.Concat(numbers.Select(number => $"{number,12}"));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

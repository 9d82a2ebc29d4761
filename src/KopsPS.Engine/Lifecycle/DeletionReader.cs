using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// Reads what <c>kops delete cluster</c> prints on stdout, line by line, while it runs or afterwards: the table of
/// resources, then round by round what became of each and what is left. The same for kops 1.30 and 1.36.
/// </summary>
/// <param name="keepUnparsed">Where lines go that fit nowhere; nothing is dropped or guessed.</param>
public sealed partial class DeletionReader(ICollection<string>? keepUnparsed = null)
{
    private const string RoundEnd = "Not all resources deleted; waiting before reattempting deletion";
    private const string DependencyText = "still has dependencies, will retry";
    private const string ErrorPrefix = "error deleting resources, will retry: ";

    private static readonly FrozenSet<string> Asks = FrozenSet.ToFrozenSet(
    [
        "Must specify --yes to delete cluster",
        "Must specify --yes to delete cloud resources & unregister cluster",
        "Must specify --yes to unregister the cluster",
    ], StringComparer.Ordinal);

    private readonly List<string> _table = [];
    private readonly List<DeletionEntry> _entries = [];
    private readonly Dictionary<string, DeletionEntry> _byKey = new(StringComparer.Ordinal);

    /// <summary>
    /// Those not known to be deleted, and those that the list at hand names: hours of rounds about one resource must not
    /// look at a thousand that are gone.
    /// </summary>
    private HashSet<DeletionEntry> _open = [];
    private HashSet<DeletionEntry> _listed = [];
    private Phase _phase = Phase.Start;

    private enum Phase
    {
        Start,
        Table,
        Attempts,
        Left,
        End,
    }

    /// <summary>All resources of the table, in its order.</summary>
    public IReadOnlyList<DeletionEntry> Entries => _entries;

    /// <summary>Rounds that have ended with something left.</summary>
    public int RoundsEnded { get; private set; }

    /// <summary>True once kops said that the cluster is deleted (or unregistered).</summary>
    public bool Deleted { get; private set; }

    /// <summary>True where kops found nothing in the cloud.</summary>
    public bool NothingInCloud { get; private set; }

    /// <summary>True where this was a preview.</summary>
    public bool Preview { get; private set; }

    /// <summary>Resources not yet known to be deleted.</summary>
    public IEnumerable<DeletionEntry> Left => _entries.Where(entry => entry.State is not DeletionState.Deleted);

    /// <summary>Takes the next line, without its line end.</summary>
    public void Add(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        switch (_phase)
        {
            case Phase.Start when line.StartsWith("TYPE\t", StringComparison.Ordinal) && KopsTable.IsHeader(line):
                _table.Add(line);
                _phase = Phase.Table;
                break;
            case Phase.Table when line.Length > 0:
                _table.Add(line);
                break;
            case Phase.Table:
                ReadTable();
                _phase = Phase.Attempts;
                break;
            default:
                AddAfterTable(line);
                break;
        }
    }

    /// <summary>Says that no more lines come, so that a table or list which nothing followed counts as whole.</summary>
    public void Complete()
    {
        if (_phase == Phase.Table)
        {
            ReadTable();
        }

        EndOfLeft();
        _phase = Phase.End;
    }

    private void AddAfterTable(string line)
    {
        if (line.Length == 0)
        {
            return;
        }

        if (line == RoundEnd)
        {
            RoundsEnded++;
            _phase = Phase.Left;
            _listed = [];
        }
        else if (line[0] == '\t' && _phase == Phase.Left)
        {
            if (Entry(line[1..], line) is { } left)
            {
                left.MarkLeft();
                _listed.Add(left);
            }
        }
        else if (Attempt().Match(line) is { Success: true } attempt)
        {
            EndOfLeft();
            if (Entry(attempt.Groups["key"].Value, line) is { } tried)
            {
                tried.MarkAttempt(Outcome(attempt.Groups["text"].Value), Cause(attempt.Groups["text"].Value));
                _open.Add(tried);
            }
        }
        else if (Asks.Contains(line))
        {
            Preview = true;
        }
        else if (line == "No cloud resources to delete")
        {
            NothingInCloud = true;
        }
        else if (line.StartsWith("Deleted cluster: \"", StringComparison.Ordinal))
        {
            Deleted = true;

            // A group is deleted in one go and names only its first member; kops ends so only when all are gone.
            CloseExcept([]);
        }
        else if (!line.StartsWith("Deleted kubectl config for ", StringComparison.Ordinal))
        {
            keepUnparsed?.Add(line);
        }
    }

    /// <summary>The list of what is left is whole: what is not on it is gone, whether it was named or not.</summary>
    private void EndOfLeft()
    {
        if (_phase != Phase.Left)
        {
            return;
        }

        _phase = Phase.Attempts;
        CloseExcept(_listed);
    }

    private void CloseExcept(HashSet<DeletionEntry> left)
    {
        foreach (var entry in _open.Where(entry => !left.Contains(entry)))
        {
            entry.MarkAttempt(DeletionState.Deleted, null);
        }

        _open = left;
    }

    private DeletionEntry? Entry(string key, string line)
    {
        if (!_byKey.TryGetValue(key, out var entry))
        {
            keepUnparsed?.Add(line);
        }

        return entry;
    }

    private static DeletionState Outcome(string text) => text switch
    {
        "ok" => DeletionState.Deleted,
        DependencyText => DeletionState.HasDependencies,
        _ => DeletionState.Failed,
    };

    private static string? Cause(string text) =>
        text.StartsWith(ErrorPrefix, StringComparison.Ordinal) ? text[ErrorPrefix.Length..] : null;

    private void ReadTable()
    {
        var table = KopsTable.Read(_table, 0, out var next);
        for (var row = 0; row < table.Rows.Count; row++)
        {
            var entry = new DeletionEntry(table[row, "TYPE"], table[row, "ID"], table[row, "NAME"]);
            if (entry.Type.Length == 0 || entry.Id.Length == 0 || !_byKey.TryAdd(entry.Key, entry))
            {
                keepUnparsed?.Add(_table[row + 1]);
                continue;
            }

            _entries.Add(entry);
            _open.Add(entry);
        }

        foreach (var line in _table.Skip(next))
        {
            keepUnparsed?.Add(line);
        }

        _table.Clear();
    }

    [GeneratedRegex(@"^(?<key>[^\t:]+:[^\t]+)\t(?<text>ok|still has dependencies, will retry|error deleting resources, will retry: .*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Attempt();
}

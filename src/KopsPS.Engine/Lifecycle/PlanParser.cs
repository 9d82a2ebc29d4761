using System.Text.RegularExpressions;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// Reads the plan that <c>kops update cluster</c>, <c>reconcile cluster</c> and <c>create cluster</c> print. Strict: a
/// line that the grammar does not have at its place is kept in <see cref="PlanText.Unparsed"/>, nothing is guessed.
/// Linear in the length of the text. The grammar was read off kops 1.36.2 and 1.30.1.
/// </summary>
internal sealed partial class PlanParser
{
    /// <summary>The padding of names in kops' format strings.</summary>
    private const int NameWidth = 20;

    /// <summary>Longer announcements are none; a lone row of stars must not swallow the plan.</summary>
    private const int MaxBannerLines = 40;

    private const string FieldIndent = "  \t";
    private const string NoValue = "<nil>";
    private const string Arrow = " -> ";
    private const string BookkeepingName = "cluster-completed.spec";
    private static readonly string Stars = new('*', 81);
    private static readonly string TextIndent = FieldIndent + new string(' ', NameWidth) + "\t";

    private readonly string[] _lines;
    private readonly PlanLineKind[] _kinds;
    private readonly List<KopsPlanItem> _items = [];
    private readonly List<KopsPlanItem> _deferred = [];
    private readonly List<string> _notices = [];
    private readonly Dictionary<int, string> _names = [];
    private Section _section = Section.None;
    private Resource? _resource;
    private bool _complete;

    private PlanParser(string text)
    {
        // What follows the last line end is no line where it is empty.
        _lines = text.Split('\n');
        if (_lines[^1].Length == 0)
        {
            _lines = _lines[..^1];
        }

        _kinds = new PlanLineKind[_lines.Length];
    }

    private enum Section
    {
        None,
        Create,
        Modify,
        Prune,
        Delete,
    }

    /// <summary>Reads a plan.</summary>
    /// <param name="text">kops' standard output.</param>
    /// <param name="clusterName">The cluster, to tell which instance groups are touched; null where nobody asks.</param>
    public static PlanText Parse(string text, string? clusterName = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new PlanParser(text);
        for (var i = 0; i < parser._lines.Length;)
        {
            i = parser.ReadAt(i);
        }

        parser.CloseResource();
        return parser.Result(clusterName);
    }

    private int ReadAt(int i)
    {
        var line = _lines[i];
        if (_complete)
        {
            _kinds[i] = line.Length == 0 ? PlanLineKind.Blank : IsAdvice(line) ? PlanLineKind.Advice : PlanLineKind.Unparsed;
            return i + 1;
        }

        if (line.Length == 0)
        {
            CloseResource();
            if (_section is Section.Prune or Section.Delete)
            {
                _section = Section.None;
            }

            _kinds[i] = PlanLineKind.Blank;
            return i + 1;
        }

        if (_resource is not null)
        {
            return ReadField(i);
        }

        if (_section is Section.Prune or Section.Delete)
        {
            _kinds[i] = ReadDeletion(line);
            return i + 1;
        }

        if (line == Stars)
        {
            return ReadBanner(i);
        }

        _kinds[i] = ReadHeading(line) ?? ReadResource(line);
        return i + 1;
    }

    private PlanLineKind? ReadHeading(string line)
    {
        switch (line)
        {
            case "Previewing changes that will be made:" when _section == Section.None && _items.Count == 0:
                return PlanLineKind.Heading;
            case "Will create resources:":
                _section = Section.Create;
                return PlanLineKind.Heading;
            case "Will modify resources:":
                _section = Section.Modify;
                return PlanLineKind.Heading;
            case "Items will be deleted only when the --prune flag is specified:":
                _section = Section.Prune;
                return PlanLineKind.Heading;
            case "Items will be deleted during update:":
                _section = Section.Delete;
                return PlanLineKind.Heading;
            case "Must specify --yes to apply changes" when _items.Count + _deferred.Count > 0:
            case "No changes need to be applied" when _items.Count + _deferred.Count == 0:
                _complete = true;
                _section = Section.None;
                return PlanLineKind.End;
            default:
                return null;
        }
    }

    /// <summary>Between two rows of stars, each with an empty line inside, stands an announcement.</summary>
    private int ReadBanner(int start)
    {
        var last = Math.Min(_lines.Length - 1, start + MaxBannerLines);
        var end = start + 1;
        while (end <= last && _lines[end] != Stars)
        {
            end++;
        }

        if (end > last || end - start < 4 || _lines[start + 1].Length > 0 || _lines[end - 1].Length > 0)
        {
            return start + 1;
        }

        _notices.Add(string.Join('\n', _lines[(start + 2)..(end - 1)]));
        Array.Fill(_kinds, PlanLineKind.Banner, start, end - start + 1);
        return end + 1;
    }

    private PlanLineKind ReadResource(string line)
    {
        if (_section is not (Section.Create or Section.Modify) || ResourceLine().Match(line) is not { Success: true } match)
        {
            return PlanLineKind.Unparsed;
        }

        _resource = new Resource(
            _section == Section.Create ? KopsPlanAction.Create : KopsPlanAction.Modify, match.Groups["kind"].Value, match.Groups["name"].Value);
        return PlanLineKind.Item;
    }

    private PlanLineKind ReadDeletion(string line)
    {
        if (DeletionLine().Match(line) is not { Success: true } match
            || match.Groups["kind"].Length + match.Groups["pad"].Length < NameWidth
            || (match.Groups["pad"].Length > 0 && match.Groups["kind"].Length + match.Groups["pad"].Length != NameWidth))
        {
            return PlanLineKind.Unparsed;
        }

        var deferred = _section == Section.Prune;
        (deferred ? _deferred : _items).Add(new KopsPlanItem
        {
            Action = deferred ? KopsPlanAction.Prune : KopsPlanAction.Delete,
            Type = match.Groups["kind"].Value,
            Name = match.Groups["text"].Value,
        });
        return PlanLineKind.Item;
    }

    private int ReadField(int i)
    {
        var line = _lines[i];
        if (!line.StartsWith(FieldIndent, StringComparison.Ordinal))
        {
            return i + 1;
        }

        var tab = line.IndexOf('\t', FieldIndent.Length);
        var padded = tab < 0 ? line.AsSpan(FieldIndent.Length) : line.AsSpan(FieldIndent.Length, tab - FieldIndent.Length);
        var trimmed = padded.TrimEnd(' ');
        if (padded.Length != Math.Max(NameWidth, trimmed.Length) || !FieldName().IsMatch(trimmed))
        {
            return i + 1;
        }

        var name = NameOf(trimmed);

        if (_resource!.Action == KopsPlanAction.Create)
        {
            if (tab >= 0)
            {
                _resource.Fields.Add(new KopsPlanField { Name = name, New = PlanValue.Normalize(line[(tab + 1)..]) });
                _kinds[i] = PlanLineKind.Field;
            }

            return i + 1;
        }

        if (tab < 0)
        {
            return ReadLongField(i, name);
        }

        if (ReadChange(name, line[(tab + 1)..]) is { } field)
        {
            _resource.Fields.Add(field);
            _kinds[i] = PlanLineKind.Field;
        }

        return i + 1;
    }

    /// <summary>The name as one text for all its fields: a plan has thousands of fields and few names.</summary>
    private string NameOf(ReadOnlySpan<char> name)
    {
        var hash = string.GetHashCode(name, StringComparison.Ordinal);
        if (!_names.TryGetValue(hash, out var known) || !name.SequenceEqual(known))
        {
            _names[hash] = known = name.ToString();
        }

        return known;
    }

    /// <summary>
    /// Reads <c> old -> new</c>. With more than one arrow nobody can tell where the old value ends, unless one side is
    /// kops' word for "nothing".
    /// </summary>
    private static KopsPlanField? ReadChange(string name, string text)
    {
        if (text.Length == 0 || text[0] != ' ')
        {
            return null;
        }

        var first = text.IndexOf(Arrow, 1, StringComparison.Ordinal);
        var last = text.LastIndexOf(Arrow, StringComparison.Ordinal);
        if (first < 0 || last < first)
        {
            return null;
        }

        var arrow = first == last || text[1..first] == NoValue ? first : text[(last + Arrow.Length)..] == NoValue ? last : -1;
        return arrow < 0 ? null : new KopsPlanField { Name = name, Old = Value(text[1..arrow]), New = Value(text[(arrow + Arrow.Length)..]) };

        static string? Value(string value) => value == NoValue ? null : PlanValue.Normalize(value);
    }

    /// <summary>Reads a field of several lines: the difference of a text, or values with line ends.</summary>
    private int ReadLongField(int start, string name)
    {
        var end = start + 1;
        while (end < _lines.Length && _lines[end].StartsWith(TextIndent, StringComparison.Ordinal))
        {
            end++;
        }

        var text = _lines[(start + 1)..end].Select(line => line[TextIndent.Length..]).ToArray();
        KopsPlanField? field = null;
        if (text.Length > 1 && text[^1].Length == 0 && text[..^1].All(IsDiffLine))
        {
            field = new KopsPlanField { Name = name, Diff = string.Join('\n', text[..^1]) };
        }
        else if (text.Length > 1 && !text.All(line => line.Length == 0 || IsDiffLine(line)))
        {
            field = ReadChange(name, string.Join('\n', text));
        }

        if (field is not null)
        {
            _resource!.Fields.Add(field);
            _kinds[start] = PlanLineKind.Field;
            Array.Fill(_kinds, PlanLineKind.FieldText, start + 1, end - start - 1);
        }

        return end;
    }

    private static bool IsDiffLine(string line) =>
        line == "..." || (line.Length >= 2 && line[1] == ' ' && line[0] is ' ' or '+' or '-');

    private static bool IsAdvice(string line) =>
        line is "Cluster configuration has been created." or "Suggestions:"
        || line.StartsWith(" * ", StringComparison.Ordinal)
        || line.StartsWith("Finally configure your cluster with: ", StringComparison.Ordinal);

    private void CloseResource()
    {
        if (_resource is { } resource)
        {
            _items.Add(new KopsPlanItem
            {
                Action = resource.Action,
                Type = resource.Kind,
                Name = resource.Name,
                Fields = [.. resource.Fields],
            });
            _resource = null;
        }
    }

    private PlanText Result(string? clusterName)
    {
        var described = PlanDescriber.Describe(_items, clusterName);
        return new PlanText
        {
            Items = [.. described.Where(item => !IsBookkeeping(item))],
            Deferred = _deferred,
            Bookkeeping = [.. described.Where(IsBookkeeping)],
            Notices = _notices,
            Unparsed = [.. _lines.Where((_, i) => _kinds[i] == PlanLineKind.Unparsed)],
            Lines = _kinds,
            Complete = _complete,
        };
    }

    /// <summary>Edits that were taken back leave kops' copy of the spec different in its counter only.</summary>
    private static bool IsBookkeeping(KopsPlanItem item) =>
        item is { Action: KopsPlanAction.Modify, Type: "ManagedFile", Name: BookkeepingName, Fields: [{ Name: "Contents", Diff: { } diff }] }
        && diff.Split('\n').Where(line => line[0] is '+' or '-').ToArray() is { Length: > 0 } changed
        && changed.All(line => GenerationLine().IsMatch(line));

    [GeneratedRegex(@"^  (?<kind>[A-Za-z0-9]+)/(?<name>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ResourceLine();

    [GeneratedRegex(@"^  (?<kind>[A-Za-z0-9]+)(?<pad> *?) (?<text>[^ ].*)$", RegexOptions.CultureInvariant)]
    private static partial Regex DeletionLine();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();

    [GeneratedRegex(@"^[+-]   generation: [0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex GenerationLine();

    private sealed record Resource(KopsPlanAction Action, string Kind, string Name)
    {
        public List<KopsPlanField> Fields { get; } = [];
    }
}

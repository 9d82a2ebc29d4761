using System.Globalization;
using System.Numerics;
using System.Text;

namespace KopsPS.Yaml;

/// <summary>
/// Writes block YAML in the form of kops' own files: two blanks of indentation, list marks at their field's column,
/// quotes only where the plain text would mean something else, text of several lines as a literal block.
/// </summary>
internal sealed class YamlWriter
{
    /// <summary>Where kops breaks long text at blanks.</summary>
    private const int BestWidth = 80;

    private readonly StringBuilder _out = new();
    private int _column;

    private YamlWriter()
    {
    }

    /// <summary>Writes one document, with a line end behind it.</summary>
    public static string Write(object? value)
    {
        var writer = new YamlWriter();
        writer.Node(value, indent: 0, inSequence: false, atLineStart: true);
        writer.NewLine();
        return writer._out.ToString();
    }

    private void Node(object? value, int indent, bool inSequence, bool atLineStart)
    {
        switch (value)
        {
            case KopsSpec { Count: 0 }:
                Put("{}");
                break;
            case object?[] { Length: 0 }:
                Put("[]");
                break;
            case KopsSpec map:
                Map(map, indent, atLineStart || inSequence);
                break;
            case object?[] list:
                List(list, indent, atLineStart || inSequence);
                break;
            default:
                Scalar(value, indent, isKey: false);
                break;
        }
    }

    private void Map(KopsSpec map, int indent, bool onThisLine)
    {
        var first = onThisLine;
        foreach (var (key, value) in map.Entries)
        {
            StartLine(indent, ref first);
            Scalar(key, indent, isKey: true);
            Put(":");
            if (value is KopsSpec { Count: > 0 })
            {
                Node(value, indent + 2, inSequence: false, atLineStart: false);
            }
            else if (value is object?[] { Length: > 0 })
            {
                Node(value, indent, inSequence: false, atLineStart: false);
            }
            else
            {
                Put(" ");
                Node(value, indent, inSequence: false, atLineStart: false);
            }
        }
    }

    private void List(object?[] list, int indent, bool onThisLine)
    {
        var first = onThisLine;
        foreach (var value in list)
        {
            StartLine(indent, ref first);
            Put("- ");
            Node(value, value is KopsSpec or object?[] ? indent + 2 : indent, inSequence: true, atLineStart: false);
        }
    }

    private void StartLine(int indent, ref bool onThisLine)
    {
        if (!onThisLine)
        {
            NewLine();
            Blanks(indent);
        }

        onThisLine = false;
    }

    private void Scalar(object? value, int indent, bool isKey)
    {
        switch (value)
        {
            case null:
                Put("null");
                break;
            case bool flag:
                Put(flag ? "true" : "false");
                break;
            case long or BigInteger:
                Put(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case double number:
                Put(YamlScalar.Format(number));
                break;
            default:
                Text((string)value, indent, isKey);
                break;
        }
    }

    private void Text(string text, int indent, bool isKey)
    {
        var shape = YamlTextShape.Of(text);
        var meansItself = YamlScalar.Resolve(text).Kind == YamlScalarKind.String && !YamlScalar.IsBase60(text);
        if (text.Contains('\n', StringComparison.Ordinal) && shape.BlockAllowed && !isKey)
        {
            Literal(text, indent + 2);
        }
        else if (text.Contains('\n', StringComparison.Ordinal) || !meansItself || (!shape.PlainAllowed && !shape.SingleQuotesAllowed))
        {
            DoubleQuoted(text, indent + 2, isKey);
        }
        else if (shape.PlainAllowed && !(isKey && HasMarkBehindBlank(text)))
        {
            Folding(text, indent + 2, isKey);
        }
        else
        {
            Put("'");
            Folding(text.Replace("'", "''", StringComparison.Ordinal), indent + 2, isKey);
            Put("'");
        }
    }

    /// <summary>YamlDotNet takes an unquoted name such as <c>a *b</c> for two things; kops' own names never look so.</summary>
    private static bool HasMarkBehindBlank(string text)
    {
        for (var i = text.IndexOf(' ', StringComparison.Ordinal) + 1; i > 0 && i < text.Length; i++)
        {
            if (text[i - 1] == ' ' && !char.IsAsciiLetterOrDigit(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Text on one logical line, broken at single blanks behind the eightieth column.</summary>
    private void Folding(string text, int indent, bool isKey)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var foldable = text[i] == ' ' && !isKey && _column > BestWidth && i > 0 && i < text.Length - 1
                && text[i - 1] != ' ' && text[i + 1] != ' ';
            if (foldable)
            {
                NewLine();
                Blanks(indent);
            }
            else
            {
                Put(text[i]);
            }
        }
    }

    private void DoubleQuoted(string text, int indent, bool isKey)
    {
        Put("\"");
        var spaced = false;
        for (var i = 0; i < text.Length; i++)
        {
            var rune = Rune.TryGetRuneAt(text, i, out var read) ? read : Rune.ReplacementChar;
            if (rune.Value == ' ' && !isKey && !spaced && _column > BestWidth && i > 0 && i < text.Length - 1)
            {
                NewLine();
                Blanks(indent);
                if (text[i + 1] == ' ')
                {
                    Put("\\");
                }

                spaced = true;
                continue;
            }

            spaced = rune.Value == ' ';
            Put(Escaped(rune));
            i += rune.Utf16SequenceLength - 1;
        }

        Put("\"");
    }

    private static string Escaped(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        0x0B => "\\v",
        0x0C => "\\f",
        '\r' => "\\r",
        0x1B => "\\e",
        0x85 => "\\N",
        0xA0 => "\\_",
        0x2028 => "\\L",
        0x2029 => "\\P",
        0xFEFF => "\\uFEFF",
        < 0x20 or (>= 0x7F and < 0xA0) => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}"),
        0xFFFE or 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
        > 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"),
        _ => rune.ToString(),
    };

    private void Literal(string text, int indent)
    {
        Put("|");
        if (text[0] is ' ' or '\n')
        {
            Put("2");
        }

        if (text[^1] != '\n')
        {
            Put("-");
        }
        else if (text.Length == 1 || text[^2] == '\n')
        {
            Put("+");
        }

        var lines = (text[^1] == '\n' ? text[..^1] : text).Split('\n');
        foreach (var line in lines)
        {
            NewLine();
            if (line.Length > 0)
            {
                Blanks(indent);
                Put(line);
            }
        }
    }

    private void Blanks(int count)
    {
        _out.Append(' ', count);
        _column += count;
    }

    private void NewLine()
    {
        _out.Append('\n');
        _column = 0;
    }

    private void Put(string text)
    {
        _out.Append(text);
        _column += text.Length;
    }

    private void Put(char c)
    {
        _out.Append(c);
        _column++;
    }
}

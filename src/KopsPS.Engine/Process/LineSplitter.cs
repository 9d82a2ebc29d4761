using System.Text;

namespace KopsPS.Engine.Processes;

/// <summary>
/// Cuts a stream of bytes into lines: LF or CRLF, the last one with or without an end, invalid UTF-8 replaced. A line
/// longer than any real one is cut, so that a flood without line ends does not fill the memory.
/// </summary>
internal sealed class LineSplitter
{
    /// <summary>Characters of the longest line; kops' longest in the recordings has 7,875 bytes, a Terraform or JSON document on one line some 100,000.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    private readonly Decoder _decoder = new UTF8Encoding(false, false).GetDecoder();
    private readonly StringBuilder _line = new();
    private char[] _characters = [];

    /// <summary>Takes a piece; gives the lines that end in it.</summary>
    public List<string> Take(ReadOnlySpan<byte> bytes, bool end = false)
    {
        var lines = new List<string>();
        var room = _decoder.GetCharCount(bytes, end);
        if (_characters.Length < room)
        {
            _characters = new char[room];
        }

        var text = _characters.AsSpan(0, _decoder.GetChars(bytes, _characters, end));
        while (text.IndexOf('\n') is >= 0 and var feed)
        {
            _line.Append(text[..feed]);
            lines.Add(Cut());
            text = text[(feed + 1)..];
        }

        _line.Append(text);
        if (_line.Length > LongestLine || (end && _line.Length > 0))
        {
            lines.Add(Cut());
        }

        return lines;
    }

    private string Cut()
    {
        var length = _line.Length > 0 && _line[^1] == '\r' ? _line.Length - 1 : _line.Length;
        var line = _line.ToString(0, length);
        _line.Clear();
        return line;
    }
}

namespace KopsPS.Yaml;

/// <summary>In which forms a text can be written in block context. The rules are those of libyaml's emitter, which kops uses.</summary>
/// <param name="PlainAllowed">It may stand without quotes.</param>
/// <param name="SingleQuotesAllowed">It may stand in single quotes.</param>
/// <param name="BlockAllowed">It may be a literal block.</param>
internal readonly record struct YamlTextShape(bool PlainAllowed, bool SingleQuotesAllowed, bool BlockAllowed)
{
    /// <summary>Looks at a text.</summary>
    public static YamlTextShape Of(string text)
    {
        if (text.Length == 0)
        {
            return new YamlTextShape(PlainAllowed: false, SingleQuotesAllowed: true, BlockAllowed: false);
        }

        var indicators = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal);
        bool special = false, lines = false, breakThenSpace = false, spaceThenBreak = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var blankNext = i + 1 >= text.Length || text[i + 1] is ' ' or '\t' or '\n';
            var blankBefore = i == 0 || text[i - 1] is ' ' or '\t' or '\n';
            indicators |= i == 0
                ? "#,[]{}&*!|>'\"%@`".Contains(c, StringComparison.Ordinal) || (c is '?' or ':' or '-' && blankNext)
                : (c == ':' && blankNext) || (c == '#' && blankBefore);
            lines |= c == '\n';
            breakThenSpace |= c == ' ' && i > 0 && text[i - 1] == '\n';
            spaceThenBreak |= c == '\n' && i > 0 && text[i - 1] == ' ';
            special |= !IsPrintable(text, i);
        }

        var blankEnds = text[0] is ' ' or '\n' || text[^1] is ' ' or '\n';
        return new YamlTextShape(
            PlainAllowed: !blankEnds && !breakThenSpace && !spaceThenBreak && !special && !lines && !indicators,
            SingleQuotesAllowed: !breakThenSpace && !spaceThenBreak && !special,
            BlockAllowed: text[^1] != ' ' && !spaceThenBreak && !special);
    }

    private static bool IsPrintable(string text, int i) => text[i] switch
    {
        '\n' => true,
        >= ' ' and <= '~' => true,
        < '\u00A0' or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => false,
        // Beyond the basic plane libyaml escapes.
        var c => !char.IsSurrogate(c),
    };
}

namespace KopsPS.Engine.ManagementServers;

/// <summary>Writes values so that a shell reads them as they are. Only for files on a server; local programs get argument lists.</summary>
internal static class ShellText
{
    /// <summary>One word of a POSIX shell.</summary>
    public static string Posix(string value) => $"'{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>One text of PowerShell, which also ends single-quoted texts at typographic quotes.</summary>
    public static string PowerShell(string value)
    {
        foreach (var quote in (ReadOnlySpan<char>)['\'', '\u2018', '\u2019', '\u201a', '\u201b'])
        {
            value = value.Replace(quote.ToString(), new string(quote, 2), StringComparison.Ordinal);
        }

        return $"'{value}'";
    }
}

using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Patterns as PowerShell has them, in any case.</summary>
internal static class Wildcards
{
    /// <summary>Whether a text fits one of the patterns; null where none were told.</summary>
    public static Func<string, bool>? Matcher(string[]? patterns)
    {
        if (patterns is null)
        {
            return null;
        }

        var compiled = Array.ConvertAll(patterns, pattern => new WildcardPattern(pattern, WildcardOptions.IgnoreCase));
        return value => Array.Exists(compiled, pattern => pattern.IsMatch(value));
    }
}

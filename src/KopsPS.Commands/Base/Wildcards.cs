using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Those that are no patterns but names.</summary>
    public static string[] Literal(string[]? patterns) => Array.FindAll(patterns ?? [], pattern => !WildcardPattern.ContainsWildcardCharacters(pattern));

    /// <summary>Whether something was told, and all of it by name.</summary>
    public static bool AreLiteral([NotNullWhen(true)] string[]? patterns) => patterns is not null && !Array.Exists(patterns, WildcardPattern.ContainsWildcardCharacters);
}

using System.Collections;

namespace KopsPS.Commands;

/// <summary>The parameters already typed on the line being completed, and the session's defaults.</summary>
/// <param name="typed">What PowerShell found on the line.</param>
/// <param name="defaults">The session's defaults.</param>
public sealed class BoundParameters(IDictionary typed, KopsDefault defaults)
{
    /// <summary>The session's defaults.</summary>
    public KopsDefault Defaults => defaults;

    /// <summary>The value typed for a parameter, or null.</summary>
    public string? this[string name] => typed[name]?.ToString() is { Length: > 0 } value ? value : null;
}

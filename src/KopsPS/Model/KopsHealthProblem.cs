namespace KopsPS;

/// <summary>One fault of a cluster: the object that it lies in, and those that suffer from it.</summary>
public sealed class KopsHealthProblem
{
    /// <summary>Kind, such as <c>Node</c>. Of an object that is not there, such as a missing Secret, the kind that is missing.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace; empty where the kind has none.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>The worst judgement on it and on what suffers from it.</summary>
    public required KopsVerdict Verdict { get; init; }

    /// <summary>What was found of the object itself, worst first; empty for one that is only named as a cause.</summary>
    public required KopsFinding[] Findings { get; init; }

    /// <summary>The objects that suffer from it, worst first.</summary>
    public required KopsHealthEffect[] Effects { get; init; }

    /// <summary>Since when, in UTC, where the cluster says.</summary>
    public DateTimeOffset? Since => Told?.Since;

    /// <summary>What is said of it in short: its worst finding, or that of the first that suffers from it.</summary>
    public string Finding => Told?.ToString() ?? "";

    /// <summary>A command that helps, where there is one.</summary>
    public string? Remedy => Told?.Remedy;

    private KopsFinding? Told => Effects.Length > 0 && (Findings.Length == 0 || Findings[0].Severity == KopsSeverity.Info) ? Effects[0].Finding : Findings.FirstOrDefault();

    /// <summary>Such as <c>Node/i-02f94c6a1d87be350</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";
}

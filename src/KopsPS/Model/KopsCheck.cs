namespace KopsPS;

/// <summary>One check of something that a cluster needs: what was found, what is wanted, and how to get from one to the other.</summary>
public sealed class KopsCheck
{
    /// <summary>What was checked, in words that stay the same, such as <c>Versioning</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended.</summary>
    public required KopsCheckVerdict Verdict { get; init; }

    /// <summary>What was found; why it could not be checked where it was not.</summary>
    public string? Found { get; init; }

    /// <summary>What is wanted.</summary>
    public string? Wanted { get; init; }

    /// <summary>A command that one can run, or what to do; null where there is nothing to do.</summary>
    public string? Remedy { get; init; }

    /// <summary>What the check is about, such as the name of a bucket, a zone or a cluster.</summary>
    public string? Target { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Found is null ? $"{Verdict} {Name}" : $"{Verdict} {Name}: {Found}";
}

namespace KopsPS;

/// <summary>One thing that a check found, with what to do about it.</summary>
public sealed class KopsFinding
{
    /// <summary>Stable name of the finding, such as <c>NodeNotReady</c>; scripts may compare it.</summary>
    public required string Code { get; init; }

    /// <summary>How much it matters.</summary>
    public required KopsSeverity Severity { get; init; }

    /// <summary>What was found, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Since when, in UTC, where the cluster says.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>A command that helps, where there is one.</summary>
    public string? Remedy { get; init; }

    /// <summary>The object that the fault comes from, where it is another one: once that is mended, this finding goes.</summary>
    public KopsObjectReference? Cause { get; init; }

    /// <summary>What it comes from besides, where several objects are at fault, such as each of the nodes that are down.</summary>
    public KopsObjectReference[] OtherCauses { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Message}";
}

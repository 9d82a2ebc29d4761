namespace KopsPS;

/// <summary>A check that could not run. What it would have found is unknown: it is no sign of health.</summary>
public sealed class KopsSkippedCheck
{
    /// <summary>The check, such as <c>NodeLease</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Why it could not run.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Reason}";
}

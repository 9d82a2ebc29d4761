namespace KopsPS;

/// <summary>One link of the chain from a name to pods.</summary>
public sealed class KopsResolutionStep
{
    /// <summary><c>Name</c>, <c>Namespace</c>, <c>Service</c>, <c>Port</c>, <c>Selector</c>, <c>Endpoint</c> or <c>Node</c>.</summary>
    public required string Step { get; init; }

    /// <summary>Whether it holds: <c>Fail</c> is where the chain breaks.</summary>
    public required KopsCheckVerdict Verdict { get; init; }

    /// <summary>What was found.</summary>
    public required string Detail { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Step}: {Detail}";
}

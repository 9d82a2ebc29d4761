namespace KopsPS.Fakes.Releases;

/// <summary>What a release mirror does wrong with one request.</summary>
public sealed record MirrorFault
{
    /// <summary>Answer with this status and no file.</summary>
    public int? Status { get; init; }

    /// <summary>Seconds for the header <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Redirect to this address.</summary>
    public string? Location { get; init; }

    /// <summary>Break the connection after so many bytes of the file.</summary>
    public int? BreakAfter { get; init; }

    /// <summary>After so many bytes of the file wait until the client goes.</summary>
    public int? StallAfter { get; init; }

    /// <summary>Answer a request for a part with the whole.</summary>
    public bool IgnoreRange { get; init; }

    /// <summary>Send the parts without saying what they are parts of.</summary>
    public bool NoValidator { get; init; }

    /// <summary>Send something else.</summary>
    public byte[]? Content { get; init; }
}

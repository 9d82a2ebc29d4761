namespace KopsPS.Engine.Kubernetes;

/// <summary>A call to an API server.</summary>
internal sealed record KubeRequest
{
    /// <summary>Path and query.</summary>
    public required string Path { get; init; }

    public HttpMethod Method { get; init; } = HttpMethod.Get;

    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    /// <summary>
    /// Sending it twice does what sending it once does: it may be repeated when nobody knows whether it arrived. What the
    /// server has certainly not begun (no connection, a 429) is repeated in any case.
    /// </summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>How often it is sent at most; null is the client's own number.</summary>
    public int? Attempts { get; init; }

    /// <summary>No limit of time once the answer has begun: a watch, or a log that is followed.</summary>
    public bool IsStream { get; init; }

    public static KubeRequest Get(string path) => new() { Path = path };
}

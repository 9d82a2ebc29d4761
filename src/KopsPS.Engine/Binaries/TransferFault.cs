using System.Net;

namespace KopsPS.Engine.Binaries;

/// <summary>Why one attempt to read from a source failed; never leaves the folder, where it becomes a <see cref="KopsException"/>.</summary>
internal sealed class TransferFault(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The HTTP status, where the server answered.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether another attempt may succeed.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the source has no such file.</summary>
    public bool IsNotFound => Status is HttpStatusCode.NotFound or HttpStatusCode.Gone;

    /// <summary>The kind of fault that a person sees.</summary>
    public FaultKind Kind => Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.ProxyAuthenticationRequired => FaultKind.AuthenticationError,
        HttpStatusCode.Forbidden => FaultKind.PermissionDenied,
        HttpStatusCode.TooManyRequests => FaultKind.LimitsExceeded,
        _ => FaultKind.ConnectionError,
    };
}

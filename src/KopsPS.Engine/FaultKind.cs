namespace KopsPS.Engine;

/// <summary>
/// The kinds of fault, named as PowerShell's error categories are, so that the engine needs no reference to
/// PowerShell.
/// </summary>
public enum FaultKind
{
    /// <summary>An argument that can never work.</summary>
    InvalidArgument,

    /// <summary>Data that breaks its own rules.</summary>
    InvalidData,

    /// <summary>The thing cannot be done as matters stand.</summary>
    InvalidOperation,

    /// <summary>A peer gave an answer that makes no sense.</summary>
    InvalidResult,

    /// <summary>What was named is not there.</summary>
    ObjectNotFound,

    /// <summary>The identity is known and may not do it.</summary>
    PermissionDenied,

    /// <summary>The identity could not be established.</summary>
    AuthenticationError,

    /// <summary>A peer could not be reached.</summary>
    ConnectionError,

    /// <summary>A quota or a rate limit.</summary>
    LimitsExceeded,

    /// <summary>What should be made is there already.</summary>
    ResourceExists,

    /// <summary>Something else holds it.</summary>
    ResourceBusy,

    /// <summary>A file or service that is needed is not available.</summary>
    ResourceUnavailable,

    /// <summary>Time ran out.</summary>
    OperationTimeout,

    /// <summary>Somebody stopped it.</summary>
    OperationStopped,

    /// <summary>A certificate or digest does not fit.</summary>
    SecurityError,

    /// <summary>This version of a tool cannot do it.</summary>
    NotImplemented,

    /// <summary>A file could not be read.</summary>
    ReadError,

    /// <summary>A file could not be written.</summary>
    WriteError,
}

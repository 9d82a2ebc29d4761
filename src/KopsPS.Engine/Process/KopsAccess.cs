namespace KopsPS.Engine.Processes;

/// <summary>Credentials that .NET resolved, for kops' environment.</summary>
/// <param name="AccessKey">Access key id.</param>
/// <param name="SecretKey">Secret access key.</param>
/// <param name="Token">Session token of temporary credentials, or null.</param>
/// <param name="Expires">When they end, or null.</param>
public sealed record KopsCredentials(string AccessKey, string SecretKey, string? Token, DateTimeOffset? Expires)
{
    /// <summary>Never the values.</summary>
    public override string ToString() => "AWS credentials";
}

/// <summary>What the process layer needs of AWS.</summary>
public interface IKopsAccess : IAccessProbe
{
    /// <summary>The region, or null where none is set.</summary>
    string? Region { get; }

    /// <summary>Fresh credentials, or null where there are none (a <c>file://</c> store needs none).</summary>
    Task<KopsCredentials?> GetCredentialsAsync(CancellationToken cancellationToken);
}

/// <summary>Questions that tell apart what kops says alike.</summary>
public interface IAccessProbe
{
    /// <summary>Asks STS who we are.</summary>
    Task<AccessAnswer> AskIdentityAsync(CancellationToken cancellationToken);

    /// <summary>Asks S3 for the state store's bucket.</summary>
    Task<AccessAnswer> AskBucketAsync(string bucket, CancellationToken cancellationToken);
}

/// <summary>What AWS answered.</summary>
public enum AccessAnswer
{
    /// <summary>It gave no answer that tells anything.</summary>
    Unknown,

    /// <summary>Yes.</summary>
    Granted,

    /// <summary>Known, but not allowed.</summary>
    Denied,

    /// <summary>The keys are wrong.</summary>
    Rejected,

    /// <summary>The session is over.</summary>
    Expired,

    /// <summary>There are no credentials.</summary>
    NoCredentials,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>Too many requests.</summary>
    Throttled,

    /// <summary>Nobody there.</summary>
    Unreachable,
}

using KopsPS.Engine.Processes;

namespace KopsPS.Engine.Tests.Processes;

/// <summary>AWS as the process layer sees it.</summary>
internal sealed class FakeAccess : IKopsAccess
{
    private int _questions;

    public string? Region { get; init; } = "eu-central-1";

    public KopsCredentials? Credentials { get; init; } = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "FwoGZXIvYXdzEXAMPLETOKEN//8=", null);

    public AccessAnswer Identity { get; init; } = AccessAnswer.Granted;

    public AccessAnswer Bucket { get; init; } = AccessAnswer.Granted;

    public string? AskedBucket { get; private set; }

    /// <summary>How often AWS was asked why.</summary>
    public int Questions => _questions;

    public Task<KopsCredentials?> GetCredentialsAsync(CancellationToken cancellationToken) => Task.FromResult(Credentials);

    public Task<AccessAnswer> AskIdentityAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        return Task.FromResult(Identity);
    }

    public Task<AccessAnswer> AskBucketAsync(string bucket, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        AskedBucket = bucket;
        return Task.FromResult(Bucket);
    }
}

namespace KopsPS.Engine.Aws.S3Control;

/// <summary>What KopsPS asks of S3 Control; shaped like the official client.</summary>
public interface IS3Control : IDisposable
{
    /// <summary>Reads the account's public-access block.</summary>
    /// <param name="request">The account.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<GetPublicAccessBlockResponse> GetPublicAccessBlockAsync(GetPublicAccessBlockRequest request, CancellationToken cancellationToken = default);
}

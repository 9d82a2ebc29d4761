using Amazon.Runtime;

namespace KopsPS.Engine.Aws.ClassicLoadBalancing;

/// <summary>
/// Elastic Load Balancing (version 1) on the SDK's core: its signer, retries, endpoint rules and errors. In place of the official package as long
/// as that cannot be had.
/// </summary>
public sealed class ClassicLoadBalancingClient : QueryClient, IClassicLoadBalancing
{
    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    public ClassicLoadBalancingClient(AWSCredentials credentials, ClassicLoadBalancingConfig config)
        : base("Elastic Load Balancing", credentials, config)
    {
    }

    /// <inheritdoc/>
    public Task<DescribeLoadBalancersResponse> DescribeLoadBalancersAsync(DescribeLoadBalancersRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeLoadBalancersResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeInstanceHealthResponse> DescribeInstanceHealthAsync(DescribeInstanceHealthRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeInstanceHealthResponse>(request, cancellationToken);
}

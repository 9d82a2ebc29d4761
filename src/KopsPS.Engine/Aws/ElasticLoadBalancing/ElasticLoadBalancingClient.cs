using Amazon.Runtime;

namespace KopsPS.Engine.Aws.ElasticLoadBalancing;

/// <summary>
/// Elastic Load Balancing (version 2) on the SDK's core: its signer, retries, endpoint rules and errors. In place of
/// the official package as long as that cannot be had.
/// </summary>
public sealed class ElasticLoadBalancingClient : QueryClient, IElasticLoadBalancing
{
    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    public ElasticLoadBalancingClient(AWSCredentials credentials, ElasticLoadBalancingConfig config)
        : base("Elastic Load Balancing v2", credentials, config)
    {
    }

    /// <inheritdoc/>
    public Task<DescribeLoadBalancersResponse> DescribeLoadBalancersAsync(
        DescribeLoadBalancersRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeLoadBalancersResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeTargetGroupsResponse> DescribeTargetGroupsAsync(
        DescribeTargetGroupsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeTargetGroupsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeTargetHealthResponse> DescribeTargetHealthAsync(
        DescribeTargetHealthRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeTargetHealthResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeTagsResponse> DescribeTagsAsync(DescribeTagsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeTagsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeLoadBalancerAttributesResponse> DescribeLoadBalancerAttributesAsync(
        DescribeLoadBalancerAttributesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeLoadBalancerAttributesResponse>(request, cancellationToken);
}

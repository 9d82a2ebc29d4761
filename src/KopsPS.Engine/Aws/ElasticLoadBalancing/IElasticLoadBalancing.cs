namespace KopsPS.Engine.Aws.ElasticLoadBalancing;

/// <summary>
/// The operations of Elastic Load Balancing (version 2) that KopsPS needs, shaped like the official client's, so that
/// the official client can take this place. Facts: the API reference of version 2015-12-01.
/// </summary>
public interface IElasticLoadBalancing
{
    /// <summary>Describes one page of the load balancers of the region.</summary>
    Task<DescribeLoadBalancersResponse> DescribeLoadBalancersAsync(DescribeLoadBalancersRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes one page of target groups.</summary>
    Task<DescribeTargetGroupsResponse> DescribeTargetGroupsAsync(DescribeTargetGroupsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the health of the targets of a group.</summary>
    Task<DescribeTargetHealthResponse> DescribeTargetHealthAsync(DescribeTargetHealthRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the tags of up to 20 resources.</summary>
    Task<DescribeTagsResponse> DescribeTagsAsync(DescribeTagsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the attributes of a load balancer.</summary>
    Task<DescribeLoadBalancerAttributesResponse> DescribeLoadBalancerAttributesAsync(
        DescribeLoadBalancerAttributesRequest request, CancellationToken cancellationToken = default);
}

namespace KopsPS.Engine.Aws.ClassicLoadBalancing;

/// <summary>
/// The operations of Elastic Load Balancing (version 1, classic load balancers) that KopsPS needs, shaped like the official client's, so that
/// the official client can take this place. Facts: the API reference of version 2012-06-01.
/// </summary>
public interface IClassicLoadBalancing
{
    /// <summary>Describes one page of the classic load balancers of the region.</summary>
    Task<DescribeLoadBalancersResponse> DescribeLoadBalancersAsync(DescribeLoadBalancersRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads the state of the instances of a load balancer.</summary>
    Task<DescribeInstanceHealthResponse> DescribeInstanceHealthAsync(DescribeInstanceHealthRequest request, CancellationToken cancellationToken = default);
}

namespace KopsPS.Engine.Aws.ClassicLoadBalancing;

/// <summary>Asks for classic load balancers.</summary>
public sealed class DescribeLoadBalancersRequest : QueryRequest
{
    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "DescribeLoadBalancers";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => One("Marker", Marker);
}

/// <summary>Asks for the state of the instances of a classic load balancer.</summary>
public sealed class DescribeInstanceHealthRequest : QueryRequest
{
    /// <summary>The load balancer.</summary>
    public required string LoadBalancerName { get; init; }

    internal override string Action => "DescribeInstanceHealth";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => One("LoadBalancerName", LoadBalancerName);
}

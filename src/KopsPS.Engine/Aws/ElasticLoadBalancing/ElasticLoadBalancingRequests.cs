namespace KopsPS.Engine.Aws.ElasticLoadBalancing;

/// <summary>Asks for load balancers.</summary>
public sealed class DescribeLoadBalancersRequest : QueryRequest
{
    /// <summary>Only these; empty for all.</summary>
    public IReadOnlyList<string> LoadBalancerArns { get; init; } = [];

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "DescribeLoadBalancers";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
        Members("LoadBalancerArns", LoadBalancerArns).Concat(One("Marker", Marker));
}

/// <summary>Asks for target groups.</summary>
public sealed class DescribeTargetGroupsRequest : QueryRequest
{
    /// <summary>Only these; empty for all.</summary>
    public IReadOnlyList<string> TargetGroupArns { get; init; } = [];

    /// <summary>Only those of this load balancer; null for all.</summary>
    public string? LoadBalancerArn { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "DescribeTargetGroups";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
        Members("TargetGroupArns", TargetGroupArns).Concat(One("LoadBalancerArn", LoadBalancerArn)).Concat(One("Marker", Marker));
}

/// <summary>Asks for the health of the targets of a group.</summary>
public sealed class DescribeTargetHealthRequest : QueryRequest
{
    /// <summary>The group.</summary>
    public required string TargetGroupArn { get; init; }

    internal override string Action => "DescribeTargetHealth";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => One("TargetGroupArn", TargetGroupArn);
}

/// <summary>Asks for tags.</summary>
public sealed class DescribeTagsRequest : QueryRequest
{
    /// <summary>The resources, at most 20.</summary>
    public required IReadOnlyList<string> ResourceArns { get; init; }

    internal override string Action => "DescribeTags";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => Members("ResourceArns", ResourceArns);
}

/// <summary>Asks for the attributes of a load balancer.</summary>
public sealed class DescribeLoadBalancerAttributesRequest : QueryRequest
{
    /// <summary>The load balancer.</summary>
    public required string LoadBalancerArn { get; init; }

    internal override string Action => "DescribeLoadBalancerAttributes";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => One("LoadBalancerArn", LoadBalancerArn);
}

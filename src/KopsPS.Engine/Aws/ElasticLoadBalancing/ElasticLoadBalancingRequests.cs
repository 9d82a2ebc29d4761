using Amazon.Runtime;

namespace KopsPS.Engine.Aws.ElasticLoadBalancing;

/// <summary>A request of the query protocol: an action and its parameters.</summary>
public abstract class ElasticLoadBalancingRequest : AmazonWebServiceRequest
{
    /// <summary>Name of the action.</summary>
    internal abstract string Action { get; }

    /// <summary>The parameters as the query protocol writes them.</summary>
    internal abstract IEnumerable<KeyValuePair<string, string>> Parameters();

    /// <summary>A list: <c>Names.member.1</c> and so on.</summary>
    private protected static IEnumerable<KeyValuePair<string, string>> Members(string name, IEnumerable<string> values) =>
        values.Select((value, i) => KeyValuePair.Create($"{name}.member.{i + 1}", value));

    /// <summary>A parameter, where it has a value.</summary>
    private protected static IEnumerable<KeyValuePair<string, string>> One(string name, string? value) =>
        value is null ? [] : [KeyValuePair.Create(name, value)];
}

/// <summary>Asks for load balancers.</summary>
public sealed class DescribeLoadBalancersRequest : ElasticLoadBalancingRequest
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
public sealed class DescribeTargetGroupsRequest : ElasticLoadBalancingRequest
{
    /// <summary>Only these; empty for all.</summary>
    public IReadOnlyList<string> TargetGroupArns { get; init; } = [];

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "DescribeTargetGroups";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
        Members("TargetGroupArns", TargetGroupArns).Concat(One("Marker", Marker));
}

/// <summary>Asks for tags.</summary>
public sealed class DescribeTagsRequest : ElasticLoadBalancingRequest
{
    /// <summary>The resources, at most 20.</summary>
    public required IReadOnlyList<string> ResourceArns { get; init; }

    internal override string Action => "DescribeTags";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => Members("ResourceArns", ResourceArns);
}

/// <summary>Asks for the attributes of a load balancer.</summary>
public sealed class DescribeLoadBalancerAttributesRequest : ElasticLoadBalancingRequest
{
    /// <summary>The load balancer.</summary>
    public required string LoadBalancerArn { get; init; }

    internal override string Action => "DescribeLoadBalancerAttributes";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => One("LoadBalancerArn", LoadBalancerArn);
}

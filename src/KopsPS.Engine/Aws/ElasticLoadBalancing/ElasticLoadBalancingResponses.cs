using System.Globalization;
using System.Xml.Linq;

namespace KopsPS.Engine.Aws.ElasticLoadBalancing;

/// <summary>An answer of Elastic Load Balancing.</summary>
public abstract class ElasticLoadBalancingResponse : QueryResponse
{
    /// <summary>The members of a list.</summary>
    private protected static IEnumerable<XElement> Members(XElement parent, string name) =>
        parent.Elements().Where(element => element.Name.LocalName == name)
            .SelectMany(list => list.Elements()).Where(element => element.Name.LocalName == "member");

    /// <summary>The text of a child, or null.</summary>
    private protected static string? Text(XElement parent, string name) => Child(parent, name)?.Value;

    /// <summary>A child, or null.</summary>
    private protected static XElement? Child(XElement parent, string name) => parent.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    /// <summary>The number in a child, or null.</summary>
    private protected static int? Number(XElement parent, string name) =>
        int.TryParse(Text(parent, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A load balancer.</summary>
/// <param name="LoadBalancerArn">Its ARN.</param>
/// <param name="LoadBalancerName">Its name.</param>
/// <param name="VpcId">The VPC that it stands in.</param>
/// <param name="Type"><c>application</c>, <c>network</c> or <c>gateway</c>.</param>
public sealed record LoadBalancer(string LoadBalancerArn, string LoadBalancerName, string VpcId, string Type)
{
    /// <summary>Its name in DNS.</summary>
    public string DnsName { get; init; } = "";

    /// <summary><c>internet-facing</c> or <c>internal</c>.</summary>
    public string Scheme { get; init; } = "";

    /// <summary><c>active</c>, <c>provisioning</c>, <c>active_impaired</c> or <c>failed</c>.</summary>
    public string State { get; init; } = "";
}

/// <summary>A target group.</summary>
/// <param name="TargetGroupArn">Its ARN.</param>
/// <param name="TargetGroupName">Its name.</param>
/// <param name="VpcId">The VPC of its targets.</param>
/// <param name="LoadBalancerArns">The load balancers whose listeners send to it.</param>
public sealed record TargetGroup(string TargetGroupArn, string TargetGroupName, string VpcId, IReadOnlyList<string> LoadBalancerArns)
{
    /// <summary>Protocol of its targets; null for functions.</summary>
    public string? Protocol { get; init; }

    /// <summary>Port of targets that have none of their own; null for functions.</summary>
    public int? Port { get; init; }

    /// <summary><c>instance</c>, <c>ip</c>, <c>lambda</c> or <c>alb</c>.</summary>
    public string? TargetType { get; init; }
}

/// <summary>The health of a target.</summary>
/// <param name="Id">Instance, address or ARN.</param>
/// <param name="Port">Its port; null for functions.</param>
/// <param name="AvailabilityZone">Zone, where it was told.</param>
/// <param name="State"><c>healthy</c>, <c>unhealthy</c>, <c>initial</c>, <c>draining</c>, <c>unhealthy.draining</c>, <c>unused</c> or <c>unavailable</c>.</param>
/// <param name="Reason">Why, as a code; null where it is healthy.</param>
/// <param name="Description">Why, in AWS' words; null where it is healthy.</param>
public sealed record TargetHealthDescription(string Id, int? Port, string? AvailabilityZone, string State, string? Reason, string? Description);

/// <summary>Load balancers.</summary>
public sealed class DescribeLoadBalancersResponse : ElasticLoadBalancingResponse
{
    /// <summary>The load balancers of the page.</summary>
    public IReadOnlyList<LoadBalancer> LoadBalancers { get; private set; } = [];

    /// <summary>The next page, or null.</summary>
    public string? NextMarker { get; private set; }

    internal override void Read(XElement result)
    {
        LoadBalancers =
        [
            .. Members(result, "LoadBalancers").Select(one => new LoadBalancer(
                Text(one, "LoadBalancerArn") ?? "", Text(one, "LoadBalancerName") ?? "", Text(one, "VpcId") ?? "", Text(one, "Type") ?? "")
            {
                DnsName = Text(one, "DNSName") ?? "",
                Scheme = Text(one, "Scheme") ?? "",
                State = Child(one, "State") is { } state ? Text(state, "Code") ?? "" : "",
            }),
        ];
        NextMarker = Text(result, "NextMarker") is { Length: > 0 } marker ? marker : null;
    }
}

/// <summary>Target groups.</summary>
public sealed class DescribeTargetGroupsResponse : ElasticLoadBalancingResponse
{
    /// <summary>The target groups of the page.</summary>
    public IReadOnlyList<TargetGroup> TargetGroups { get; private set; } = [];

    /// <summary>The next page, or null.</summary>
    public string? NextMarker { get; private set; }

    internal override void Read(XElement result)
    {
        TargetGroups =
        [
            .. Members(result, "TargetGroups").Select(one => new TargetGroup(
                Text(one, "TargetGroupArn") ?? "",
                Text(one, "TargetGroupName") ?? "",
                Text(one, "VpcId") ?? "",
                [.. Members(one, "LoadBalancerArns").Select(arn => arn.Value)])
            {
                Protocol = Text(one, "Protocol"),
                Port = Number(one, "Port"),
                TargetType = Text(one, "TargetType"),
            }),
        ];
        NextMarker = Text(result, "NextMarker") is { Length: > 0 } marker ? marker : null;
    }
}

/// <summary>The health of the targets of a group.</summary>
public sealed class DescribeTargetHealthResponse : ElasticLoadBalancingResponse
{
    /// <summary>One a target.</summary>
    public IReadOnlyList<TargetHealthDescription> TargetHealthDescriptions { get; private set; } = [];

    internal override void Read(XElement result) => TargetHealthDescriptions =
    [
        .. Members(result, "TargetHealthDescriptions").Select(one =>
        {
            var (target, health) = (Child(one, "Target") ?? one, Child(one, "TargetHealth") ?? one);
            return new TargetHealthDescription(
                Text(target, "Id") ?? "", Number(target, "Port"), Text(target, "AvailabilityZone"), Text(health, "State") ?? "", Text(health, "Reason"), Text(health, "Description"));
        }),
    ];
}

/// <summary>Tags of resources.</summary>
public sealed class DescribeTagsResponse : ElasticLoadBalancingResponse
{
    /// <summary>The tags of each resource, by its ARN.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> TagDescriptions { get; private set; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    internal override void Read(XElement result) => TagDescriptions = Members(result, "TagDescriptions").ToDictionary(
        one => Text(one, "ResourceArn") ?? "",
        one => (IReadOnlyDictionary<string, string>)Members(one, "Tags")
            .ToDictionary(tag => Text(tag, "Key") ?? "", tag => Text(tag, "Value") ?? "", StringComparer.Ordinal),
        StringComparer.Ordinal);
}

/// <summary>Attributes of a load balancer.</summary>
public sealed class DescribeLoadBalancerAttributesResponse : ElasticLoadBalancingResponse
{
    /// <summary>The attributes, such as <c>deletion_protection.enabled</c>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; private set; } = new Dictionary<string, string>();

    internal override void Read(XElement result) => Attributes = Members(result, "Attributes")
        .ToDictionary(one => Text(one, "Key") ?? "", one => Text(one, "Value") ?? "", StringComparer.Ordinal);
}

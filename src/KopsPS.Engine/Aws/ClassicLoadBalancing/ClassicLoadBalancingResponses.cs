using System.Xml.Linq;

namespace KopsPS.Engine.Aws.ClassicLoadBalancing;

/// <summary>A classic load balancer.</summary>
/// <param name="LoadBalancerName">Its name.</param>
/// <param name="DnsName">Its name in DNS.</param>
/// <param name="VpcId">The VPC that it stands in.</param>
/// <param name="Scheme"><c>internet-facing</c> or <c>internal</c>.</param>
/// <param name="Listeners">Where it listens and what it sends to.</param>
public sealed record LoadBalancerDescription(string LoadBalancerName, string DnsName, string VpcId, string Scheme, IReadOnlyList<Listener> Listeners);

/// <summary>A listener of a classic load balancer.</summary>
/// <param name="Protocol">Its protocol.</param>
/// <param name="LoadBalancerPort">Where it listens.</param>
/// <param name="InstancePort">Port of the instances.</param>
public sealed record Listener(string Protocol, int LoadBalancerPort, int InstancePort);

/// <summary>The state of an instance behind a classic load balancer.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="State"><c>InService</c>, <c>OutOfService</c> or <c>Unknown</c>.</param>
/// <param name="ReasonCode"><c>ELB</c>, <c>Instance</c> or <c>N/A</c>.</param>
/// <param name="Description">Why, in AWS' words.</param>
public sealed record InstanceState(string InstanceId, string State, string ReasonCode, string Description);

/// <summary>Classic load balancers.</summary>
public sealed class DescribeLoadBalancersResponse : QueryResponse
{
    /// <summary>The load balancers of the page.</summary>
    public IReadOnlyList<LoadBalancerDescription> LoadBalancerDescriptions { get; private set; } = [];

    /// <summary>The next page, or null.</summary>
    public string? NextMarker { get; private set; }

    internal override void Read(XElement result)
    {
        LoadBalancerDescriptions =
        [
            .. result.Members("LoadBalancerDescriptions").Select(one => new LoadBalancerDescription(
                one.Text("LoadBalancerName"), one.Text("DNSName"), one.Text("VPCId"), one.Text("Scheme"),
                [
                    .. one.Members("ListenerDescriptions").Select(description => description.Elements().FirstOrDefault(element => element.Name.LocalName == "Listener")).OfType<XElement>()
                        .Select(listener => new Listener(listener.Text("Protocol"), listener.Number("LoadBalancerPort"), listener.Number("InstancePort"))),
                ])),
        ];
        NextMarker = result.TextOrNull("NextMarker");
    }
}

/// <summary>States of instances.</summary>
public sealed class DescribeInstanceHealthResponse : QueryResponse
{
    /// <summary>One an instance.</summary>
    public IReadOnlyList<InstanceState> InstanceStates { get; private set; } = [];

    internal override void Read(XElement result) => InstanceStates =
    [
        .. result.Members("InstanceStates").Select(one => new InstanceState(
            one.Text("InstanceId"), one.Text("State"), one.Text("ReasonCode"), one.Text("Description"))),
    ];
}

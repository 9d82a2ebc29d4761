using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.ClassicLoadBalancing;
using KopsPS.Engine.Aws.ElasticLoadBalancing;

namespace KopsPS.Engine.Networking;

/// <summary>A load balancer of AWS, of whatever kind.</summary>
internal sealed record Balancer(string Name, string DnsName, string Type, string Scheme, string? State, string? Arn, string VpcId)
{
    /// <summary>Of a classic one: where its listeners send to.</summary>
    public IReadOnlyList<Listener> Listeners { get; init; } = [];
}

/// <summary>The load balancers of one region, by their names in DNS.</summary>
internal sealed class BalancerInventory(AwsSession session)
{
    private readonly Dictionary<string, Balancer> _byName = new(StringComparer.OrdinalIgnoreCase);

    public Balancer? Find(string hostname) => _byName.GetValueOrDefault(BalancerHost.Bare(hostname));

    /// <summary>Reads all of the region.</summary>
    /// <exception cref="KopsException">The faults of AWS.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var request = new KopsPS.Engine.Aws.ElasticLoadBalancing.DescribeLoadBalancersRequest { Marker = marker };
            var answer = await CallAsync("elasticloadbalancing:DescribeLoadBalancers", "load balancers", () => session.ElasticLoadBalancing().DescribeLoadBalancersAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var one in answer.LoadBalancers)
            {
                _byName[one.DnsName] = new Balancer(one.LoadBalancerName, one.DnsName, one.Type, one.Scheme, one.State, one.LoadBalancerArn, one.VpcId);
            }

            marker = answer.NextMarker;
        }
        while (marker is not null);
        do
        {
            var request = new KopsPS.Engine.Aws.ClassicLoadBalancing.DescribeLoadBalancersRequest { Marker = marker };
            var answer = await CallAsync("elasticloadbalancing:DescribeLoadBalancers", "classic load balancers", () => session.ClassicLoadBalancing().DescribeLoadBalancersAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var one in answer.LoadBalancerDescriptions)
            {
                _byName[one.DnsName] = new Balancer(one.LoadBalancerName, one.DnsName, "classic", one.Scheme, null, null, one.VpcId) { Listeners = one.Listeners };
            }

            marker = answer.NextMarker;
        }
        while (marker is not null);
    }

    /// <summary>What a load balancer sends to, with the health of each target.</summary>
    /// <exception cref="KopsException">The faults of AWS.</exception>
    public async Task<KopsTargetGroup[]> TargetsAsync(Balancer balancer, CancellationToken cancellationToken)
    {
        if (balancer.Arn is null)
        {
            var states = await CallAsync(
                "elasticloadbalancing:DescribeInstanceHealth", balancer.Name,
                () => session.ClassicLoadBalancing().DescribeInstanceHealthAsync(new DescribeInstanceHealthRequest { LoadBalancerName = balancer.Name }, cancellationToken), cancellationToken).ConfigureAwait(false);
            var listener = balancer.Listeners is [var only] ? only : null;
            return [new KopsTargetGroup
            {
                Name = balancer.Name,
                Protocol = listener?.Protocol,
                Port = listener?.InstancePort,
                TargetType = "instance",
                Targets = [.. states.InstanceStates.Select(one => new KopsLoadBalancerTarget
                {
                    Id = one.InstanceId,
                    State = one.State switch { "InService" => "healthy", "OutOfService" => "unhealthy", _ => "unavailable" },
                    Reason = one.Description is { Length: > 0 } and not "N/A" ? one.Description : null,
                })],
            }];
        }

        List<KopsTargetGroup> groups = [];
        string? marker = null;
        do
        {
            var request = new DescribeTargetGroupsRequest { LoadBalancerArn = balancer.Arn, Marker = marker };
            var answer = await CallAsync(
                "elasticloadbalancing:DescribeTargetGroups", balancer.Name, () => session.ElasticLoadBalancing().DescribeTargetGroupsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var group in answer.TargetGroups)
            {
                var health = await CallAsync(
                    "elasticloadbalancing:DescribeTargetHealth", group.TargetGroupName,
                    () => session.ElasticLoadBalancing().DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = group.TargetGroupArn }, cancellationToken), cancellationToken).ConfigureAwait(false);
                groups.Add(new KopsTargetGroup
                {
                    Name = group.TargetGroupName,
                    Protocol = group.Protocol,
                    Port = group.Port,
                    TargetType = group.TargetType ?? "instance",
                    Targets = [.. health.TargetHealthDescriptions.Select(one => new KopsLoadBalancerTarget { Id = one.Id, Port = one.Port, Zone = one.AvailabilityZone, State = one.State, Reason = one.Description ?? one.Reason })],
                });
            }

            marker = answer.NextMarker;
        }
        while (marker is not null);
        return [.. groups];
    }

    private Task<T> CallAsync<T>(string action, string target, Func<Task<T>> call, CancellationToken cancellationToken) => AwsFaults.CallAsync(session, action, target, call, cancellationToken);
}

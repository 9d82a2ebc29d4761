using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Health;

/// <summary>
/// The EC2 instances of a cluster, by kops' tags, with what EC2 says of them. What the rights do not allow is left out and said; only without
/// the instances themselves there is nothing.
/// </summary>
internal sealed class NodeInstances
{
    private const int IdsPerCall = 100;

    private readonly Dictionary<string, NodeInstance> _instances = new(StringComparer.Ordinal);
    private readonly List<KopsSkippedCheck> _skipped = [];

    /// <summary>All instances that are there or were until a short while ago.</summary>
    public IReadOnlyCollection<NodeInstance> All => _instances.Values;

    /// <summary>What could not be asked.</summary>
    public IReadOnlyList<KopsSkippedCheck> Skipped => _skipped;

    /// <summary>Reads the instances tagged with the cluster and, whatever their tags, those that its nodes name.</summary>
    /// <param name="session">AWS.</param>
    /// <param name="clusterName">The cluster, as kops' tag <c>KubernetesCluster</c> has it.</param>
    /// <param name="nodes">Instances that nodes name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">Where the instances cannot be read: the faults of AWS.</exception>
    public static async Task<NodeInstances> ReadAsync(AwsSession session, string clusterName, IEnumerable<string> nodes, CancellationToken cancellationToken)
    {
        var all = new NodeInstances();
        var ec2 = session.Ec2();
        await all.DescribeAsync(session, ec2, new Filter("tag:KubernetesCluster", [clusterName]), cancellationToken).ConfigureAwait(false);
        foreach (var ids in nodes.Where(id => !all._instances.ContainsKey(id)).Distinct(StringComparer.Ordinal).Chunk(IdsPerCall))
        {
            // As a filter: an id that EC2 has forgotten is then no error.
            await all.DescribeAsync(session, ec2, new Filter("instance-id", [.. ids]), cancellationToken).ConfigureAwait(false);
        }

        await Task.WhenAll(
            all.TryAsync(NodeCode.InstanceStatus, () => all.StatusAsync(session, ec2, cancellationToken)),
            all.TryAsync(NodeCode.InstanceSpot, () => all.SpotAsync(session, ec2, cancellationToken)),
            all.TryAsync(NodeCode.InstanceTemplate, () => all.TemplatesAsync(session, ec2, cancellationToken))).ConfigureAwait(false);
        return all;
    }

    /// <summary>The instance of a node.</summary>
    public NodeInstance? Of(NodeRow node) => NodeIdentity.InstanceId(node) is { } id ? _instances.GetValueOrDefault(id) : null;

    /// <summary>When the instance of a node was launched.</summary>
    public DateTimeOffset? LaunchOf(NodeRow node) => Of(node)?.Launched;

    internal void Add(NodeInstance instance) => _instances[instance.Id] = instance;

    private async Task TryAsync(string code, Func<Task> read)
    {
        try
        {
            await read().ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id is "AwsAccessDenied" or "AwsThrottled" or "AwsServiceFault" or "AwsRequestRefused")
        {
            lock (_skipped)
            {
                _skipped.Add(new KopsSkippedCheck { Code = code, Reason = fault.Message });
            }
        }
    }

    private async Task DescribeAsync(AwsSession session, IAmazonEC2 ec2, Filter filter, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var request = new DescribeInstancesRequest { Filters = [filter], NextToken = next, MaxResults = 1000 };
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeInstances", filter.Values[0], () => ec2.DescribeInstancesAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var instance in (answer.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? []))
            {
                Add(From(instance));
            }

            next = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
    }

    private static NodeInstance From(Instance instance)
    {
        var tags = (instance.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        return new NodeInstance
        {
            Id = instance.InstanceId,
            State = instance.State?.Name?.Value ?? "",
            Launched = instance.LaunchTime is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null,
            InstanceGroup = tags.GetValueOrDefault("kops.k8s.io/instancegroup"),
            Zone = instance.Placement?.AvailabilityZone,
            IsSpot = instance.InstanceLifecycle?.Value == "spot",

            // Bastions carry the cluster's tag and never become nodes; nor does what others tagged so.
            IsNode = tags.Keys.Any(key => key is "k8s.io/role/node" or "k8s.io/role/control-plane" or "k8s.io/role/master" or "k8s.io/role/apiserver"),
            TemplateId = tags.GetValueOrDefault("aws:ec2launchtemplate:id"),
            TemplateVersion = long.TryParse(tags.GetValueOrDefault("aws:ec2launchtemplate:version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
            NeedsUpdate = tags.ContainsKey("kops.k8s.io/needs-update"),
        };
    }

    private async Task StatusAsync(AwsSession session, IAmazonEC2 ec2, CancellationToken cancellationToken)
    {
        foreach (var ids in All.Where(instance => instance.State == "running").Select(instance => instance.Id).Chunk(IdsPerCall))
        {
            var request = new DescribeInstanceStatusRequest { InstanceIds = [.. ids] };
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeInstanceStatus", ids[0], () => ec2.DescribeInstanceStatusAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var status in answer.InstanceStatuses ?? [])
            {
                if (_instances.TryGetValue(status.InstanceId, out var instance))
                {
                    instance.SystemStatus = status.SystemStatus?.Status?.Value;
                    instance.Status = status.Status?.Status?.Value;
                    instance.ImpairedSince = (status.SystemStatus?.Details ?? []).Concat(status.Status?.Details ?? []).Select(detail => detail.ImpairedSince)
                        .FirstOrDefault(since => since > DateTime.UnixEpoch) is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null;
                    instance.Events = [.. (status.Events ?? [])
                        .Where(each => each.Description?.StartsWith("[Completed]", StringComparison.Ordinal) != true && each.Description?.StartsWith("[Canceled]", StringComparison.Ordinal) != true)
                        .Select(each => (each.Code?.Value ?? "", each.NotBefore?.ToUniversalTime()))];
                }
            }
        }
    }

    private async Task SpotAsync(AwsSession session, IAmazonEC2 ec2, CancellationToken cancellationToken)
    {
        foreach (var ids in All.Where(instance => instance.IsSpot).Select(instance => instance.Id).Chunk(IdsPerCall))
        {
            var request = new DescribeSpotInstanceRequestsRequest { Filters = [new Filter("instance-id", [.. ids])] };
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeSpotInstanceRequests", ids[0], () => ec2.DescribeSpotInstanceRequestsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var spot in answer.SpotInstanceRequests ?? [])
            {
                if (spot.InstanceId is { } id && _instances.TryGetValue(id, out var instance) && spot.Status?.Code is { } code
                    && code.StartsWith("marked-for-", StringComparison.Ordinal))
                {
                    instance.SpotNotice = code;
                    instance.SpotNoticeAt = spot.Status.UpdateTime is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null;
                }
            }
        }
    }

    private async Task TemplatesAsync(AwsSession session, IAmazonEC2 ec2, CancellationToken cancellationToken)
    {
        foreach (var group in All.Where(instance => instance.TemplateId is not null && instance.TemplateVersion is not null).GroupBy(instance => instance.TemplateId!))
        {
            var request = new DescribeLaunchTemplateVersionsRequest { LaunchTemplateId = group.Key, Versions = ["$Latest"] };
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeLaunchTemplateVersions", group.Key, () => ec2.DescribeLaunchTemplateVersionsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (answer.LaunchTemplateVersions is [var newest, ..])
            {
                foreach (var instance in group)
                {
                    instance.NewestTemplate = newest.VersionNumber;
                    instance.NewestTemplateAt = newest.CreateTime is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null;
                }
            }
        }
    }
}

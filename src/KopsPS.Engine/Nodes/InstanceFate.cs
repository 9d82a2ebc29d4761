using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.NodeOperations;

/// <summary>What EC2 says of an instance; of one that was ended it knows for about an hour.</summary>
/// <param name="Id">The instance.</param>
/// <param name="State">EC2's word, such as <c>running</c> or <c>terminated</c>.</param>
/// <param name="ClusterName">The cluster that kops made it for; null where it was not kops.</param>
/// <param name="InstanceGroup">Its instance group.</param>
/// <param name="Role">What it is for: <c>node</c>, <c>control-plane</c> or another role of kops; a bastion has none, as it never becomes a node.</param>
/// <param name="Ended">When it was ended, where EC2 says.</param>
public sealed partial record InstanceFate(string Id, string State, string? ClusterName, string? InstanceGroup, string? Role, DateTimeOffset? Ended)
{
    /// <summary>It is gone or on its way.</summary>
    public bool IsEnding => State is "shutting-down" or "terminated";

    /// <summary>Looks an instance up.</summary>
    /// <returns>Null where EC2 does not know it (any more).</returns>
    /// <exception cref="KopsException">The faults of AWS.</exception>
    public static async Task<InstanceFate?> FindAsync(AwsSession session, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);

        // As a filter: an id that EC2 has forgotten is then no error.
        var request = new DescribeInstancesRequest { Filters = [new Filter("instance-id", [id])] };
        var ec2 = session.Ec2();
        var answer = await AwsFaults.CallAsync(
            session, "ec2:DescribeInstances", id, () => ec2.DescribeInstancesAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        return (answer.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? []).FirstOrDefault() is { } instance ? Of(instance) : null;
    }

    private static InstanceFate Of(Instance instance)
    {
        var tags = (instance.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        var when = Time().Match(instance.StateTransitionReason ?? "");
        return new InstanceFate(
            instance.InstanceId,
            instance.State?.Name?.Value ?? "",
            tags.GetValueOrDefault("KubernetesCluster"),
            tags.GetValueOrDefault("kops.k8s.io/instancegroup"),
            RoleOf(tags.Keys),
            when.Success && DateTimeOffset.TryParse(when.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var ended) ? ended : null);
    }

    private static string? RoleOf(IEnumerable<string> keys)
    {
        const string Prefix = "k8s.io/role/";
        var roles = keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal)).Select(key => key[Prefix.Length..]).ToList();
        return roles.Contains("control-plane") || roles.Contains("master") ? "control-plane" : roles.Find(role => role != "bastion");
    }

    // "User initiated (2026-11-22 21:28:22 GMT)"
    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}

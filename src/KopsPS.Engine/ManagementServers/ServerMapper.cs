using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Makes of EC2's instance what is shown.</summary>
internal static class ServerMapper
{
    public static KopsManagementServer Map(
        Instance instance, AwsSession session, IEnumerable<KopsChange>? changes = null, KopsCloudInit? cloudInit = null)
    {
        var tags = ServerTags.Read(instance.Tags);
        return new KopsManagementServer
        {
            ServerName = tags.GetValueOrDefault("Name") ?? instance.InstanceId,
            InstanceId = instance.InstanceId,
            State = instance.State.Name.Value,
            InstanceType = instance.InstanceType.Value,
            Zone = instance.Placement?.AvailabilityZone,
            PublicIp = Told(instance.PublicIpAddress),
            PrivateIp = Told(instance.PrivateIpAddress),
            NetworkId = Told(instance.VpcId),
            SubnetId = Told(instance.SubnetId),
            ImageId = instance.ImageId,
            Image = tags.GetValueOrDefault(ServerTags.ImageKey),
            KeyName = Told(instance.KeyName),
            SecurityGroupId = OwnGroup(instance),
            InstanceProfile = instance.IamInstanceProfile?.Arn?.Split('/')[^1],
            SshUser = tags.GetValueOrDefault(ServerTags.UserKey),
            LaunchTime = instance.LaunchTime is { } time ? new DateTimeOffset(DateTime.SpecifyKind(time.ToUniversalTime(), DateTimeKind.Utc)) : null,
            CloudInit = cloudInit ?? new KopsCloudInit { Detail = "not asked" },
            Access = tags.GetValueOrDefault(ServerTags.AccessKey) == nameof(KopsServerAccess.SessionManager) ? KopsServerAccess.SessionManager : KopsServerAccess.Ssh,
            EnvironmentName = tags.GetValueOrDefault(OwnershipTags.EnvironmentKey),
            Tags = tags,
            Changes = [.. changes ?? []],
            Region = session.Region,
            ProfileName = session.ProfileName,
            EndpointUrl = session.EndpointUrl,
        };
    }

    /// <summary>The groups of an instance; some servers of EC2's protocol tell them only of its network interfaces.</summary>
    public static IReadOnlyList<GroupIdentifier> Groups(Instance instance) =>
        [.. (instance.SecurityGroups ?? []).Concat((instance.NetworkInterfaces ?? []).SelectMany(item => item.Groups ?? [])).DistinctBy(group => group.GroupId)];

    private static string? OwnGroup(Instance instance)
    {
        var groups = Groups(instance);
        return (groups.FirstOrDefault(group => group.GroupName?.StartsWith(ServerGroup.NamePrefix, StringComparison.Ordinal) == true) ?? (groups.Count > 0 ? groups[0] : null))?.GroupId;
    }

    private static string? Told(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

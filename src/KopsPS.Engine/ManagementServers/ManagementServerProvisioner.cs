using System.Security.Cryptography;
using System.Text;
using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Binaries;

namespace KopsPS.Engine.ManagementServers;

/// <summary>
/// Makes management servers, and brings the security group, the tags and the protection of one that is there to what was
/// asked for. The instance itself is never replaced.
/// </summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where it is told what is done.</param>
/// <param name="states">How long states of instances are waited for.</param>
/// <param name="profiles">How long a new instance profile may take to reach EC2.</param>
public sealed class ManagementServerProvisioner(AwsSession session, IFeedback feedback, ServerPace? states = null, ServerPace? profiles = null)
{
    private readonly ManagementServerReader _reader = new(session);
    private readonly ServerGroup _group = new(session, feedback);
    private readonly ServerLaunch _launch = new(session, feedback, profiles ?? ServerPace.Profiles);
    private readonly InstanceStates _states = new(session, feedback, states ?? ServerPace.States);

    /// <summary>What applying a request would do. Reads only.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <exception cref="KopsException">As for <see cref="ApplyAsync"/>, as far as reading tells.</exception>
    public async Task<IReadOnlyList<KopsChange>> PlanAsync(ManagementServerRequest request, CancellationToken cancellationToken = default)
    {
        var outline = await OutlineAsync(request, cancellationToken).ConfigureAwait(false);
        return outline.Changes;
    }

    /// <summary>Makes the server, or brings what is there to what was asked for, and waits until it runs.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the work; what was made until then stays, and the next call goes on from it.</param>
    /// <exception cref="KopsException">
    /// <c>KopsManagementServerInvalid</c>, <c>KopsCidrInvalid</c>, <c>KopsZoneInvalid</c>, <c>KopsInstanceTypeNotOffered</c>, <c>KopsImageNotFound</c>,
    /// <c>KopsImageArchitectureMismatch</c>, <c>KopsNetworkNotFound</c>, <c>KopsKeyPairNotFound</c>, <c>KopsInstanceProfileNotFound</c>,
    /// <c>KopsSecurityGroupForeign</c>, <c>KopsManagementServerAmbiguous</c>, <c>KopsInstanceCapacityInsufficient</c>, <c>KopsVcpuLimitExceeded</c>,
    /// <c>KopsManagementServerTimeout</c>, <c>KopsManagementServerEnded</c>, and AWS' own.
    /// </exception>
    public async Task<KopsManagementServer> ApplyAsync(ManagementServerRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ManagementServerChecks.Check(request);

        // EC2's client token keeps two machines from making two servers; within one machine runs wait for each other, so that
        // the second finds what the first made, also with servers of EC2's protocol that know no tokens.
        using var turn = await InstallLock.AcquireAsync(
            LockPath(request.Name), () => feedback.Verbose($"Another run is making {request.Name}; waiting for it."), cancellationToken).ConfigureAwait(false);
        var outline = await OutlineAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var cidr in request.SshAccess.Where(ManagementServerChecks.IsWorld))
        {
            feedback.Warning($"{request.Name} takes SSH from the whole internet ({cidr}).");
        }

        var groupId = await _group.ApplyAsync(request, outline.NetworkId, outline.Group, cancellationToken).ConfigureAwait(false);
        if (outline.Existing is { } existing)
        {
            await AdjustAsync(existing, request, outline, cancellationToken).ConfigureAwait(false);
            return ServerMapper.Map(await _reader.InstanceAsync(existing.InstanceId, cancellationToken).ConfigureAwait(false), session, outline.Changes);
        }

        var instance = await _launch.RunAsync(request, outline.Type, outline.Image!, outline.Place!, groupId, cancellationToken).ConfigureAwait(false);
        feedback.Verbose($"{request.Name} is {instance.InstanceId}.");
        var running = await _states.WaitAsync(request.Name, instance.InstanceId, "running", cancellationToken).ConfigureAwait(false);
        if (request.TerminationProtection is { } wanted && wanted != await IsProtectedAsync(running.InstanceId, cancellationToken).ConfigureAwait(false))
        {
            await ProtectAsync(running.InstanceId, wanted, cancellationToken).ConfigureAwait(false);
        }

        return ServerMapper.Map(running, session, outline.Changes);
    }

    private async Task<Outline> OutlineAsync(ManagementServerRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ManagementServerChecks.Check(request);
        _ = session.Region ?? throw Faults.RegionNotSet();
        var type = request.InstanceType ?? ManagementServerRequest.DefaultType;
        if (await _reader.OneAsync(request.Name, cancellationToken).ConfigureAwait(false) is { } existing)
        {
            return await OutlineOfExistingAsync(existing, request, type, cancellationToken).ConfigureAwait(false);
        }

        var placement = new ServerPlacement(session, feedback);
        var architectures = await placement.ArchitecturesAsync(type, cancellationToken).ConfigureAwait(false);
        var place = await placement.FindAsync(request, type, cancellationToken).ConfigureAwait(false);
        var image = await new ServerImages(session, feedback).FindAsync(request, architectures, cancellationToken).ConfigureAwait(false);
        var disk = ServerLaunch.DiskGib(request, image);
        if (request is { KeyName: { } key, KeyIsToCome: false })
        {
            await CheckKeyAsync(key, cancellationToken).ConfigureAwait(false);
        }

        _ = CloudInit.Encoded(CloudInit.Text(request, session.Region!));
        var group = await _group.PlanAsync(request, place.NetworkId, cancellationToken).ConfigureAwait(false);
        var made = new KopsChange
        {
            Action = KopsChangeAction.Create, Kind = "Instance", Name = request.Name,
            Detail = $"{type} in {place.Zone}, {image.Name} ({image.Id}), {disk} GiB gp3, encrypted",
        };
        return new Outline(null, type, place, image, place.NetworkId, group, [.. group.Changes, made], new Dictionary<string, string>(), null);
    }

    private async Task<Outline> OutlineOfExistingAsync(Instance existing, ManagementServerRequest request, string type, CancellationToken cancellationToken)
    {
        foreach (var difference in Differences(existing, request))
        {
            feedback.Warning($"{request.Name} ({existing.InstanceId}) stays as it is: {difference}. Remove it first to have it made anew.");
        }

        if (existing.State.Name.Value is "stopped" or "stopping")
        {
            feedback.Warning($"{request.Name} is {existing.State.Name.Value}. Start-KopsManagementServer {request.Name} starts it.");
        }

        var group = await _group.PlanAsync(request, existing.VpcId, cancellationToken).ConfigureAwait(false);
        var changes = new List<KopsChange>(group.Changes)
        {
            new() { Action = KopsChangeAction.Keep, Kind = "Instance", Name = request.Name, Detail = $"{existing.InstanceId}, {existing.State.Name.Value}" },
        };
        var present = ServerTags.Read(existing.Tags);
        var wanted = ServerTags.Common(request);
        wanted[ServerTags.AccessKey] = (request.SessionManager ? KopsServerAccess.SessionManager : KopsServerAccess.Ssh).ToString();
        if (request.SshUser is { } user)
        {
            wanted[ServerTags.UserKey] = user;
        }

        var tags = OwnershipTags.Beside(wanted, present).Where(tag => !present.TryGetValue(tag.Key, out var value) || value != tag.Value).ToDictionary();
        if (tags.Count > 0)
        {
            changes.Add(new KopsChange { Action = KopsChangeAction.Change, Kind = "Instance", Name = request.Name, Detail = $"tags: {string.Join(", ", tags.Select(tag => $"{tag.Key}={tag.Value}"))}" });
        }

        bool? protect = null;
        if (request.TerminationProtection is { } told && told != await IsProtectedAsync(existing.InstanceId, cancellationToken).ConfigureAwait(false))
        {
            protect = told;
            changes.Add(new KopsChange { Action = KopsChangeAction.Change, Kind = "Instance", Name = request.Name, Detail = $"termination protection: {(told ? "on" : "off")}" });
        }

        return new Outline(existing, type, null, null, existing.VpcId, group, changes, tags, protect);
    }

    private async Task AdjustAsync(Instance existing, ManagementServerRequest request, Outline outline, CancellationToken cancellationToken)
    {
        if (outline.Tags.Count > 0)
        {
            await AwsFaults.CallAsync(
                session, "ec2:CreateTags", existing.InstanceId,
                () => session.Ec2().CreateTagsAsync(
                    new CreateTagsRequest { Resources = [existing.InstanceId], Tags = ServerTags.ToList(outline.Tags) }, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        if (outline.Protect is { } protect)
        {
            await ProtectAsync(existing.InstanceId, protect, cancellationToken).ConfigureAwait(false);
        }

        if (existing.State.Name.Value == "pending")
        {
            await _states.WaitAsync(request.Name, existing.InstanceId, "running", cancellationToken).ConfigureAwait(false);
        }
    }

    private static IEnumerable<string> Differences(Instance existing, ManagementServerRequest request)
    {
        if (request.InstanceType is { } type && type != existing.InstanceType.Value)
        {
            yield return $"it is of type {existing.InstanceType.Value}, not {type}";
        }

        if (request.ImageId is { } image && image != existing.ImageId)
        {
            yield return $"it was made from {existing.ImageId}, not {image}";
        }

        if (request.Zone is { } zone && existing.Placement?.AvailabilityZone is { } own && zone != own)
        {
            yield return $"it is in {own}, not {zone}";
        }

        if (request.SubnetId is { } subnet && subnet != existing.SubnetId)
        {
            yield return $"it is in {existing.SubnetId}, not {subnet}";
        }

        if (request.KeyName is { } key && key != existing.KeyName)
        {
            yield return $"it has the key pair {existing.KeyName ?? "(none)"}, not {key}";
        }

        var profile = existing.IamInstanceProfile?.Arn?.Split('/')[^1];
        if (request.InstanceProfile is { } wanted && wanted != profile)
        {
            yield return $"it has the instance profile {profile ?? "(none)"}, not {wanted}";
        }
    }

    private async Task CheckKeyAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await AwsFaults.CallAsync(
                session, "ec2:DescribeKeyPairs", name,
                () => session.Ec2().DescribeKeyPairsAsync(new DescribeKeyPairsRequest { KeyNames = [name] }, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "InvalidKeyPair.NotFound" })
        {
            throw Faults.KeyPairNotFound(name, session.Region!, fault.InnerException);
        }
    }

    private async Task<bool> IsProtectedAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await AwsFaults.CallAsync(
            session, "ec2:DescribeInstanceAttribute", id,
            () => session.Ec2().DescribeInstanceAttributeAsync(
                new DescribeInstanceAttributeRequest { InstanceId = id, Attribute = Amazon.EC2.InstanceAttributeName.DisableApiTermination }, cancellationToken), cancellationToken).ConfigureAwait(false);
        return answer.InstanceAttribute.DisableApiTermination == true;
    }

    private Task<ModifyInstanceAttributeResponse> ProtectAsync(string id, bool protect, CancellationToken cancellationToken) => AwsFaults.CallAsync(
        session, "ec2:ModifyInstanceAttribute", id,
        () => session.Ec2().ModifyInstanceAttributeAsync(
            new ModifyInstanceAttributeRequest { InstanceId = id, DisableApiTermination = protect }, cancellationToken), cancellationToken);

    private string LockPath(string name)
    {
        var where = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.UserName}\n{session.Region}\n{session.EndpointUrl}\n{name}")));
        return Path.Combine(Path.GetTempPath(), $"kopsps-server-{where[..16]}.lock");
    }

    /// <summary>What is there and what is to be done.</summary>
    private sealed record Outline(
        Instance? Existing, string Type, ServerPlace? Place, ServerImage? Image, string NetworkId, ServerGroup.Plan Group,
        IReadOnlyList<KopsChange> Changes, IReadOnlyDictionary<string, string> Tags, bool? Protect);
}

using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>
/// Removes management servers: the instance, then its security group, which EC2 holds until the instance has ended. Key pair
/// and instance profile stay.
/// </summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where it is told what is waited for.</param>
/// <param name="known">Host keys, of which the server's are forgotten.</param>
/// <param name="pace">How long the end of an instance is waited for.</param>
public sealed class ManagementServerRemoval(AwsSession session, IFeedback feedback, KnownServers? known = null, ServerPace? pace = null)
{
    private readonly ManagementServerReader _reader = new(session);
    private readonly ServerGroup _groups = new(session, feedback);
    private readonly ServerPace _pace = pace ?? ServerPace.States;

    /// <summary>What would be removed. Reads only.</summary>
    /// <param name="name">Name of the server, or null where it is told by its id.</param>
    /// <param name="instanceId">Id of the instance, or null. An instance that KopsPS did not make is removed by its id only.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <exception cref="KopsException"><c>KopsManagementServerNotFound</c>, <c>KopsManagementServerAmbiguous</c>, <c>KopsTerminationProtected</c>, and AWS' own.</exception>
    public async Task<IReadOnlyList<KopsChange>> PlanAsync(string? name, string? instanceId, CancellationToken cancellationToken = default)
    {
        var (instance, groups, _) = await FindAsync(name, instanceId, cancellationToken).ConfigureAwait(false);
        return [.. Changes(instance, groups)];
    }

    /// <summary>Removes it, and waits until it is gone.</summary>
    /// <param name="name">Name of the server, or null where it is told by its id.</param>
    /// <param name="instanceId">Id of the instance, or null.</param>
    /// <param name="cancellationToken">Ends the work; the next call goes on from there.</param>
    /// <exception cref="KopsException">As for <see cref="PlanAsync"/>; <c>KopsManagementServerTimeout</c>, <c>KopsSecurityGroupInUse</c>.</exception>
    public async Task<IReadOnlyList<KopsChange>> RemoveAsync(string? name, string? instanceId, CancellationToken cancellationToken = default)
    {
        var (instance, groups, server) = await FindAsync(name, instanceId, cancellationToken).ConfigureAwait(false);
        if (instance is not null)
        {
            await TerminateAsync(server, instance.InstanceId, cancellationToken).ConfigureAwait(false);
            known?.Forget(instance.InstanceId);
        }

        foreach (var group in groups)
        {
            await DeleteAsync(group.GroupId, cancellationToken).ConfigureAwait(false);
        }

        return [.. Changes(instance, groups)];
    }

    private async Task<(Instance? Instance, IReadOnlyList<SecurityGroup> Groups, string Name)> FindAsync(
        string? name, string? instanceId, CancellationToken cancellationToken)
    {
        Instance? instance;
        if (instanceId is not null)
        {
            instance = await _reader.InstanceAsync(instanceId, cancellationToken).ConfigureAwait(false);
            var tags = ServerTags.Read(instance.Tags);
            name = tags.GetValueOrDefault("Name");
            if (name is null || !ServerTags.AreOurs(tags))
            {
                return (instance, [], name ?? instanceId);
            }

            if (instance.State.Name.Value == "terminated")
            {
                instance = null;
            }
        }
        else
        {
            ArgumentNullException.ThrowIfNull(name);
            instance = await _reader.OneAsync(name, cancellationToken).ConfigureAwait(false);
        }

        var groups = await _groups.LeftOverAsync(name, cancellationToken).ConfigureAwait(false);
        if (instance is { } live)
        {
            // Another server of that name, told apart by its id only, keeps its group.
            groups = [.. groups.Where(group => ServerMapper.Groups(live).Any(own => own.GroupId == group.GroupId))];
        }

        return instance is null && groups.Count == 0
            ? throw await _reader.NotFoundAsync(instanceId ?? name, cancellationToken).ConfigureAwait(false)
            : (instance, groups, name);
    }

    private async Task TerminateAsync(string name, string id, CancellationToken cancellationToken)
    {
        try
        {
            await AwsFaults.CallAsync(
                session, "ec2:TerminateInstances", id,
                () => session.Ec2().TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = [id] }, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "OperationNotPermitted" } answer
            && answer.Message.Contains("disableApiTermination", StringComparison.OrdinalIgnoreCase))
        {
            throw Faults.TerminationProtected(name, id, answer);
        }

        await new InstanceStates(session, feedback, _pace).WaitAsync(name, id, "terminated", cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        KopsException? held = null;
        var activity = $"Deleting the security group {id}";
        var gone = await _pace.UntilAsync(
            async _ =>
            {
                try
                {
                    await AwsFaults.CallAsync(
                        session, "ec2:DeleteSecurityGroup", id,
                        () => session.Ec2().DeleteSecurityGroupAsync(new DeleteSecurityGroupRequest { GroupId = id }, cancellationToken), cancellationToken).ConfigureAwait(false);
                    return id;
                }
                catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "InvalidGroup.NotFound" })
                {
                    return id;
                }
                catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "DependencyViolation" })
                {
                    held = fault;
                    feedback.Progress(new ProgressReport(activity, "EC2 still counts it as in use"));
                    return null;
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (held is not null)
        {
            feedback.Progress(new ProgressReport(activity, "", Completed: true));
        }

        if (gone is null)
        {
            throw Faults.SecurityGroupInUse(id, held!);
        }
    }

    private static IEnumerable<KopsChange> Changes(Instance? instance, IReadOnlyList<SecurityGroup> groups)
    {
        if (instance is not null)
        {
            var name = ServerTags.Read(instance.Tags).GetValueOrDefault("Name");
            yield return new KopsChange
            {
                Action = KopsChangeAction.Delete, Kind = "Instance", Name = name ?? instance.InstanceId,
                Detail = $"{instance.InstanceId}, {instance.InstanceType?.Value}, {instance.State.Name.Value}, and its disk",
            };
        }

        foreach (var group in groups)
        {
            yield return new KopsChange { Action = KopsChangeAction.Delete, Kind = "SecurityGroup", Name = group.GroupName, Detail = group.GroupId };
        }
    }
}

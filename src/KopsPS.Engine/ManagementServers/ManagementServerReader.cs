using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Reads management servers: instances with KopsPS' tags, and any instance that is told by its id.</summary>
/// <param name="session">How AWS is reached.</param>
public sealed class ManagementServerReader(AwsSession session)
{
    private static readonly string[] LiveStates = ["pending", "running", "stopping", "stopped"];

    /// <summary>All servers of the region, by name.</summary>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="KopsException">AWS' faults.</exception>
    public async Task<IReadOnlyList<KopsManagementServer>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await FindAsync(null, cancellationToken).ConfigureAwait(false)).Select(instance => ServerMapper.Map(instance, session))
            .OrderBy(server => server.ServerName, StringComparer.Ordinal).ThenBy(server => server.InstanceId, StringComparer.Ordinal)];

    /// <summary>The one server of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="KopsException"><c>KopsManagementServerNotFound</c>, <c>KopsManagementServerAmbiguous</c>, and AWS' own.</exception>
    public async Task<KopsManagementServer> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return await OneAsync(name, cancellationToken).ConfigureAwait(false) is { } instance
            ? ServerMapper.Map(instance, session)
            : throw await NotFoundAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An instance by its id, whoever made it.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="KopsException"><c>KopsManagementServerNotFound</c>, and AWS' own.</exception>
    public async Task<KopsManagementServer> GetByIdAsync(string instanceId, CancellationToken cancellationToken = default) =>
        ServerMapper.Map(await InstanceAsync(instanceId, cancellationToken).ConfigureAwait(false), session);

    /// <summary>EC2's own answer about an instance, also one that has ended.</summary>
    internal async Task<Instance> InstanceAsync(string instanceId, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeInstances", instanceId,
                () => session.Ec2().DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = [instanceId] }, cancellationToken), cancellationToken).ConfigureAwait(false);
            return answer.Reservations?.SelectMany(reservation => reservation.Instances ?? []).FirstOrDefault()
                ?? throw Faults.ManagementServerNotFound(instanceId, session.Region!, []);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "InvalidInstanceID.NotFound" or "InvalidInstanceID.Malformed" })
        {
            throw Faults.ManagementServerNotFound(instanceId, session.Region!, []);
        }
    }

    /// <summary>The one instance of a name that has not ended, or null.</summary>
    internal async Task<Instance?> OneAsync(string name, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        return found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => throw Faults.ManagementServerAmbiguous(name, [.. found.Select(instance => instance.InstanceId)]),
        };
    }

    /// <summary>What to say where a name has no server.</summary>
    internal async Task<KopsException> NotFoundAsync(string name, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken).ConfigureAwait(false);
        return Faults.ManagementServerNotFound(name, session.Region!, NearestNames.Of(name, [.. all.Select(server => server.ServerName)]));
    }

    private async Task<IReadOnlyList<Instance>> FindAsync(string? name, CancellationToken cancellationToken)
    {
        var request = new DescribeInstancesRequest
        {
            Filters =
            [
                new Filter($"tag:{OwnershipTags.OwnerKey}", [OwnershipTags.Owner]),
                new Filter($"tag:{ServerTags.RoleKey}", [ServerTags.Role]),
                new Filter("instance-state-name", [.. LiveStates]),
            ],
        };
        if (name is not null)
        {
            request.Filters.Add(new Filter("tag:Name", [name]));
        }

        var found = new List<Instance>();
        do
        {
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeInstances", name,
                () => session.Ec2().DescribeInstancesAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            found.AddRange((answer.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? []));
            request.NextToken = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        return found;
    }
}

using Amazon.EC2.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Buckets;
using KopsPS.Engine.DnsZones;
using KopsPS.Engine.Identity;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Engine.Environments;

/// <summary>What carries the name of an environment.</summary>
internal sealed record EnvironmentInventory
{
    /// <summary>Its management servers.</summary>
    public required IReadOnlyList<KopsManagementServer> Servers { get; init; }

    /// <summary>Names of servers of which only a security group is left.</summary>
    public required IReadOnlyList<string> ServerRemains { get; init; }

    /// <summary>Its users and roles.</summary>
    public required IReadOnlyList<KopsIdentity> Identities { get; init; }

    /// <summary>Names of its key pairs in EC2.</summary>
    public required IReadOnlyList<string> KeyPairs { get; init; }

    /// <summary>Its hosted zones, by name and id.</summary>
    public required IReadOnlyList<(string Name, string Id)> Zones { get; init; }

    /// <summary>Its buckets.</summary>
    public required IReadOnlyList<OwnedBucket> Buckets { get; init; }

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => Servers.Count + ServerRemains.Count + Identities.Count + KeyPairs.Count + Zones.Count + Buckets.Count == 0;

    /// <summary>Looks everywhere at once. What cannot be looked at fails the whole: half an answer would leave things behind.</summary>
    /// <exception cref="KopsException">AWS' faults.</exception>
    public static async Task<EnvironmentInventory> ReadAsync(string environment, AwsSession session, IFeedback feedback, CancellationToken cancellationToken)
    {
        var servers = new ManagementServerReader(session).ListAsync(cancellationToken);
        var groups = new ServerGroup(session, feedback).OfEnvironmentAsync(environment, cancellationToken);
        var identities = IdentitiesAsync(environment, session, feedback, cancellationToken);
        var pairs = KeyPairsAsync(environment, session, cancellationToken);
        var zones = ZonesAsync(environment, session, cancellationToken);
        var buckets = new StateStoreInventory(session, feedback).OwnedAsync(cancellationToken);
        await Task.WhenAll(servers, groups, identities, pairs, zones, buckets).ConfigureAwait(false);
        var own = (await servers.ConfigureAwait(false)).Where(server => server.EnvironmentName == environment).ToList();
        return new EnvironmentInventory
        {
            Servers = own,
            ServerRemains = [.. (await groups.ConfigureAwait(false)).Except(own.Select(server => server.ServerName))],
            Identities = await identities.ConfigureAwait(false),
            KeyPairs = await pairs.ConfigureAwait(false),
            Zones = await zones.ConfigureAwait(false),
            Buckets = [.. (await buckets.ConfigureAwait(false)).Where(bucket => bucket.Environment == environment)],
        };
    }

    private static async Task<IReadOnlyList<KopsIdentity>> IdentitiesAsync(string environment, AwsSession session, IFeedback feedback, CancellationToken cancellationToken)
    {
        var found = new List<KopsIdentity>();
        await foreach (var identity in new IdentityProvisioner(session, feedback).GetOwnedAsync(null, cancellationToken).ConfigureAwait(false))
        {
            if (identity.Tags.GetValueOrDefault(OwnershipTags.EnvironmentKey) == environment)
            {
                found.Add(identity);
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<string>> KeyPairsAsync(string environment, AwsSession session, CancellationToken cancellationToken)
    {
        var request = new DescribeKeyPairsRequest
        {
            Filters = [new Filter($"tag:{OwnershipTags.OwnerKey}", [OwnershipTags.Owner]), new Filter($"tag:{OwnershipTags.EnvironmentKey}", [environment])],
        };
        var answer = await AwsFaults.CallAsync(
            session, "ec2:DescribeKeyPairs", environment, () => session.Ec2().DescribeKeyPairsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        return [.. (answer.KeyPairs ?? []).Select(pair => pair.KeyName)];
    }

    private static async Task<IReadOnlyList<(string Name, string Id)>> ZonesAsync(string environment, AwsSession session, CancellationToken cancellationToken)
    {
        var zones = new HostedZones(session);
        var listed = await zones.ListAsync(cancellationToken).ConfigureAwait(false);
        var tags = await zones.TagsAsync(listed.Select(zone => zone.Id), cancellationToken).ConfigureAwait(false);
        return
        [
            .. listed.Where(zone => tags.TryGetValue(zone.Id, out var own) && OwnershipTags.AreOurs(own) && own.GetValueOrDefault(OwnershipTags.EnvironmentKey) == environment)
                .Select(zone => (DnsNames.Plain(zone.Name), zone.Id)),
        ];
    }
}

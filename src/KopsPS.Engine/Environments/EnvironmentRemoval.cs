using KopsPS.Engine.Aws;
using KopsPS.Engine.Buckets;
using KopsPS.Engine.DnsZones;
using KopsPS.Engine.Identity;
using KopsPS.Engine.ManagementServers;
using KopsPS.Engine.Ssh;

namespace KopsPS.Engine.Environments;

/// <summary>
/// Removes everything that carries an environment's name: all of it is planned first, and what must stay (a cluster, somebody's records)
/// keeps the whole. Then servers go, after them what they use; zones and the rest beside them.
/// </summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where to tell what is done.</param>
/// <param name="states">How long the end of an instance is waited for; null for the default.</param>
public sealed class EnvironmentRemoval(AwsSession session, IFeedback feedback, ServerPace? states = null)
{
    /// <summary>Faults that say that another run was faster.</summary>
    private static readonly string[] Gone =
        ["KopsStateStoreNotFound", "KopsDnsZoneNotFound", "KopsIdentityNotFound", "KopsSshKeyPairNotFound", "KopsManagementServerNotFound"];

    /// <summary>What <see cref="RemoveAsync"/> would remove. Reads only.</summary>
    /// <param name="environment">Name of the environment.</param>
    /// <param name="force">Also objects in the stores that belong to no cluster.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The deletions, and why nothing may be removed; then there are none.</returns>
    /// <exception cref="KopsException"><c>KopsEnvironmentNotFound</c>, <c>KopsEnvironmentElsewhere</c>, <c>KopsEnvironmentOfCaller</c>, and AWS' own.</exception>
    public async Task<(IReadOnlyList<KopsChange> Changes, IReadOnlyList<KopsException> Faults)> PlanAsync(
        string environment, bool force, CancellationToken cancellationToken = default)
    {
        var (_, changes, faults) = await PrepareAsync(environment, force, cancellationToken).ConfigureAwait(false);
        return (faults.Count > 0 ? [] : changes, faults);
    }

    /// <summary>Removes it. What fails keeps only what it uses; another call goes on with what is left.</summary>
    /// <param name="environment">Name of the environment.</param>
    /// <param name="force">Also objects in the stores that belong to no cluster.</param>
    /// <param name="removed">Gets each thing once it is gone.</param>
    /// <param name="cancellationToken">Ends the work; another call goes on from there.</param>
    /// <returns>Why nothing was removed, or what failed.</returns>
    /// <exception cref="KopsException">As for <see cref="PlanAsync"/>.</exception>
    public async Task<IReadOnlyList<KopsException>> RemoveAsync(
        string environment, bool force, Func<KopsChange, Task> removed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(removed);
        var (steps, _, faults) = await PrepareAsync(environment, force, cancellationToken).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            return faults;
        }

        var runner = new StepRunner($"Removing {environment}", feedback, async step =>
        {
            foreach (var change in step.Changes)
            {
                await removed(change).ConfigureAwait(false);
            }
        });
        var done = await runner.RunAsync(steps, cancellationToken).ConfigureAwait(false);
        foreach (var (step, _) in done.Where(one => one.Step.Outcome == KopsStepOutcome.Skipped))
        {
            feedback.Warning($"{step.Name} stays: {step.Detail}, which could not be removed.");
        }

        return [.. done.Select(one => one.Fault).OfType<KopsException>()];
    }

    private async Task<(IReadOnlyList<IEnvironmentStep> Steps, IReadOnlyList<KopsChange> Changes, IReadOnlyList<KopsException> Faults)> PrepareAsync(
        string environment, bool force, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var region = session.Region ?? throw Faults.RegionNotSet();
        var caller = (await IdentityAccount.OpenAsync(session, cancellationToken).ConfigureAwait(false)).Caller;
        var found = await EnvironmentInventory.ReadAsync(environment, session, feedback, cancellationToken).ConfigureAwait(false);
        if (found.IsEmpty)
        {
            throw Faults.EnvironmentNotFound(environment, region);
        }

        if (found.Buckets.FirstOrDefault(bucket => bucket.Region is { } there && there != region) is { } elsewhere)
        {
            throw Faults.EnvironmentElsewhere(environment, elsewhere.Name, elsewhere.Region!, region);
        }

        if (found.Identities.FirstOrDefault(identity => IsCaller(identity, caller)) is not null)
        {
            throw Faults.EnvironmentOfCaller(environment, caller);
        }

        var steps = Steps(found, force);
        var plans = await Task.WhenAll(steps.Select(async step =>
        {
            try
            {
                return (Changes: await step.PlanAsync(cancellationToken).ConfigureAwait(false), Fault: (KopsException?)null);
            }
            catch (KopsException fault)
            {
                return ([], Gone.Contains(fault.Id) ? null : fault);
            }
        })).ConfigureAwait(false);
        return (steps, [.. plans.SelectMany(plan => plan.Changes)], [.. plans.Select(plan => plan.Fault).OfType<KopsException>()]);
    }

    private List<IEnvironmentStep> Steps(EnvironmentInventory found, bool force)
    {
        var servers = new ManagementServerRemoval(session, feedback, KnownServers.Of(session.Environment), states);
        var identities = new IdentityProvisioner(session, feedback);
        var keys = new SshKeyProvisioner(session, feedback);
        var zones = new DnsZoneProvisioner(session, feedback);
        var steps = new List<IEnvironmentStep>();
        steps.AddRange(found.Servers.Select(server => Step(
            $"Server {server.ServerName} ({server.InstanceId})", [], token => servers.PlanAsync(null, server.InstanceId, token), token => servers.RemoveAsync(null, server.InstanceId, token))));
        steps.AddRange(found.ServerRemains.Select(name => Step($"Server {name}", [], token => servers.PlanAsync(name, null, token), token => servers.RemoveAsync(name, null, token))));
        string[] afterServers = [.. steps.Select(step => step.Name)];
        steps.AddRange(found.Identities.Select(identity => Step(
            $"{identity.Kind} {identity.IdentityName}", identity.InstanceProfile is null ? [] : afterServers,
            token => identities.PlanRemovalAsync(identity.IdentityName, identity.Kind, token), token => identities.RemoveAsync(identity.IdentityName, identity.Kind, null, token))));
        steps.AddRange(found.KeyPairs.Select(name => Step($"KeyPair {name}", afterServers, token => keys.PlanRemovalAsync(name, null, token), token => keys.RemoveAsync(name, null, token))));
        steps.AddRange(found.Zones.Select(zone => Step(
            $"HostedZone {zone.Name} ({zone.Id})", [],
            token => zones.PlanRemovalAsync(new DnsZoneRemoval { ZoneId = zone.Id }, token), token => zones.RemoveAsync(new DnsZoneRemoval { ZoneId = zone.Id }, token))));

        // Servers work with the stores until they are gone.
        steps.AddRange(found.Buckets.Select(bucket => BucketStep(bucket, force, afterServers)));
        return steps;
    }

    private EnvironmentStep<object> BucketStep(OwnedBucket bucket, bool force, string[] after)
    {
        var request = new StateStoreRemovalRequest { Name = bucket.Name, Force = force, OwnedOnly = true };
        if (bucket.IsDiscoveryStore)
        {
            var discovery = new DiscoveryStoreProvisioner(session, feedback);
            return Step($"DiscoveryStore {bucket.Name}", after, token => discovery.PlanRemovalAsync(request, token), token => discovery.RemoveAsync(request, token));
        }

        var store = new StateStoreProvisioner(session, feedback);
        return Step($"StateStore {bucket.Name}", after, token => store.PlanRemovalAsync(request, token), token => store.RemoveAsync(request, token));
    }

    private static EnvironmentStep<object> Step(
        string name, string[] after, Func<CancellationToken, Task<IReadOnlyList<KopsChange>>> plan, Func<CancellationToken, Task<IReadOnlyList<KopsChange>>> remove) =>
        new(name, null, after, plan, async token =>
        {
            try
            {
                return (name, await remove(token).ConfigureAwait(false));
            }
            catch (KopsException fault) when (Gone.Contains(fault.Id))
            {
                return (name, []);
            }
        });

    /// <summary>A session of a role has the role's name and not its ARN.</summary>
    private static bool IsCaller(KopsIdentity identity, string caller) => identity.Kind == KopsIdentityKind.User
        ? identity.Arn == caller
        : caller.Contains($":assumed-role/{identity.IdentityName}/", StringComparison.Ordinal);
}

using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Identity;

namespace KopsPS.Engine.Environments;

/// <summary>Sets up everything around a cluster.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where to tell what is done.</param>
public sealed class EnvironmentProvisioner(AwsSession session, IFeedback feedback)
{
    /// <summary>What <see cref="ApplyAsync"/> would do, of every step, also of those whose inputs are not there yet. Reads only.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The changes, and the faults of the steps that cannot be planned.</returns>
    /// <exception cref="KopsException">Those of AWS' credentials and region.</exception>
    public async Task<(IReadOnlyList<KopsChange> Changes, IReadOnlyList<KopsException> Faults)> PlanAsync(EnvironmentRequest request, CancellationToken cancellationToken = default)
    {
        var names = await NamesAsync(request, cancellationToken).ConfigureAwait(false);
        return await PlanAsync(new EnvironmentSteps(request, names, session, feedback), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sets it up, or what is left of it: what exists is kept. What can never work is refused before anything is made; after that a step
    /// that fails costs only those that need it.
    /// </summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the work; what is done stays, and the next call goes on from there.</param>
    /// <returns>The environment, and the faults of the steps that failed.</returns>
    /// <exception cref="KopsException">Those of AWS' credentials and region.</exception>
    public async Task<(KopsEnvironment? Environment, IReadOnlyList<KopsException> Faults)> ApplyAsync(EnvironmentRequest request, CancellationToken cancellationToken = default)
    {
        var names = await NamesAsync(request, cancellationToken).ConfigureAwait(false);

        // Without feedback: what the steps have to tell they tell when they are done.
        var (_, doubts) = await PlanAsync(new EnvironmentSteps(request, names, session, NoFeedback.Instance), cancellationToken).ConfigureAwait(false);
        if (doubts.Where(fault => fault.Kind is FaultKind.InvalidArgument).ToArray() is { Length: > 0 } impossible)
        {
            return (null, impossible);
        }

        var steps = new EnvironmentSteps(request, names, session, feedback);
        try
        {
            var done = await new StepRunner($"Setting up {request.Name}", feedback).RunAsync(steps.All, cancellationToken).ConfigureAwait(false);
            return (Describe(request, names, steps, [.. done.Select(one => one.Step)]), [.. done.Select(one => one.Fault).OfType<KopsException>()]);
        }
        catch (OperationCanceledException)
        {
            await ForgetKeyAsync(steps).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<(IReadOnlyList<KopsChange> Changes, IReadOnlyList<KopsException> Faults)> PlanAsync(EnvironmentSteps steps, CancellationToken cancellationToken)
    {
        var plans = await Task.WhenAll(steps.All.Select(async step =>
        {
            try
            {
                return (Changes: await step.PlanAsync(cancellationToken).ConfigureAwait(false), Fault: (KopsException?)null);
            }
            catch (KopsException fault)
            {
                return ([], fault);
            }
        })).ConfigureAwait(false);
        return ([.. plans.SelectMany(plan => plan.Changes)], [.. plans.Select(plan => plan.Fault).OfType<KopsException>()]);
    }

    private async Task<EnvironmentNames> NamesAsync(EnvironmentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var region = session.Region ?? throw Faults.RegionNotSet();
        if (request.SshPublicKey is { } key && !File.Exists(key))
        {
            throw Faults.EnvironmentSettingInvalid("SshPublicKey", key, "there is no such file");
        }

        var account = await IdentityAccount.OpenAsync(session, cancellationToken).ConfigureAwait(false);
        await CheckZonesAsync(request.Zones, cancellationToken).ConfigureAwait(false);
        return new EnvironmentNames(request, account.Id, account.Partition, region);
    }

    /// <summary>Nothing else looks at the cluster's zones before the cluster is made.</summary>
    private async Task CheckZonesAsync(IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
        {
            return;
        }

        try
        {
            await AvailabilityZones.CheckAsync(session, wanted, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "AwsAccessDenied")
        {
            // Who sets up stores and zones may have no rights in EC2.
            feedback.Verbose($"Whether the zones are there could not be looked up: {fault.Message}");
        }
    }

    /// <summary>An access key whose secret nobody will be told any more must not stay.</summary>
    private async Task ForgetKeyAsync(EnvironmentSteps steps)
    {
        if (steps.Identity?.Result is not { AccessKeyId: { } id, ProfileStored: null } identity)
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await session.Iam().DeleteAccessKeyAsync(new() { UserName = identity.IdentityName, AccessKeyId = id }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is AmazonServiceException or HttpRequestException or OperationCanceledException)
        {
            feedback.Warning($"The access key {id} of '{identity.IdentityName}' was made and nobody has its secret. Delete it: aws iam delete-access-key --user-name {identity.IdentityName} --access-key-id {id}");
        }
    }

    private KopsEnvironment Describe(EnvironmentRequest request, EnvironmentNames names, EnvironmentSteps steps, KopsEnvironmentStep[] report)
    {
        var zone = steps.DnsZone?.Result;
        var environment = new KopsEnvironment
        {
            EnvironmentName = request.Name,
            Steps = report,
            ClusterParameter = [],
            ClusterName = request.ClusterName,
            StateStore = steps.StateStore.Result is null ? null : names.StateStoreUrl,
            DiscoveryStore = steps.DiscoveryStore?.Result?.DiscoveryStore,
            DnsZone = zone is null ? null : zone.Private ? zone.ZoneId : zone.ZoneName,
            Delegation = zone?.Delegation ?? [],
            Zone = [.. request.Zones],
            SshPublicKey = request.SshPublicKey ?? steps.SshKey?.Result?.PublicKeyPath,
            IdentityArn = steps.Identity?.Result?.Arn,
            Identity = steps.Identity?.Result,
            KubernetesVersion = request.KubernetesVersion,
            ServerName = steps.Server?.Result?.ServerName,
            Region = session.Region,
            ProfileName = session.ProfileName,
            EndpointUrl = session.EndpointUrl,
        };
        foreach (var (name, value) in ClusterParameters(request, environment, zone))
        {
            environment.ClusterParameter[name] = value;
        }

        return environment;
    }

    /// <summary>The parameters of <c>New-KopsCluster</c> that the environment decides; those that it does not are left out.</summary>
    private static IEnumerable<(string Name, object Value)> ClusterParameters(EnvironmentRequest request, KopsEnvironment environment, KopsDnsZone? zone)
    {
        (string, object?)[] all =
        [
            ("Name", environment.ClusterName),
            ("StateStore", environment.StateStore),
            ("Zone", environment.Zone.Length > 0 ? environment.Zone : null),
            ("DnsZone", environment.DnsZone),

            // A zone that failed decides nothing; one that nobody asked for means a cluster without DNS.
            ("Dns", zone is { Private: true } ? "Private" : zone is not null ? "Public" : request.DnsZone is null ? "None" : null),
            ("DiscoveryStore", environment.DiscoveryStore),
            ("SshPublicKey", environment.SshPublicKey),
            ("SshAccess", request.SshAccess.Count > 0 ? request.SshAccess.ToArray() : null),
            ("AdminAccess", request.AdminAccess.Count > 0 ? request.AdminAccess.ToArray() : null),
            ("KubernetesVersion", environment.KubernetesVersion),
            ("Region", environment.Region),
            ("ProfileName", environment.ProfileName),
            ("EndpointUrl", environment.EndpointUrl),
        ];
        return all.Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!));
    }
}

using KopsPS.Engine.Aws;
using KopsPS.Engine.Binaries;
using KopsPS.Engine.Buckets;
using KopsPS.Engine.DnsZones;
using KopsPS.Engine.Identity;
using KopsPS.Engine.ManagementServers;
using KopsPS.Engine.Ssh;

namespace KopsPS.Engine.Environments;

/// <summary>The steps of an environment: which there are, what each needs, and how each is done.</summary>
internal sealed class EnvironmentSteps
{
    /// <summary>Stands for the id of a zone that is still to be made, where a policy is planned.</summary>
    private const string ZoneToCome = "Z00000000000000000000";

    private readonly EnvironmentRequest _request;
    private readonly AwsSession _session;
    private readonly IFeedback _feedback;
    private readonly EnvironmentNames _names;

    public EnvironmentSteps(EnvironmentRequest request, EnvironmentNames names, AwsSession session, IFeedback feedback)
    {
        (_request, _names, _session, _feedback) = (request, names, session, feedback);
        StateStore = StateStoreStep();
        DiscoveryStore = request.DiscoveryStoreName is { } discovery ? DiscoveryStoreStep(discovery) : null;
        DnsZone = ZoneRequest() is { } zone ? DnsZoneStep(zone) : null;
        SshKey = KeyRequest() is { } key ? SshKeyStep(key) : null;
        Identity = request.UserName is not null || request.Trust is not null ? IdentityStep("Identity", IdentityRequest) : null;
        ServerRole = request.ServerName is not null ? IdentityStep("ServerRole", ServerRoleRequest) : null;
        Server = request.ServerName is { } server ? ServerStep(server) : null;
        IEnvironmentStep?[] all =
        [
            StateStore, DiscoveryStore, DnsZone, DelegationStep(), SshKey, Identity, ServerRole, Server, ServerSetUpStep(),
            request.KopsVersion is { } kops ? BinaryStep("Kops", "kops", kops) : null,
            request.KubectlVersion is { } kubectl ? BinaryStep("Kubectl", "kubectl", kubectl) : null,
        ];
        All = [.. all.OfType<IEnvironmentStep>()];
    }

    /// <summary>All that are wanted, each after those that it needs.</summary>
    public IReadOnlyList<IEnvironmentStep> All { get; }

    public EnvironmentStep<KopsStateStore> StateStore { get; }

    public EnvironmentStep<KopsDiscoveryStore>? DiscoveryStore { get; }

    public EnvironmentStep<KopsDnsZone>? DnsZone { get; }

    public EnvironmentStep<KopsSshKey>? SshKey { get; }

    public EnvironmentStep<KopsIdentity>? Identity { get; }

    public EnvironmentStep<KopsIdentity>? ServerRole { get; }

    public EnvironmentStep<KopsManagementServer>? Server { get; }

    /// <summary>A policy that is limited to the environment names its store and its zone.</summary>
    private string[] ScopeSteps => _request.LeastPrivilege ? [nameof(StateStore), nameof(DnsZone)] : [];

    private EnvironmentStep<KopsStateStore> StateStoreStep()
    {
        var request = new StateStoreRequest { Name = _names.StateStore, KmsKey = _request.KmsKey, Environment = _request.Name, Tags = _request.Tags };
        var provisioner = new StateStoreProvisioner(_session, _feedback);
        return new(
            nameof(StateStore), _names.StateStore, [],
            async token =>
            {
                try
                {
                    return await provisioner.PlanAsync(request, token).ConfigureAwait(false);
                }
                catch (KopsException refusal) when (refusal.Id == "KopsStateStoreExists")
                {
                    return await ForeignAsync(token).ConfigureAwait(false) is { } store ? store.Changes : await provisioner.PlanAsync(request, token).ConfigureAwait(false);
                }
            },
            async token =>
            {
                try
                {
                    var made = await provisioner.ApplyAsync(request, token).ConfigureAwait(false);
                    return (made, made.Changes);
                }
                catch (KopsException refusal) when (refusal.Id == "KopsStateStoreExists")
                {
                    var store = await ForeignAsync(token).ConfigureAwait(false) ?? await provisioner.ApplyAsync(request, token).ConfigureAwait(false);
                    return (store, store.Changes);
                }
            });
    }

    /// <summary>A bucket of the account that others made is used as it is, and stays when the environment goes.</summary>
    /// <returns>The bucket; null where it is KopsPS' own: a run beside this one has just marked it, or what it was refused for stays.</returns>
    private async Task<KopsStateStore?> ForeignAsync(CancellationToken cancellationToken)
    {
        KopsChange[] kept = [new() { Action = KopsChangeAction.Keep, Kind = "Bucket", Name = _names.StateStore, Detail = "not made by KopsPS; used as it is" }];
        var store = await new StateStoreInventory(_session, _feedback).ReadAsync(_names.StateStore, kept, cancellationToken).ConfigureAwait(false);
        if (store.Owned)
        {
            return null;
        }

        _feedback.Warning($"The bucket {_names.StateStore} was not made by KopsPS and is used as it is. Test-KopsStateStore {_names.StateStore} says what is missing of a good state store.");
        return store;
    }

    private EnvironmentStep<KopsDiscoveryStore> DiscoveryStoreStep(string name)
    {
        var request = new DiscoveryStoreRequest { Name = name, Environment = _request.Name, Tags = _request.Tags };
        var provisioner = new DiscoveryStoreProvisioner(_session, _feedback);
        return new(nameof(DiscoveryStore), name, [], token => provisioner.PlanAsync(request, token), async token =>
        {
            var made = await provisioner.ApplyAsync(request, token).ConfigureAwait(false);
            return (made, made.Changes);
        });
    }

    private DnsZoneRequest? ZoneRequest() => _request.DnsZone is not { } name ? null
        : new DnsZoneRequest { ZoneName = name, NetworkId = _request.NetworkIds, Environment = _request.Name, Tags = _request.Tags };

    private EnvironmentStep<KopsDnsZone> DnsZoneStep(DnsZoneRequest request)
    {
        var provisioner = new DnsZoneProvisioner(_session, _feedback);
        return new(nameof(DnsZone), request.ZoneName, [], token => provisioner.PlanAsync(request, token), async token =>
        {
            var made = await provisioner.ApplyAsync(request, token).ConfigureAwait(false);
            if (_request.Wait is null)
            {
                WarnOfDelegation(made);
            }

            return (made, made.Changes);
        });
    }

    private void WarnOfDelegation(KopsDnsZone zone)
    {
        if (zone.Delegation.Length > 0)
        {
            _feedback.Warning($"Enter these records in the parent zone of {zone.ZoneName}, where they are not there yet:\n{string.Join('\n', (object[])zone.Delegation)}");
        }
    }

    private EnvironmentStep<KopsDnsZone>? DelegationStep()
    {
        if (DnsZone is null || _request.Wait is not { } wait || _request.NetworkIds.Count > 0)
        {
            return null;
        }

        return new("Delegation", _request.DnsZone, [nameof(DnsZone)], _ => Nothing, async token =>
        {
            var zone = DnsZone.Result!;
            var probe = new DelegationProbe(new DelegationOptions { NameServers = _request.NameServers }, _feedback);
            var question = new DelegationQuestion(zone.ZoneName, zone.NameServers);
            if (!probe.IsDelegated(await probe.CheckAsync(question, token).ConfigureAwait(false)))
            {
                // Whoever has to enter the records needs them now and not once the wait is over.
                WarnOfDelegation(zone);
                await new DelegationWaiter(probe, _feedback).WaitAsync(question, wait, token).ConfigureAwait(false);
            }

            return (zone, []);
        });
    }

    private SshKeyRequest? KeyRequest()
    {
        var import = _request is { ServerName: not null, SessionManager: false };
        return (_request.SshPublicKey, import) switch
        {
            (null, _) => new SshKeyRequest
            {
                Name = _names.KeyPair, Path = _request.SshKeyPath, Passphrase = _request.SshKeyPassphrase, Import = import, Environment = _request.Name, Tags = _request.Tags,
            },
            ({ } told, true) => new SshKeyRequest
            {
                Name = _names.KeyPair, Path = EnvironmentNames.PrivateKeyOf(told), PublicOnly = true, Import = true, Environment = _request.Name, Tags = _request.Tags,
            },
            _ => null,
        };
    }

    private EnvironmentStep<KopsSshKey> SshKeyStep(SshKeyRequest request)
    {
        var provisioner = new SshKeyProvisioner(_session, _feedback);
        return new(nameof(SshKey), request.Path, [], token => provisioner.PlanAsync(request, token), async token =>
        {
            // Two runs on one machine make the same files: the second waits, and finds them.
            using var turn = await InstallLock.AcquireAsync(
                _names.LockPath, () => _feedback.Verbose($"Another run is making {request.Path}; waiting for it."), token).ConfigureAwait(false);
            var made = await provisioner.ApplyAsync(request, token).ConfigureAwait(false);
            return (made, made.Changes);
        });
    }

    private IdentityRequest IdentityRequest(PolicyScope? scope) => new()
    {
        Name = _request.UserName ?? _names.Role,
        Trust = _request.Trust,
        Scope = scope,
        PermissionsBoundary = _request.PermissionsBoundary,
        StoreProfile = _request.StoreProfile,
        Environment = _request.Name,
        Tags = _request.Tags,
    };

    private IdentityRequest ServerRoleRequest(PolicyScope? scope) => new()
    {
        Name = _names.ServerRole,
        Trust = IdentityTrust.Instances(),
        Scope = scope,
        PolicyArns = _request.SessionManager ? [_names.SessionManagerPolicy] : [],
        PermissionsBoundary = _request.PermissionsBoundary,
        Environment = _request.Name,
        Tags = _request.Tags,
    };

    private EnvironmentStep<KopsIdentity> IdentityStep(string step, Func<PolicyScope?, IdentityRequest> request)
    {
        var provisioner = new IdentityProvisioner(_session, _feedback);
        return new(
            step, request(null).Name, ScopeSteps,
            async token => await provisioner.PlanAsync(request(_request.LeastPrivilege ? Scope(await ZoneIdAsync(token).ConfigureAwait(false)) : null), token).ConfigureAwait(false),
            async token =>
            {
                var made = await provisioner.ApplyAsync(request(_request.LeastPrivilege ? Scope(DnsZone?.Result?.ZoneId) : null), token).ConfigureAwait(false);
                return (made, made.Changes);
            });
    }

    private PolicyScope Scope(string? zoneId) => new()
    {
        StateStore = _names.StateStoreUrl,
        DiscoveryStore = _request.DiscoveryStoreName is { } discovery ? $"s3://{discovery}" : null,
        HostedZoneIds = zoneId is null ? [] : [zoneId],
        ClusterNames = _request.ClusterName is { } cluster ? [cluster] : [],
        KmsKeyArns = _request.KmsKey is { } key ? [key] : [],
        Region = _session.Region ?? throw Faults.RegionNotSet(),
    };

    /// <summary>The zone's id for a plan, or one that stands for it while there is no zone.</summary>
    private async Task<string?> ZoneIdAsync(CancellationToken cancellationToken)
    {
        try
        {
            return ZoneRequest() is not { } zone ? null
                : (await DnsZoneSurvey.MakeAsync(new HostedZones(_session), zone, cancellationToken).ConfigureAwait(false)).Zone?.HostedZone.Id ?? ZoneToCome;
        }
        catch (KopsException)
        {
            // The zone's own step tells.
            return ZoneToCome;
        }
    }

    private EnvironmentStep<KopsManagementServer> ServerStep(string name)
    {
        var request = new ManagementServerRequest
        {
            Name = name,
            InstanceType = _request.ServerType,
            System = _request.ServerSystem,
            KeyName = _request.SessionManager ? null : _names.KeyPair,
            SshAccess = _request.SessionManager ? [] : _request.SshAccess,
            SessionManager = _request.SessionManager,
            InstanceProfile = _names.ServerRole,
            StateStore = _names.StateStoreUrl,
            Module = _request.Module!,
            KopsVersion = _request.KopsVersion ?? "Latest",
            KubectlVersion = _request.KubectlVersion ?? "Stable",
            Environment = _request.Name,
            Tags = _request.Tags,
        };
        var provisioner = new ManagementServerProvisioner(_session, _feedback);
        return new(
            nameof(Server), name, [nameof(StateStore), nameof(SshKey), nameof(ServerRole)],
            token => provisioner.PlanAsync(request with { KeyIsToCome = true }, token),
            async token =>
            {
                var made = await provisioner.ApplyAsync(request, token).ConfigureAwait(false);
                return (made, made.Changes);
            });
    }

    private EnvironmentStep<KopsManagementServer>? ServerSetUpStep()
    {
        if (Server is null || _request.Wait is not { } wait)
        {
            return null;
        }

        return new("ServerSetUp", _request.ServerName, [nameof(Server)], _ => Nothing, async token =>
        {
            var server = Server.Result!;
            if (server.State == "running")
            {
                IServerShell shell = server.Access == KopsServerAccess.SessionManager
                    ? new SessionManagerShell(_session, server.InstanceId)
                    : SshServerShell.For(server, SshKey!.Result!.PrivateKeyPath, _session, _session.Environment, _feedback);
                var pace = new ServerPace(TimeSpan.FromSeconds(10), wait, TimeProvider.System);
                ServerReadiness.Note(server, await new ServerReadiness(shell, _feedback).WaitAsync(server.ServerName, pace, token).ConfigureAwait(false));
            }

            return (server, []);
        });
    }

    private EnvironmentStep<KopsBinary> BinaryStep(string step, string name, string version)
    {
        var request = new BinaryRequest { Name = name, Version = version, Mirror = _request.Mirror, KubernetesVersion = _request.KubernetesVersion };
        var installer = new BinaryInstaller(_session.Environment, _feedback);
        KopsChange Change(BinaryPlan plan, KopsChangeAction action) => new() { Action = action, Kind = "Binary", Name = plan.Title, Detail = plan.Path };
        return new(
            step, $"{name} {version}", [],
            async token =>
            {
                var plan = await installer.PlanAsync(request, token).ConfigureAwait(false);
                return [Change(plan, File.Exists(plan.Path) ? KopsChangeAction.Keep : KopsChangeAction.Create)];
            },
            async token =>
            {
                var plan = await installer.PlanAsync(request, token).ConfigureAwait(false);
                DateTime? before = File.Exists(plan.Path) ? File.GetLastWriteTimeUtc(plan.Path) : null;
                var binary = await installer.InstallAsync(plan, token).ConfigureAwait(false);
                return (binary,
                [
                    Change(plan, before is null ? KopsChangeAction.Create : before == File.GetLastWriteTimeUtc(plan.Path) ? KopsChangeAction.Keep : KopsChangeAction.Change),
                ]);
            });
    }

    private static Task<IReadOnlyList<KopsChange>> Nothing => Task.FromResult<IReadOnlyList<KopsChange>>([]);
}

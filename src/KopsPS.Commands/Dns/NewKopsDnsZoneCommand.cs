using System.Collections;
using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.DnsZones;

namespace KopsPS.Commands;

/// <summary>Makes a hosted zone, and delegates it where the parent zone is in the same account.</summary>
[Cmdlet(VerbsCommon.New, "KopsDnsZone", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = PublicSet)]
[OutputType(typeof(KopsDnsZone))]
public sealed class NewKopsDnsZoneCommand : AwsCmdlet
{
    private const string PublicSet = "Public";
    private const string PrivateSet = "Private";

    private string? _zoneId;

    /// <summary>Domain name of the zone.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string ZoneName { get; set; } = "";

    /// <summary>The zone to use where there are several of the name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DnsZoneIdCompleter))]
    public string? ZoneId
    {
        get => _zoneId;
        set => _zoneId = Told(value);
    }

    /// <summary>VPCs that see a private zone.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PrivateSet)]
    [ValidateNotNullOrEmpty]
    public string[] NetworkId { get; set; } = [];

    /// <summary>Zone of the account to delegate in, where there are several of the parent's name.</summary>
    [Parameter(ParameterSetName = PublicSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DnsZoneIdCompleter))]
    public string? ParentZoneId { get; set; }

    /// <summary>How long to wait until the world finds the zone.</summary>
    [Parameter(ParameterSetName = PublicSet)]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? Wait { get; set; }

    /// <summary>Servers to ask while waiting.</summary>
    [Parameter(ParameterSetName = PublicSet)]
    [ValidateNotNullOrEmpty]
    public string[] NameServer { get; set; } = [];

    /// <summary>Environment that the zone belongs to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentName { get; set; }

    /// <summary>Tags of the zone.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Tag { get; set; }

    /// <summary>Replace a delegation in the parent zone that leads elsewhere.</summary>
    [Parameter(ParameterSetName = PublicSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var request = new DnsZoneRequest
        {
            ZoneName = ZoneName,
            ZoneId = ZoneId,
            NetworkId = NetworkId,
            ParentZoneId = ParentZoneId,
            ReplaceDelegation = Force,
            Environment = EnvironmentName,
            Tags = TagTable.Read(Tag),
        };
        var provisioner = new DnsZoneProvisioner(Session, Feedback);
        foreach (var name in NameServer)
        {
            await DnsServerAddress.ReadAsync(name, cancellationToken).ConfigureAwait(false);
        }

        if (!await ShouldApplyAsync(ZoneName, "Make the hosted zone and its delegation", () => provisioner.PlanAsync(request, cancellationToken)).ConfigureAwait(false))
        {
            return;
        }

        var zone = await provisioner.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        var late = Wait is { } wait ? await WaitAsync(zone, wait, cancellationToken).ConfigureAwait(false) : null;
        await WriteAsync(zone, cancellationToken).ConfigureAwait(false);
        if (late is not null)
        {
            WriteItemError(late);
        }
    }

    private async Task<KopsException?> WaitAsync(KopsDnsZone zone, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (zone.Delegation.Length > 0)
        {
            // Whoever has to enter the records needs them now and not once the wait is over.
            Feedback.Warning($"Enter these records in the parent zone of {zone.ZoneName}:\n{string.Join('\n', (object[])zone.Delegation)}");
        }

        var probe = new DelegationProbe(new DelegationOptions { NameServers = NameServer }, Feedback);
        try
        {
            await new DelegationWaiter(probe, Feedback).WaitAsync(new DelegationQuestion(zone.ZoneName, zone.NameServers), wait, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (KopsException fault)
        {
            return fault;
        }
    }
}

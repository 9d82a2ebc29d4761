using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.DnsZones;

namespace KopsPS.Commands;

/// <summary>Removes a hosted zone that has no records but its own, and its delegation.</summary>
[Cmdlet(VerbsCommon.Remove, "KopsDnsZone", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = NameSet)]
[OutputType(typeof(KopsChange))]
public sealed class RemoveKopsDnsZoneCommand : AwsCmdlet
{
    private const string NameSet = "Name";
    private const string IdSet = "Id";
    private const string ObjectSet = "InputObject";

    /// <summary>Name of the zone; only one that KopsPS made.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DnsZoneCompleter))]
    public string ZoneName { get; set; } = "";

    /// <summary>Id of the zone, whoever made it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DnsZoneIdCompleter))]
    public string ZoneId { get; set; } = "";

    /// <summary>The zone as an object; only one that KopsPS made.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public KopsDnsZone? InputObject { get; set; }

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => RequireConfirmationAsync(Force);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var removal = ParameterSetName switch
        {
            IdSet => new DnsZoneRemoval { ZoneId = ZoneId, NotOnlyOurs = true },
            ObjectSet => new DnsZoneRemoval { ZoneName = InputObject!.ZoneName, ZoneId = InputObject.ZoneId },
            _ => new DnsZoneRemoval { ZoneName = ZoneName },
        };
        var provisioner = new DnsZoneProvisioner(Session, Feedback);
        if (await ShouldApplyAsync(
                removal.ZoneName ?? ZoneId, "Delete the hosted zone and its delegation, for good", () => provisioner.PlanRemovalAsync(removal, cancellationToken), Force)
            .ConfigureAwait(false))
        {
            foreach (var change in await provisioner.RemoveAsync(removal, cancellationToken).ConfigureAwait(false))
            {
                await WriteAsync(change, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    protected override KopsSettings Settings()
    {
        // Given by -InputObject instead of the pipeline, an object binds no properties.
        var settings = base.Settings();
        return settings with
        {
            Region = Region ?? InputObject?.Region ?? settings.Region,
            ProfileName = ProfileName ?? InputObject?.ProfileName ?? settings.ProfileName,
            EndpointUrl = EndpointUrl ?? InputObject?.EndpointUrl ?? settings.EndpointUrl,
        };
    }
}

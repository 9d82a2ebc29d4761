using System.Management.Automation;
using System.Management.Automation.Host;
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
    private const string ZoneSet = "Zone";

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
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ZoneSet)]
    [ValidateNotNull]
    public KopsDnsZone? Zone { get; set; }

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        await RequireConfirmationAsync(Force).ConfigureAwait(false);
        var removal = ParameterSetName switch
        {
            IdSet => new DnsZoneRemoval { ZoneId = ZoneId, NotOnlyOurs = true },
            ZoneSet => new DnsZoneRemoval { ZoneName = Zone!.ZoneName, ZoneId = Zone.ZoneId },
            _ => new DnsZoneRemoval { ZoneName = ZoneName },
        };
        var provisioner = new DnsZoneProvisioner(Session, Feedback);
        var plan = await provisioner.PlanRemovalAsync(removal, cancellationToken).ConfigureAwait(false);
        if (!await InvokeAsync(() => Agree(plan)).ConfigureAwait(false))
        {
            return;
        }

        foreach (var change in await provisioner.RemoveAsync(removal, cancellationToken).ConfigureAwait(false))
        {
            await WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Names everything that goes with -WhatIf, and asks once for all of it otherwise.</summary>
    private bool Agree(IReadOnlyList<KopsChange> plan)
    {
        if (this.IsWhatIf())
        {
            foreach (var change in plan)
            {
                ShouldProcess($"{change.Kind} {change.Name}", $"{change.Action} ({change.Detail})");
            }

            return false;
        }

        try
        {
            return Force || Ask(plan);
        }
        catch (Exception fault) when (fault is PSInvalidOperationException or HostException or NotImplementedException)
        {
            // A host that only finds out now that it cannot ask.
            throw Faults.ConfirmationRequired(MyInvocation.MyCommand.Name, true);
        }
    }

    private bool Ask(IReadOnlyList<KopsChange> plan) =>
        ShouldProcess(string.Join(" and ", plan.Select(change => $"{change.Kind} {change.Name} ({change.Detail})")), "Delete for good");
}

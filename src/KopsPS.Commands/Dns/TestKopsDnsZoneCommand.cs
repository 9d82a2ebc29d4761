using System.Management.Automation;
using KopsPS.Engine.DnsZones;

namespace KopsPS.Commands;

/// <summary>Checks a hosted zone and its delegation.</summary>
[Cmdlet(VerbsDiagnostic.Test, "KopsDnsZone", DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(KopsCheck), ParameterSetName = [ObjectSet])]
[OutputType(typeof(bool), ParameterSetName = [QuietSet])]
public sealed class TestKopsDnsZoneCommand : AwsCmdlet
{
    private const string ObjectSet = "Object";
    private const string QuietSet = "Quiet";

    private string? _zoneId;

    /// <summary>Name of the zone.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DnsZoneCompleter))]
    public string ZoneName { get; set; } = "";

    /// <summary>The zone where there are several of the name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DnsZoneIdCompleter))]
    public string? ZoneId
    {
        get => _zoneId;
        set => _zoneId = Told(value);
    }

    /// <summary>VPCs that have to see a private zone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] NetworkId { get; set; } = [];

    /// <summary>Only these DNS servers.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] NameServer { get; set; } = [];

    /// <summary>How long to wait for each answer.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often to ask again where no answer comes.</summary>
    [Parameter]
    [ValidateRange(0, 10)]
    public int RetryCount { get; set; } = 1;

    /// <summary>Only true or false.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QuietSet)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var probe = new DelegationProbe(new DelegationOptions { NameServers = NameServer, Timeout = QueryTimeout, Retries = RetryCount }, Feedback);
        var tester = new DnsZoneTester(Session, probe, Feedback);
        var checks = await tester.CheckAsync(ZoneName, ZoneId, NetworkId, cancellationToken).ConfigureAwait(false);
        if (Quiet)
        {
            await WriteAsync(tester.IsSound(checks), cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var check in checks)
        {
            await WriteAsync(check, cancellationToken).ConfigureAwait(false);
        }
    }
}

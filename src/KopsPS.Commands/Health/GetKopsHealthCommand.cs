using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Health.Components;
using KopsPS.Engine.Health.Whole;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Shows and judges a whole cluster.</summary>
[Cmdlet(VerbsCommon.Get, "KopsHealth", DefaultParameterSetName = "Object")]
[OutputType(typeof(KopsHealth), ParameterSetName = ["Object"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet"])]
public sealed class GetKopsHealthCommand : HealthCmdlet
{
    private string? _stateStore;
    private HealthThresholds _thresholds = new();

    /// <summary>Judge what runs on each node as well: agents, pods that crash, what is asked for against what there is.</summary>
    [Parameter]
    public SwitchParameter IncludePod { get; set; }

    /// <summary>Judge the EC2 instances as well, and name those that never became nodes.</summary>
    [Parameter]
    public SwitchParameter IncludeInstance { get; set; }

    /// <summary>State store in which the backups of etcd are looked for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StateStoreCompleter))]
    public string? StateStore
    {
        get => _stateStore;
        set => _stateStore = Told(value);
    }

    /// <summary>Codes of findings and checks to leave out; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(HealthCheckCompleter))]
    public string[]? ExcludeCheck { get; set; }

    /// <summary>From which severity on an error follows the object.</summary>
    [Parameter(ParameterSetName = "Object")]
    [ValidateSet("Warning", "Error")]
    public string? FailOn { get; set; }

    /// <summary>Only true or false: whether nothing is unhealthy.</summary>
    [Parameter(ParameterSetName = "Quiet", Mandatory = true)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        // What could not be read is named by its kind, so kinds are checks, too.
        CheckCodes(ExcludeCheck, ClusterHealthReader.Codes);
        _thresholds = await ThresholdsAsync(_thresholds, (from, path) => from.WithFileAsync(path, cancellationToken), (from, told) => from.With(told)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var clusterName = ClusterName;
        var settings = AwsSettings() with { StateStore = StateStore ?? SessionDefault.StateStore };
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);

        // Only what was told: health alone needs no rights in AWS.
        using var session = settings.StateStore is null && !IncludeInstance ? null : AwsSession.Create(settings);
        var query = new ClusterHealthQuery
        {
            IncludePod = IncludePod,
            Instances = IncludeInstance ? session : null,
            Backups = settings.StateStore is null ? null : new EtcdBackupSource(StateStores.Open(StateStoreLocation.Resolve(settings), session!, Feedback), clusterName),
            Thresholds = _thresholds,
            Excluded = Wildcards.Matcher(ExcludeCheck),
        };
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var (health, unreachable) = await new ClusterHealthReader(client, Feedback).ReadAsync(clusterName, query, cancellationToken).ConfigureAwait(false);
        if (Quiet)
        {
            // That nothing answers is the answer.
            Feedback.Verbose(unreachable?.Message ?? health.Summary);
            await WriteAsync(health.Verdict is KopsVerdict.Healthy or KopsVerdict.Degraded, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WriteAsync(health, cancellationToken).ConfigureAwait(false);
        if (unreachable is not null)
        {
            WriteItemError(unreachable);
        }
        else if (FailOn is not null && health.Verdict != KopsVerdict.Healthy && !(health.Verdict == KopsVerdict.Degraded && FailOn == "Error"))
        {
            WriteItemError(Faults.HealthBelowLimit(health, FailOn));
        }
    }
}

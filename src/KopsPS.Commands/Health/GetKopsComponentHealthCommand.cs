using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Health.Components;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Shows and judges the parts of a cluster.</summary>
[Cmdlet(VerbsCommon.Get, "KopsComponentHealth", DefaultParameterSetName = "Object")]
[OutputType(typeof(KopsComponentHealth), ParameterSetName = ["Object"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet"])]
public sealed class GetKopsComponentHealthCommand : HealthCmdlet
{
    private string? _stateStore;
    private ComponentThresholds _thresholds = new();

    /// <summary>Parts; without it all.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public KopsComponentPart[]? Part { get; set; }

    /// <summary>State store in which the backups of etcd are looked for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StateStoreCompleter))]
    public string? StateStore
    {
        get => _stateStore;
        set => _stateStore = Told(value);
    }

    /// <summary>Codes of findings to leave out; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ComponentCheckCompleter))]
    public string[]? ExcludeCheck { get; set; }

    /// <summary>Only what is not healthy, or of which nobody can say so.</summary>
    [Parameter(ParameterSetName = "Object")]
    public SwitchParameter Unhealthy { get; set; }

    /// <summary>Only true or false: whether no part is unhealthy.</summary>
    [Parameter(ParameterSetName = "Quiet", Mandatory = true)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        CheckCodes(ExcludeCheck, ComponentHealthReader.Codes);
        _thresholds = await ThresholdsAsync(_thresholds, (from, path) => from.WithFileAsync(path, cancellationToken), (from, told) => from.With(told)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var clusterName = ClusterName;
        var settings = AwsSettings() with { StateStore = StateStore ?? SessionDefault.StateStore };
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);

        // Only a store that was told: health needs no rights in AWS.
        using var session = settings.StateStore is null ? null : AwsSession.Create(settings);
        var backups = session is null ? null : new EtcdBackupSource(StateStores.Open(StateStoreLocation.Resolve(settings), session, Feedback), clusterName);
        var query = new ComponentHealthQuery { Parts = Part ?? [], Excluded = Wildcards.Matcher(ExcludeCheck), Backups = backups, Thresholds = _thresholds };
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var sound = true;
        try
        {
            await foreach (var part in new ComponentHealthReader(client, Feedback).ReadAsync(clusterName, query, cancellationToken).ConfigureAwait(false))
            {
                sound &= part.Verdict is KopsVerdict.Healthy or KopsVerdict.Degraded;
                if (!Quiet && (!Unhealthy || part.Verdict != KopsVerdict.Healthy))
                {
                    await WriteAsync(part, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (KopsException fault) when (Quiet && fault.Id is "KubernetesApiUnreachable" or "KubernetesApiCertificate")
        {
            // That nothing answers is the answer; a missing identity is still an error.
            Feedback.Verbose(fault.Message);
            sound = false;
        }

        if (Quiet)
        {
            await WriteAsync(sound, cancellationToken).ConfigureAwait(false);
        }
    }
}

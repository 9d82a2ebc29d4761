using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Processes;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Validates a cluster, once or until it is ready: are all nodes there and ready, do the critical pods run?</summary>
[Cmdlet(VerbsDiagnostic.Test, "KopsCluster")]
[OutputType(typeof(KopsValidation))]
[OutputType(typeof(bool))]
public sealed class TestKopsClusterCommand : KopsProcessCmdlet
{
    private string? _kubeconfig;
    private string? _context;

    /// <summary>Name of the cluster.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ClusterName")]
    [ClusterNameTransform]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string? Name { get; set; }

    /// <summary>How long to wait for a cluster that is not ready.</summary>
    [Parameter]
    [DurationTransform]
    public TimeSpan? Wait { get; set; }

    /// <summary>Time between two validations.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Validations in a row that must find the cluster ready.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Count { get; set; } = 1;

    /// <summary>Write only true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Kubeconfig to reach the API by.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Kubeconfig
    {
        get => _kubeconfig;

        // Read now, on PowerShell's own thread.
        set => _kubeconfig = Told(value) is { } path ? SessionPaths.Full(SessionState, path) : null;
    }

    /// <summary>Context of the kubeconfig.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context
    {
        get => _context;
        set => _context = Told(value);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var settings = Settings();
        var name = Name ?? settings.Environment["KOPS_CLUSTER_NAME"] ?? throw Faults.NameRequired();
        using var session = AwsSession.Create(settings);
        var reader = ClusterReader.Open(settings, session, Feedback);
        settings = settings with { StateStore = reader.Store.Location.Url };
        var last = await AppliedVersion.ReadAsync(reader, name, cancellationToken).ConfigureAwait(false);
        var runner = new KopsRunner(settings, session, Feedback);
        var request = new ValidationRequest
        {
            ClusterName = name,
            Wait = Wait,
            Interval = Interval,
            Count = Count,
            TimeLimit = TimeLimit,
            LastAppliedBy = last,
        };
        ValidationKubeconfig? kubeconfig = null;
        try
        {
            if (settings.Kubeconfig is not null || settings.Context is not null)
            {
                var kops = await runner.FindAsync(last, cancellationToken).ConfigureAwait(false);
                kubeconfig = await OpenKubeconfigAsync(name, settings, cancellationToken).ConfigureAwait(false);
                request = kubeconfig is null ? request : request with
                {
                    Kubeconfig = kubeconfig.Value,
                    AskForKubeconfig = !kops.NeedsKubeconfigContext,
                    ShownKubeconfig = kubeconfig.Source,
                    ShownContext = kubeconfig.Context,
                };
            }

            var validator = new ClusterValidator(runner.RunAsync, settings, Feedback, TimeProvider.System);
            var (validation, fault) = await validator.ValidateAsync(request, cancellationToken).ConfigureAwait(false);
            await WriteAsync(Quiet ? validation.Ready : validation, cancellationToken).ConfigureAwait(false);
            if (fault is not null && !Quiet)
            {
                WriteItemError(fault);
            }
        }
        finally
        {
            kubeconfig?.Dispose();
        }
    }

    /// <summary>
    /// The kubeconfig told, or null where only the session's default is there and it does not know the cluster: a new
    /// cluster is validated before its context is exported.
    /// </summary>
    private async Task<ValidationKubeconfig?> OpenKubeconfigAsync(string name, KopsSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await ValidationKubeconfig.OpenAsync(name, settings, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (Kubeconfig is null && Context is null && fault.Id is "KubernetesContextNotFound" or "KubeconfigNotFound")
        {
            Feedback.Verbose($"{fault.Message} kops makes its own access.");
            return null;
        }
    }

    /// <inheritdoc/>
    protected override KopsSettings Settings()
    {
        var settings = base.Settings();
        return settings with
        {
            Kubeconfig = Kubeconfig ?? settings.Kubeconfig,

            // A cluster is always named here, and beats a context that is only the session's default.
            Context = Context,
        };
    }
}

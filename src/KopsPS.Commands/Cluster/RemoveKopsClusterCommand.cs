using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Processes;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Deletes a cluster with all that belongs to it in the cloud, or only its registration.</summary>
/// <remarks>
/// A piped cluster binds to <c>-Cluster</c> although the name's is the default parameter set, because the transformation
/// of <c>-Name</c> leaves clusters alone; so its store is seen where <c>-StateStore</c> says another one.
/// </remarks>
[Cmdlet(VerbsCommon.Remove, "KopsCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsRemoval))]
[OutputType(typeof(KopsCloudResource))]
public sealed class RemoveKopsClusterCommand : KopsProcessCmdlet
{
    private const string ByName = "Name";
    private const string ByCluster = "Cluster";

    private string? _toldStateStore;
    private string _name = "";
    private string? _storeOfNamed;

    /// <summary>Name of the cluster. Never taken from a default, the environment or a kubeconfig.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [Alias("ClusterName")]
    [ClusterNameTransform(typeof(KopsCluster))]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string Name
    {
        get => _name;
        set => (_name, _storeOfNamed) = (value, Told(ClusterNameTransformAttribute.StateStoreOfLast));
    }

    /// <summary>The cluster as an object.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByCluster)]
    [ValidateNotNull]
    public KopsCluster? Cluster { get; set; }

    /// <summary>Leave the cloud as it is and only remove the registration.</summary>
    [Parameter]
    public SwitchParameter Unregister { get; set; }

    /// <summary>How long to try.</summary>
    [Parameter]
    [DurationTransform]
    public TimeSpan? Wait { get; set; }

    /// <summary>Time between two rounds.</summary>
    [Parameter]
    [DurationTransform]
    public TimeSpan? Interval { get; set; }

    /// <summary>Rounds in a row without progress that end the deletion.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Count { get; set; }

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        // Only here can a parameter that was typed be told from one that an object brings.
        _toldStateStore = StateStore;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var name = Cluster?.ClusterName ?? Name;
        var settings = SettingsFor(name, Cluster?.StateStore ?? _storeOfNamed);
        using var session = AwsSession.Create(settings);
        var reader = ClusterReader.Open(settings, session, Feedback);
        settings = settings with { StateStore = reader.Store.Location.Url };

        var whatIf = await InvokeAsync(IsWhatIf).ConfigureAwait(false);
        if (!whatIf)
        {
            await RequireConfirmationAsync(Force).ConfigureAwait(false);
        }

        await CheckRegisteredAsync(reader, name, cancellationToken).ConfigureAwait(false);
        var request = new RemovalRequest
        {
            ClusterName = name,
            Unregister = Unregister,
            Wait = Wait,
            Interval = Interval,
            Count = Count,
            TimeLimit = TimeLimit,
        };
        var runner = new KopsRunner(settings, session, Feedback);
        var remover = new ClusterRemover(runner.RunAsync, new AwsDeletionAid(session, Feedback), settings, Feedback);
        if (whatIf)
        {
            await InvokeAsync(() => ShouldProcess(Target(name, settings), Action)).ConfigureAwait(false);
            if (!Unregister)
            {
                foreach (var resource in await remover.PreviewAsync(request, cancellationToken).ConfigureAwait(false))
                {
                    await WriteAsync(resource, cancellationToken).ConfigureAwait(false);
                }
            }

            return;
        }

        if (Force || await AskAsync(Target(name, settings), Action).ConfigureAwait(false))
        {
            await WriteAsync(await remover.RemoveAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    private string Action => Unregister
        ? "Remove the registration and keys, leave everything in the cloud"
        : "Delete the cluster and everything that belongs to it in the cloud, for good";

    private static string Target(string name, KopsSettings settings) => $"{name} in {settings.StateStore}";

    private KopsSettings SettingsFor(string name, string? ofObject)
    {
        if (_toldStateStore is { } told && ofObject is { } own && !string.Equals(told.TrimEnd('/'), own.TrimEnd('/'), StringComparison.Ordinal))
        {
            throw Faults.StateStoreMismatch(name, own, told);
        }

        // Given by -Cluster instead of the pipeline, an object binds no properties.
        var settings = Settings();
        return settings with
        {
            StateStore = StateStore ?? ofObject ?? settings.StateStore,
            Region = Region ?? Cluster?.Region ?? settings.Region,
            ProfileName = ProfileName ?? Cluster?.ProfileName ?? settings.ProfileName,
            EndpointUrl = EndpointUrl ?? Cluster?.EndpointUrl ?? settings.EndpointUrl,
        };
    }

    private static async Task CheckRegisteredAsync(ClusterReader reader, string name, CancellationToken cancellationToken)
    {
        if (await reader.Store.ReadAsync($"{name}/config", cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        var left = await StateLeftovers.CountAsync(reader.Store, name, cancellationToken).ConfigureAwait(false);
        throw left > 0
            ? Faults.ClusterHalfRemoved(name, reader.Store.Location.Url, left)
            : await reader.NotFoundAsync(name, cancellationToken).ConfigureAwait(false);
    }
}

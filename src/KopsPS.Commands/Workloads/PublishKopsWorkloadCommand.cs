using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Applies manifests to a cluster, server-side.</summary>
[Cmdlet(VerbsData.Publish, "KopsWorkload", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = PathSet)]
[OutputType(typeof(KopsAppliedObject))]
public sealed class PublishKopsWorkloadCommand : KubernetesChangeCmdlet
{
    private const string PathSet = "Path";
    private const string PathPruneSet = "PathPrune";
    private const string InputSet = "InputObject";
    private const string InputPruneSet = "InputObjectPrune";

    private readonly ManifestInput _input = new();
    private readonly List<ManifestObject> _objects = [];
    private KopsException? _fault;
    private (string? Kubeconfig, string? Cluster, string? Context)? _told;

    /// <summary>Files, folders, or with <c>-AllowUrl</c> addresses; wildcards work.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathPruneSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Manifests as text, hashtables or objects; also files and folders as <c>Get-ChildItem</c> gives them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputPruneSet)]
    [AllowEmptyString]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Namespace of objects that name none; objects of another one are refused.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>Folders with what is in their folders.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Take https addresses as paths.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = PathPruneSet)]
    public SwitchParameter AllowUrl { get; set; }

    /// <summary>Who owns the fields that are applied.</summary>
    [Parameter]
    [ValidateLength(1, 128)]
    public string FieldManager { get; set; } = KubeWriteOptions.Manager;

    /// <summary>Take over fields that belong to other field managers.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Remove what was applied before with these labels and is not among the manifests any more.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathPruneSet)]
    [Parameter(Mandatory = true, ParameterSetName = InputPruneSet)]
    public SwitchParameter Prune { get; set; }

    /// <summary>The labels that every object of the set has.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathPruneSet)]
    [Parameter(Mandatory = true, ParameterSetName = InputPruneSet)]
    [ValidateNotNullOrEmpty]
    public string? Selector { get; set; }

    /// <summary>Wait until deployments, stateful sets and daemon sets have rolled out.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait at most.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (Prune)
        {
            await RequireConfirmationAsync(false).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => GatherAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_fault is not null)
        {
            throw _fault;
        }

        _objects.AddRange(_input.End());
        if (_objects.Count == 0)
        {
            Feedback.Warning("There is no manifest in what was given.");
            return;
        }

        var (kubeconfig, cluster, told) = _told!.Value;
        (Kubeconfig, ClusterName, Context) = (kubeconfig, cluster, told);
        var context = await ChooseContextAsync("The set", null, Prune, cancellationToken).ConfigureAwait(false);
        var (agreed, previews) = await InvokeAsync(() =>
        {
            var goesOn = ShouldProcess(
                $"Apply {_objects.Count} objects to {cluster ?? context.ClusterEntry} (context {context.Name})",
                $"Apply {_objects.Count} objects to {cluster ?? context.ClusterEntry} (context {context.Name})?", "Apply manifests", out var reason);
            return (goesOn, reason == ShouldProcessReason.WhatIf);
        }).ConfigureAwait(false);
        if (!agreed && !previews)
        {
            return;
        }

        var publisher = new WorkloadPublisher(ClientOf(context), Feedback);
        var request = new PublishRequest
        {
            Objects = _objects,
            Namespace = Namespace,
            FieldManager = FieldManager,
            Force = Force,
            DryRun = previews,
            PruneSelector = Prune ? Selector : null,
            AgreesToPrune = AgreesToPruneAsync,
            Wait = Wait ? new RolloutOptions { Limit = Timeout } : null,
            ClusterName = cluster,
        };
        await foreach (var done in publisher.PublishAsync(request, WriteItemError, cancellationToken).ConfigureAwait(false))
        {
            await WriteAsync(done, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads before anything is sent: half a set is never applied because the other half cannot be read.</summary>
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        var told = (Kubeconfig, ClusterName, Context);
        try
        {
            if (_told is { } before && before != told)
            {
                throw Faults.KubernetesObjectContextMismatch("A manifest", before.Context ?? before.Cluster ?? "another", Context ?? ClusterName ?? "none");
            }

            _told = told;
            foreach (var piece in InputObject)
            {
                _objects.AddRange(await _input.TakeAsync(piece, Recurse, cancellationToken).ConfigureAwait(false));
            }

            foreach (var path in Path)
            {
                await ReadAsync(path, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (KopsException fault)
        {
            _fault ??= fault;
        }
    }

    private async Task ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (Uri.TryCreate(path, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            if (!AllowUrl || url!.Scheme != "https" && !url.IsLoopback)
            {
                throw Faults.KubernetesManifestUrlRefused(path);
            }

            _objects.AddRange(await ManifestReader.ReadUrlAsync(url, cancellationToken).ConfigureAwait(false));
            return;
        }

        var places = await InvokeAsync(() => Resolve(path)).ConfigureAwait(false);
        var files = places.SelectMany(place => ManifestReader.Files(place, Recurse)).ToArray();
        _objects.AddRange(await ManifestReader.ReadFilesAsync(files, cancellationToken).ConfigureAwait(false));
    }

    private string[] Resolve(string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path) || File.Exists(SessionPaths.Full(SessionState, path)))
        {
            return [SessionPaths.Full(SessionState, path)];
        }

        var found = SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _);
        return found.Count > 0 ? [.. found] : throw Faults.KubernetesManifestNotFound(path, "fits no file");
    }

    private async Task<bool> AgreesToPruneAsync(IReadOnlyList<string> names)
    {
        var answer = await InvokeAsync(() => DestructiveGuard.WantsNoQuestion(this) ? true : DestructiveGuard.Ask(() => ShouldContinue($"Remove {string.Join(", ", names)}?", "Prune"))).ConfigureAwait(false);
        return answer ?? throw Faults.ConfirmationRequired(MyInvocation.MyCommand.Name, false);
    }
}

namespace KopsPS.Engine.Health.Workloads;

/// <summary>
/// What stays of a pod: of one that is sound a name, its node and its controller; the whole row only where something is to be said
/// about it. Fifty thousand pods must fit.
/// </summary>
internal sealed class PodFact
{
    /// <summary>Fewer restarts of a pod that is ready say nothing about its workload.</summary>
    private const int RestartsWorthALook = 5;

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string? Node { get; init; }

    public string? ControllerKind { get; init; }

    public string? Controller { get; init; }

    public DateTimeOffset? Created { get; init; }

    public string? Phase { get; init; }

    /// <summary>Condition Ready; says nothing of a pod whose node is down.</summary>
    public bool IsReady { get; init; }

    public bool IsDeleting { get; init; }

    /// <summary>Labels: of every pod where a selector was told, else of the first of each controller, whose others are alike.</summary>
    public Dictionary<string, string>? Labels { get; init; }

    /// <summary>Names of the claims that it mounts.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>The row, where the pod is not simply ready or done.</summary>
    public PodRow? Row { get; init; }

    /// <summary>Labels as far as they are known.</summary>
    public IReadOnlyDictionary<string, string>? AnyLabels => Row?.Metadata?.Labels ?? Labels;

    /// <summary>Neither running any more nor to run again.</summary>
    public bool IsOver => Phase is "Succeeded" or "Failed";

    public static PodFact Of(PodRow row, StringPool pool, bool keepLabels)
    {
        var (metadata, spec, status) = (row.Metadata, row.Spec, row.Status);
        var controller = metadata?.Controller;
        var ready = row.ConditionOf("Ready")?.Status == "True";
        var restarted = (status?.ContainerStatuses ?? []).Exists(container => container.RestartCount >= (controller is { Kind: not "Node" } ? RestartsWorthALook : 1));
        var sound = metadata?.DeletionTimestamp is null && ((status?.Phase == "Running" && ready && !restarted) || status?.Phase == "Succeeded");
        return new PodFact
        {
            Namespace = pool.Of(metadata?.Namespace) ?? "",
            Name = row.Name,
            Node = pool.Of(spec?.NodeName is { Length: > 0 } node ? node : null),
            ControllerKind = pool.Of(controller?.Kind),
            Controller = pool.Of(controller?.Name),
            Created = metadata?.CreationTimestamp,
            Phase = pool.Of(status?.Phase),
            IsReady = ready,
            IsDeleting = metadata?.DeletionTimestamp is not null,
            Labels = keepLabels || pool.IsFirst(controller?.Kind, metadata?.Namespace, controller?.Name) ? metadata?.Labels : null,
            Claims = ClaimsOf(row),
            Row = sound ? null : row,
        };
    }

    private static string[] ClaimsOf(PodRow row) =>
        row.Spec?.Volumes is { } volumes && volumes.Exists(volume => volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null)
            ? [.. volumes.Select(volume => volume.PersistentVolumeClaim?.ClaimName ?? (volume.Ephemeral is null ? null : $"{row.Name}-{volume.Name}")).OfType<string>()]
            : [];
}

/// <summary>One copy of each text that occurs a thousand times: nodes, namespaces, controllers.</summary>
internal sealed class StringPool
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<(string? Kind, string? Namespace, string? Name)> _controllers = [];

    /// <summary>Whether a pod is the first of its controller; one that has none is always the first.</summary>
    public bool IsFirst(string? kind, string? @namespace, string? name) => name is null || _controllers.Add((kind, Of(@namespace), Of(name)));

    public string? Of(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!_known.TryGetValue(text, out var known))
        {
            _known[text] = known = text;
        }

        return known;
    }
}

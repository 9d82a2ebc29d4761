using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>
/// Applies manifests server-side: what others need first, the rest at once. Faults of single objects are told and the others go on; nothing
/// is pruned then.
/// </summary>
public sealed class WorkloadPublisher(KubeClient client, IFeedback feedback)
{
    /// <summary>Calls at a time: enough that the server, not the way to it, is what takes the time.</summary>
    private const int AtOnce = 32;

    private static readonly string[] RollOut = ["Deployment", "StatefulSet", "DaemonSet"];

    private readonly HashSet<string> _newNamespaces = new(StringComparer.Ordinal);
    private readonly List<ManifestObject> _applied = [];
    private KubeDiscovery? _discovery;

    /// <summary>Options of a client for many small changes.</summary>
    public static KubeClientOptions ClientOptions { get; } = new() { CallsPerSecond = 2000, Burst = 500 };

    /// <summary>Applies.</summary>
    /// <param name="request">What, and how.</param>
    /// <param name="onFault">Told each fault of a single object.</param>
    /// <param name="cancellationToken">Ends it; a warning then says what was applied.</param>
    /// <exception cref="KopsException">What concerns all of it, before anything is changed: <c>KubernetesNamespaceMismatch</c>,
    /// <c>KubernetesManifestInvalid</c>, <c>KubernetesPruneSelectorUnfit</c>, <c>KubernetesSelectorInvalid</c>, or a fault of discovery.</exception>
    public async IAsyncEnumerable<KopsAppliedObject> PublishAsync(
        PublishRequest request, Action<KopsException> onFault, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(onFault);
        var faults = 0;
        void Tell(KopsException fault)
        {
            faults++;
            onFault(fault);
        }

        _discovery = await KubeDiscovery.ReadAsync(client, cancellationToken).ConfigureAwait(false);
        var objects = Prepared(request);
        var activity = $"{(request.DryRun ? "Comparing" : "Applying")} {objects.Count} objects";
        var (finished, waiting) = (false, (string?)null);
        using var slots = new SemaphoreSlim(AtOnce);
        try
        {
            foreach (var (stage, members) in ManifestOrder.Stages(objects))
            {
                var tasks = Array.ConvertAll(members, member => Task.Run(() => ApplyAsync(member, request, slots, cancellationToken), cancellationToken));
                foreach (var (task, index) in tasks.Select((task, index) => (task, index)))
                {
                    KopsAppliedObject? done = null;
                    try
                    {
                        done = await task.ConfigureAwait(false);
                    }
                    catch (KopsException fault)
                    {
                        Tell(About(members[index], fault));
                    }
                    catch (OperationCanceledException)
                    {
                        // Nothing may go on behind the back of the one who said stop.
                        await Task.WhenAll(tasks.Select(each => each.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default))).ConfigureAwait(false);
                        throw;
                    }

                    if (done is not null)
                    {
                        feedback.Progress(new ProgressReport(activity, done.ToString(), (int)(100L * _applied.Count / objects.Count)));
                        yield return done;
                    }
                }

                if (stage == ManifestOrder.Ground && !request.DryRun && members.Any(member => member.Kind == "CustomResourceDefinition"))
                {
                    foreach (var fault in await EstablishedAsync(members, request.DefinitionTimeLimit, cancellationToken).ConfigureAwait(false))
                    {
                        Tell(fault);
                    }
                }
            }

            if (request.PruneSelector is { } selector)
            {
                if (faults > 0)
                {
                    feedback.Warning("Nothing was pruned, since not everything could be applied.");
                }
                else
                {
                    var pruner = new WorkloadPruner(client, _discovery, feedback);
                    await foreach (var pruned in pruner.PruneAsync(objects, selector, request, Tell, cancellationToken).ConfigureAwait(false))
                    {
                        yield return pruned;
                    }
                }
            }

            feedback.Progress(new ProgressReport(activity, "", Completed: true));
            if (request.Wait is { } options && !request.DryRun)
            {
                var waiter = new RolloutWaiter(client, feedback);
                var targets = _applied.Where(item => RollOut.Contains(item.Kind) && item.Group == "apps").Select(item => new WorkloadTarget(item.Kind, item.Namespace!, item.Name)).ToArray();
                waiting = string.Join(", ", targets.AsEnumerable());
                foreach (var wait in Array.ConvertAll(targets, target => WaitAsync(waiter, target, options, cancellationToken)))
                {
                    if (await wait.ConfigureAwait(false) is { } fault)
                    {
                        Tell(fault);
                    }
                }
            }

            finished = true;
        }
        finally
        {
            if (!finished && cancellationToken.IsCancellationRequested && !request.DryRun)
            {
                feedback.Warning(Stopped(objects.Count, waiting));
            }
        }
    }

    private static async Task<KopsException?> WaitAsync(RolloutWaiter waiter, WorkloadTarget target, RolloutOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.WaitAsync(target, options, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (KopsException fault)
        {
            return fault;
        }
    }

    private string Stopped(int all, string? waiting)
    {
        lock (_applied)
        {
            var names = string.Join(", ", _applied.Take(10)) + (_applied.Count > 10 ? $" and {_applied.Count - 10} more" : "");
            return waiting is { Length: > 0 }
                ? $"Stopped while waiting: all {_applied.Count} objects are applied, and the rollout of {waiting} goes on."
                : $"Stopped: {_applied.Count} of {all} objects are applied{(_applied.Count > 0 ? $" ({names})" : "")}, the others may be or not where a call was under way.";
        }
    }

    /// <summary>Gives each object its namespace and looks at what can be seen without a change.</summary>
    private List<ManifestObject> Prepared(PublishRequest request)
    {
        var selector = request.PruneSelector is { } told ? LabelSelector.Parse(told) : null;
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in request.Objects)
        {
            if (IsNamespaced(item, request))
            {
                if (request.Namespace is { } space && item.Namespace is { } own && own != space)
                {
                    throw Faults.KubernetesNamespaceMismatch(item.ToString(), item.Source, own, space);
                }

                item.Body["metadata"]!["namespace"] = item.Namespace ?? request.Namespace ?? client.Context.Namespace ?? "default";
            }
            else
            {
                item.Body["metadata"]!.AsObject().Remove("namespace");
            }

            if (!seen.TryAdd($"{item.Group}/{item}", item.Source))
            {
                throw Faults.KubernetesManifestInvalid(item.Source, $"{item} stands in '{seen[$"{item.Group}/{item}"]}' as well");
            }

            if (selector?.Fits(item.Labels) == false)
            {
                throw Faults.KubernetesPruneSelectorUnfit(item.ToString(), item.Source, request.PruneSelector!);
            }
        }

        return [.. request.Objects];
    }

    /// <summary>What the server says, else what a definition of the set says; a kind that nobody knows is found out later.</summary>
    private bool IsNamespaced(ManifestObject item, PublishRequest request) =>
        _discovery!.Find(item.ApiVersion, item.Kind)?.IsNamespaced
        ?? (DefinitionOf(item, request) is not { } definition || (string?)definition.Body["spec"]?["scope"] != "Cluster");

    private static ManifestObject? DefinitionOf(ManifestObject item, PublishRequest request) => request.Objects.FirstOrDefault(other =>
        other.Kind == "CustomResourceDefinition"
        && (string?)other.Body["spec"]?["group"] == item.Group && (string?)other.Body["spec"]?["names"]?["kind"] == item.Kind);

    private async Task<KopsAppliedObject> ApplyAsync(ManifestObject item, PublishRequest request, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_discovery!.Find(item.ApiVersion, item.Kind) is not { } resource)
            {
                // In a dry run the definition is not there yet.
                return request.DryRun && DefinitionOf(item, request) is not null ? Written(item, KopsAppliedAction.Created, [], request) : throw Unknown(item);
            }

            var path = resource.Path(item.Namespace, item.Name);
            var before = await FindAsync(path, cancellationToken).ConfigureAwait(false);
            JsonObject after;
            try
            {
                after = await client.PatchAsync(
                    path, KubePatch.Apply, item.Body,
                    new KubeWriteOptions { FieldManager = request.FieldManager, Force = request.Force, DryRun = request.DryRun, FieldValidation = "Strict" },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault) when (request.DryRun && fault.Id == "KubernetesNotFound" && item.Namespace is { } space && WillBe(space))
            {
                feedback.Verbose($"{item} cannot be tried before its namespace is there.");
                return Written(item, KopsAppliedAction.Created, [], request);
            }

            lock (_applied)
            {
                _applied.Add(item);
                if (before is null && item.Kind == "Namespace")
                {
                    _newNamespaces.Add(item.Name);
                }
            }

            var differences = before is null ? [] : ObjectDifference.Of(before, after);
            var action = before is null ? KopsAppliedAction.Created : differences.Length > 0 ? KopsAppliedAction.Configured : KopsAppliedAction.Unchanged;
            feedback.Verbose($"{item}: {action}{(request.DryRun ? " (dry run)" : "")}.");
            return Written(item, action, differences, request);
        }
        finally
        {
            slots.Release();
        }
    }

    private bool WillBe(string space)
    {
        lock (_applied)
        {
            return _newNamespaces.Contains(space);
        }
    }

    private async Task<JsonObject?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetJsonAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
        {
            return null;
        }
    }

    /// <summary>Waits until the API server serves what was defined, and learns the new kinds.</summary>
    private async Task<List<KopsException>> EstablishedAsync(ManifestObject[] members, TimeSpan limit, CancellationToken cancellationToken)
    {
        List<KopsException> faults = [];
        var end = DateTimeOffset.UtcNow + limit;
        ManifestObject[] definitions;
        lock (_applied)
        {
            definitions = [.. members.Where(member => member.Kind == "CustomResourceDefinition" && _applied.Contains(member))];
        }

        foreach (var definition in definitions)
        {
            var path = _discovery!.Find(definition.ApiVersion, definition.Kind)!.Path(null, definition.Name);
            while (true)
            {
                var body = await client.GetJsonAsync(path, cancellationToken).ConfigureAwait(false);
                var conditions = (body["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>().ToArray() ?? [];
                if (Array.Exists(conditions, condition => (string?)condition["type"] == "Established" && (string?)condition["status"] == "True"))
                {
                    break;
                }

                if (DateTimeOffset.UtcNow >= end)
                {
                    faults.Add(Faults.KubernetesDefinitionNotEstablished(
                        definition.Name, (string?)Array.Find(conditions, condition => (string?)condition["status"] == "False")?["message"]));
                    break;
                }

                feedback.Progress(new ProgressReport("Waiting for custom resource definitions", definition.Name));
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false);
            }
        }

        if (definitions.Length > 0)
        {
            // What is established is served a moment later, by the other API servers of a control plane later still.
            do
            {
                _discovery = await KubeDiscovery.ReadAsync(client, cancellationToken).ConfigureAwait(false);
            }
            while (faults.Count == 0 && !Array.TrueForAll(definitions, IsServed) && await PauseAsync(end, cancellationToken).ConfigureAwait(false));
            feedback.Progress(new ProgressReport("Waiting for custom resource definitions", "", Completed: true));
        }

        return faults;
    }

    private bool IsServed(ManifestObject definition) => (definition.Body["spec"]?["versions"] as JsonArray ?? []).OfType<JsonObject>().Where(version => (bool?)version["served"] == true)
        .All(version => _discovery!.Find($"{(string?)definition.Body["spec"]?["group"]}/{(string?)version["name"]}", (string?)definition.Body["spec"]?["names"]?["kind"] ?? "") is not null);

    private static async Task<bool> PauseAsync(DateTimeOffset end, CancellationToken cancellationToken)
    {
        if (DateTimeOffset.UtcNow >= end)
        {
            return false;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private KopsException Unknown(ManifestObject item)
    {
        var known = _discovery!.Resources;
        var nearest = NearestNames.Of(item.Kind, known.Select(resource => resource.Kind).Distinct());
        return Faults.KubernetesManifestKindUnknown(
            item.ToString(), item.Source, item.ApiVersion, item.Kind,
            [.. known.Where(resource => nearest.Contains(resource.Kind)).OrderBy(resource => nearest.ToList().IndexOf(resource.Kind))
                .Select(resource => $"{resource.Kind} ({resource.ApiVersion})").Distinct().Take(3)],
            _discovery.Stale);
    }

    /// <summary>The same fault, with the object as its target and the file in its words.</summary>
    private static KopsException About(ManifestObject item, KopsException fault)
    {
        if (fault.Target as string == item.ToString())
        {
            return fault;
        }

        // Most answers name no object: there the call stands for it, which says less.
        var refusal = KubeRefusalException.Of(fault);
        var named = fault.Id switch
        {
            "KubernetesConflict" when refusal is not null => Faults.KubernetesConflict(item.ToString(), refusal),
            "KubernetesInvalid" when refusal is { ObjectName: null } => Faults.KubernetesInvalid(item.ToString(), refusal),
            _ => null,
        };
        if (named is not null)
        {
            return new KopsException(named.Id, named.Kind, $"{named.Message} ({item.Source})", item.ToString(), named.RecommendedAction, refusal);
        }

        if (fault.Id == "KubernetesNotFound" && refusal?.ObjectKind == "namespaces")
        {
            return Faults.KubernetesNamespaceMissing(item.ToString(), item.Source, item.Namespace ?? "", refusal);
        }

        var hint = refusal is { Code: (int)HttpStatusCode.InternalServerError } && refusal.Message.Contains("webhook", StringComparison.Ordinal)
            ? "Get-KopsComponentHealth shows the webhooks that do not answer."
            : fault.RecommendedAction;
        return new KopsException(fault.Id, fault.Kind, $"{item} of '{item.Source}': {fault.Message}", item.ToString(), hint, fault.InnerException);
    }

    private KopsAppliedObject Written(ManifestObject item, KopsAppliedAction action, KopsFieldDifference[] differences, PublishRequest request) => new()
    {
        Action = action,
        ApiVersion = item.ApiVersion,
        Kind = item.Kind,
        Namespace = item.Namespace ?? "",
        Name = item.Name,
        Differences = differences,
        DryRun = request.DryRun,
        Source = item.Source,
        ClusterName = request.ClusterName ?? client.Context.ClusterEntry,
        Kubeconfig = client.Context.Source,
        Context = client.Context.Name,
    };
}

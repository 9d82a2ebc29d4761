using KopsPS.Engine.Processes;
using KopsPS.Engine.Spec;
using KopsPS.Engine.StateStore;
using NuGet.Versioning;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// Registers new clusters. kops stores a cluster first and then plans it, so that a creation which fails or is
/// interrupted leaves it registered; here it is taken back.
/// </summary>
/// <param name="run">Runs kops.</param>
/// <param name="reader">The state store.</param>
/// <param name="settings">How the cluster is reached.</param>
/// <param name="feedback">Where progress and warnings go.</param>
public sealed class ClusterCreator(
    Func<KopsCall, CancellationToken, Task<KopsRun>> run, ClusterReader reader, KopsSettings settings, IFeedback feedback)
{
    /// <summary>Time that taking a failed creation back may last, also after Ctrl+C.</summary>
    private static readonly TimeSpan UndoLimit = TimeSpan.FromMinutes(1);

    /// <summary>kops says this once spec, instance groups and SSH key are stored.</summary>
    private const string StoredMark = "Previewing changes that will be made";

    private string StoreUrl => reader.Store.Location.Url;

    /// <summary>Refuses where the store has a cluster of the name; calls nothing but the store.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="KopsException"><c>KopsClusterExists</c>, or one of the state store's faults.</exception>
    public async Task CheckNewAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        // Its object and not its spec: a cluster whose YAML is broken exists all the same.
        if (await ExistsAsync(name, cancellationToken).ConfigureAwait(false))
        {
            throw Faults.ClusterExists(name, StoreUrl);
        }
    }

    /// <summary>Makes the manifest of a cluster; writes nothing.</summary>
    /// <param name="request">What the cluster should be like, checked.</param>
    /// <param name="kops">Version of the kops that will be called.</param>
    /// <param name="timeLimit">How long kops may take.</param>
    /// <param name="cancellationToken">Ends the run of kops.</param>
    /// <exception cref="KopsException">What kops' failure means.</exception>
    public async Task<KopsManifest> DescribeAsync(
        CreateRequest request, SemanticVersion kops, TimeSpan? timeLimit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        WarnOfGossip(request);
        var call = new KopsCall([.. CreateArguments.Build(request, kops, dryRun: true)])
        {
            ClusterName = request.Name,
            TimeLimit = timeLimit,
            Activity = $"Describing {request.Name}",
        };
        var described = await run(call, cancellationToken).ConfigureAwait(false);
        return ManifestMapper.Manifest(
            described.Stdout, ManifestOrigin.Of(settings, reader.Store.Location), "kops create cluster --dry-run");
    }

    /// <summary>Registers a cluster and reads it back.</summary>
    /// <param name="request">What the cluster should be like, checked.</param>
    /// <param name="kops">Version of the kops that will be called.</param>
    /// <param name="timeLimit">How long kops may take.</param>
    /// <param name="failFast">End a run that can't succeed.</param>
    /// <param name="cancellationToken">Interrupts kops; what it stored is taken back.</param>
    /// <exception cref="KopsException"><c>KopsClusterExists</c>, or what kops' failure means.</exception>
    public async Task<KopsCluster> CreateAsync(
        CreateRequest request, SemanticVersion kops, TimeSpan? timeLimit, bool failFast, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        WarnOfGossip(request);
        await CheckNewAsync(request.Name, cancellationToken).ConfigureAwait(false);
        var before = await StateLeftovers.CountAsync(reader.Store, request.Name, cancellationToken).ConfigureAwait(false);
        if (before > 0)
        {
            feedback.Warning(
                $"{before} objects of an earlier cluster lie below {StoreUrl}/{request.Name}/. The new cluster will use its keys. Stop and delete them unless you want that.");
        }

        var call = new KopsCall([.. CreateArguments.Build(request, kops)])
        {
            ClusterName = request.Name,
            TimeLimit = timeLimit,
            FailFast = failFast,
            Activity = $"Creating {request.Name}",
        };
        KopsRun created;
        try
        {
            created = await run(call, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id != "KopsClusterExists")
        {
            await UndoAsync(request.Name, before, fault.InnerException).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException fault)
        {
            await UndoAsync(request.Name, before, fault.InnerException).ConfigureAwait(false);
            throw;
        }

        foreach (var notice in Banners.In(created.Stdout))
        {
            feedback.Warning(notice);
        }

        return await reader.GetClusterAsync(request.Name, full: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        await reader.Store.ReadAsync($"{name}/config", cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>kops does so silently in 1.30 and with a line of its log in 1.36.</summary>
    private void WarnOfGossip(CreateRequest request)
    {
        if (request is { Dns: null, DnsZone: null } && request.Name.EndsWith(".k8s.local", StringComparison.Ordinal))
        {
            feedback.Warning($"{request.Name} would once have used gossip for DNS; kops makes it a cluster without DNS (-Dns None says so yourself).");
        }
    }

    /// <summary>
    /// Takes back what this creation stored: there was no such cluster before it, and without <c>--yes</c> nothing is
    /// in the cloud. Where objects lay there before, or where kops did not get as far as its preview (somebody else may
    /// have registered the cluster meanwhile), it is only said.
    /// </summary>
    private async Task UndoAsync(string name, int before, Exception? cause)
    {
        var stored = cause is KopsProcessException { StandardOutput: var said }
            && (said.StartsWith('…') || said.Contains(StoredMark, StringComparison.Ordinal));
        var remedy = $"Remove-KopsCluster -Name {name} -StateStore {StoreUrl} -Unregister";
        using var limit = new CancellationTokenSource(UndoLimit);
        try
        {
            if (!await ExistsAsync(name, limit.Token).ConfigureAwait(false))
            {
                return;
            }

            if (before > 0 || !stored)
            {
                var why = before > 0 ? "objects lay there before" : "it is not sure that this call stored it";
                feedback.Warning($"The cluster {name} is registered in {StoreUrl} although its creation did not end well. It was not taken back, since {why}. To remove it: {remedy}");
                return;
            }

            await run(
                new KopsCall("delete", "cluster", "--unregister", "--yes") { ClusterName = name, TimeLimit = UndoLimit },
                limit.Token).ConfigureAwait(false);
            feedback.Warning($"kops had registered {name} before its creation failed; that was taken back, and {StoreUrl} is as before.");
        }
        catch (Exception fault) when (fault is KopsException or OperationCanceledException)
        {
            feedback.Warning($"The cluster {name} may be registered in {StoreUrl} although its creation did not end well, and could not be taken back: {fault.Message} Try: {remedy}");
        }
    }
}

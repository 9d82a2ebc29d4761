using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Spec;

namespace KopsPS.Engine.StateStore;

/// <summary>Reads clusters, instance groups and SSH keys from a state store.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing that needs freeing.")]
public sealed class ClusterReader
{
    /// <summary>Reads under way at once: enough to hide an ocean's latency, few enough to stay below any limit of S3.</summary>
    private const int AtOnce = 48;

    private const string ConfigFile = "config";
    private const string CompletedFile = "cluster-completed.spec";
    private const string KopsVersionFile = "kops-version.txt";
    private const string GroupsFolder = "instancegroup";
    private const string SshFolder = "pki/ssh/public/admin";

    private readonly IStateStore _store;
    private readonly ManifestOrigin _origin;
    private readonly IFeedback _feedback;
    private readonly SemaphoreSlim _slots = new(AtOnce);

    /// <summary>Creates a reader.</summary>
    /// <param name="store">The state store.</param>
    /// <param name="origin">What the objects say of how they were reached.</param>
    /// <param name="feedback">Where to tell how far a longer reading has come.</param>
    public ClusterReader(IStateStore store, ManifestOrigin origin, IFeedback? feedback = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(origin);
        _store = store;
        _origin = origin;
        _feedback = feedback ?? NoFeedback.Instance;
    }

    /// <summary>The state store.</summary>
    public IStateStore Store => _store;

    /// <summary>Opens the state store that the settings name.</summary>
    /// <param name="settings">What the call was told.</param>
    /// <param name="session">How AWS is reached.</param>
    /// <param name="feedback">Where to tell what is done.</param>
    /// <exception cref="KopsException"><c>KopsStateStoreNotSet</c> or <c>KopsStateStoreInvalid</c>.</exception>
    public static ClusterReader Open(KopsSettings settings, AwsSession session, IFeedback? feedback = null)
    {
        var location = StateStoreLocation.Resolve(settings);
        return new ClusterReader(StateStores.Open(location, session, feedback), ManifestOrigin.Of(settings, location), feedback);
    }

    /// <summary>
    /// Names of the folders that may be clusters, in order. It costs one request for each thousand; a folder that is no
    /// cluster is found out only when it is read.
    /// </summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="KopsException">One of the state store's or the credentials' faults.</exception>
    public async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken = default)
    {
        var names = new List<string>();
        await foreach (var entry in _store.ListAsync("", cancellationToken).ConfigureAwait(false))
        {
            if (entry.IsFolder)
            {
                names.Add(entry.Name);
            }
        }

        return names;
    }

    /// <summary>Reads one cluster.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="KopsException">
    /// <c>KopsClusterNotFound</c> with the nearest names, <c>KopsManifestInvalid</c>, one of the state store's or the credentials' faults.
    /// </exception>
    public async Task<KopsCluster> GetClusterAsync(string name, CancellationToken cancellationToken = default) =>
        await TryGetClusterAsync(name, full: false, cancellationToken).ConfigureAwait(false)
        ?? throw await NotFoundAsync(name, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads one cluster, with all that <c>-Full</c> shows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="full">Whether to read groups, completed spec and kops' version too.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="KopsException">As for one without; a broken instance group is a fault of the cluster here.</exception>
    public async Task<KopsCluster> GetClusterAsync(string name, bool full, CancellationToken cancellationToken = default) =>
        await TryGetClusterAsync(name, full, cancellationToken).ConfigureAwait(false)
        ?? throw await NotFoundAsync(name, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a cluster, or null where the store has none of the name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="full">Whether to read groups, completed spec and kops' version too.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="KopsException"><c>KopsManifestInvalid</c>, one of the state store's or the credentials' faults.</exception>
    public async Task<KopsCluster?> TryGetClusterAsync(string name, bool full, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!IsName(name))
        {
            return null;
        }

        if (!full)
        {
            return await ManifestAsync($"{name}/{ConfigFile}", cancellationToken).ConfigureAwait(false) is { } only
                ? ManifestMapper.Cluster(only, _origin, Source($"{name}/{ConfigFile}"))
                : null;
        }

        var outcome = await ReadFullAsync(name, cancellationToken).ConfigureAwait(false);
        return outcome is { PartFaults.Count: > 0 } ? throw outcome.PartFaults[0] : outcome?.Value;
    }

    /// <summary>A cluster with all that could be read of it, and the faults of the rest; null where there is none.</summary>
    private async Task<ReadOutcome<KopsCluster>?> ReadFullAsync(string name, CancellationToken cancellationToken)
    {
        var config = ManifestAsync($"{name}/{ConfigFile}", cancellationToken);
        var groups = GroupOutcomesAsync(name, cancellationToken);
        var completed = AttemptAsync(CompletedFile, ManifestAsync($"{name}/{CompletedFile}", cancellationToken));
        var version = TextAsync($"{name}/{KopsVersionFile}", cancellationToken);
        await Task.WhenAll(config, groups, completed, version).ConfigureAwait(false);
        if (await config.ConfigureAwait(false) is not { } manifest)
        {
            return null;
        }

        var source = Source($"{name}/{ConfigFile}");
        var cluster = ManifestMapper.Cluster(manifest, _origin, source);
        var read = (await groups.ConfigureAwait(false)).Select(group => Group(cluster, group)).ToArray();
        var whole = await completed.ConfigureAwait(false);
        return new ReadOutcome<KopsCluster>(
            name,
            ManifestMapper.Cluster(
                manifest, _origin, source, [.. read.Select(group => group.Value).OfType<KopsInstanceGroup>()], whole.Value,
                (await version.ConfigureAwait(false))?.Trim(), Array.TrueForAll(read, group => group.Fault is null)),
            null)
        {
            PartFaults = [.. read.Select(group => group.Fault).Append(whole.Fault).OfType<KopsException>()],
        };
    }

    private ReadOutcome<KopsInstanceGroup> Group(KopsCluster cluster, ReadOutcome<KopsSpec> manifest)
    {
        try
        {
            return new(manifest.Name, manifest.Fault is null ? Group(cluster, manifest.Name, manifest.Value!) : throw manifest.Fault, null);
        }
        catch (KopsException fault) when (IsOfItem(fault))
        {
            return new(manifest.Name, null, fault.Kind == FaultKind.InvalidData ? Faults.InstanceGroupInvalid(manifest.Name, cluster.ClusterName, fault) : fault);
        }
    }

    private static async Task<ReadOutcome<KopsSpec>> AttemptAsync(string name, Task<KopsSpec?> read)
    {
        try
        {
            return new(name, await read.ConfigureAwait(false), null);
        }
        catch (KopsException fault) when (IsOfItem(fault))
        {
            return new(name, null, fault);
        }
    }

    /// <summary>A fault of one object, with which the others have nothing to do.</summary>
    private static bool IsOfItem(KopsException fault) => fault.Kind is FaultKind.InvalidData or FaultKind.ReadError;

    /// <summary>
    /// Reads all clusters whose names are wanted, many at once, and gives them in the names' order. One that can't be
    /// read is given with its fault; a folder without a cluster's object is passed over.
    /// </summary>
    /// <param name="wanted">Which names to read; null for all.</param>
    /// <param name="full">Whether to read groups, completed spec and kops' version too.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">
    /// <c>KopsStateStoreInvalid</c> where there are folders, none of which is a cluster; one of the state store's or the credentials' faults.
    /// </exception>
    public async IAsyncEnumerable<ReadOutcome<KopsCluster>> ReadClustersAsync(
        Func<string, bool>? wanted = null, bool full = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var names = (await ListNamesAsync(cancellationToken).ConfigureAwait(false)).Where(name => wanted?.Invoke(name) ?? true).ToArray();
        _feedback.Verbose($"{_store.Location}: {names.Length} folders to read.");
        var clusters = 0;
        await foreach (var (_, outcome) in OutcomesAsync(names, full, cancellationToken).ConfigureAwait(false))
        {
            if (outcome is not null)
            {
                clusters++;
                yield return outcome;
            }
        }

        if (clusters == 0 && names.Length > 0 && wanted is null)
        {
            throw Faults.StateStoreInvalid(_store.Location.Url, "none of its folders holds a cluster");
        }
    }

    /// <summary>Reads clusters by their names, many at once, in the order given; one that is missing is given with its fault.</summary>
    /// <param name="names">The names.</param>
    /// <param name="full">Whether to read groups, completed spec and kops' version too.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">One of the state store's or the credentials' faults.</exception>
    public async IAsyncEnumerable<ReadOutcome<KopsCluster>> ReadNamedAsync(
        IReadOnlyList<string> names, bool full = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        IReadOnlyList<string>? known = null;
        await foreach (var (name, outcome) in OutcomesAsync(names, full, cancellationToken).ConfigureAwait(false))
        {
            if (outcome is null)
            {
                known ??= await ListNamesAsync(cancellationToken).ConfigureAwait(false);
            }

            yield return outcome ?? new ReadOutcome<KopsCluster>(
                name, null, Faults.ClusterNotFound(name, _store.Location.Url, NearestNames.Of(name, known!)));
        }
    }

    /// <summary>Names of a cluster's instance groups, in order; none where the cluster is missing.</summary>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="KopsException">One of the state store's or the credentials' faults.</exception>
    public async Task<IReadOnlyList<string>> ListInstanceGroupNamesAsync(string clusterName, CancellationToken cancellationToken = default) =>
        IsName(clusterName) ? await ListFilesAsync($"{clusterName}/{GroupsFolder}", cancellationToken).ConfigureAwait(false) : [];

    /// <summary>Reads a cluster's instance groups, in the order of their names; one that can't be read is given with its fault.</summary>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">
    /// <c>KopsClusterNotFound</c> with the nearest names, <c>KopsManifestInvalid</c> of the cluster itself, one of the state store's or the credentials' faults.
    /// </exception>
    public async Task<IReadOnlyList<ReadOutcome<KopsInstanceGroup>>> ReadInstanceGroupsAsync(string clusterName, CancellationToken cancellationToken = default)
    {
        if (!IsName(clusterName))
        {
            throw await NotFoundAsync(clusterName, cancellationToken).ConfigureAwait(false);
        }

        var cluster = GetClusterAsync(clusterName, cancellationToken);
        var outcomes = GroupOutcomesAsync(clusterName, cancellationToken);
        var read = await cluster.ConfigureAwait(false);
        return [.. (await outcomes.ConfigureAwait(false)).Select(group => Group(read, group))];
    }

    /// <summary>Reads all that defines a cluster.</summary>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">
    /// <c>KopsClusterNotFound</c> with the nearest names, <c>KopsManifestInvalid</c>, one of the state store's or the credentials' faults.
    /// </exception>
    public async Task<KopsManifest> ReadManifestAsync(string clusterName, CancellationToken cancellationToken = default)
    {
        if (!IsName(clusterName))
        {
            throw await NotFoundAsync(clusterName, cancellationToken).ConfigureAwait(false);
        }

        var reading = GetClusterAsync(clusterName, cancellationToken);
        var groups = GroupManifestsAsync(clusterName, cancellationToken);
        var keys = SshKeysAsync(clusterName, cancellationToken);
        var cluster = await reading.ConfigureAwait(false);
        var manifests = await groups.ConfigureAwait(false);
        return new KopsManifest
        {
            ClusterName = cluster.ClusterName,
            Cluster = cluster,
            InstanceGroups = [.. Groups(cluster, manifests)],
            SshKeys = await keys.ConfigureAwait(false),
            Yaml = KopsYaml.Write([cluster.Manifest, .. manifests.Select(group => group.Manifest)]),
            StateStore = _origin.StateStore,
            Region = _origin.Region,
            ProfileName = _origin.ProfileName,
            EndpointUrl = _origin.EndpointUrl,
        };
    }

    /// <summary>The fault of a cluster that is missing, with the names nearest to it.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task<KopsException> NotFoundAsync(string name, CancellationToken cancellationToken = default) =>
        Faults.ClusterNotFound(name, _store.Location.Url, NearestNames.Of(name, await ListNamesAsync(cancellationToken).ConfigureAwait(false)));

    /// <summary>The outcome for each name, null where there is no such cluster.</summary>
    private async IAsyncEnumerable<(string Name, ReadOutcome<KopsCluster>? Outcome)> OutcomesAsync(
        IReadOnlyList<string> names, bool full, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Ends the reads that are under way when the reader of this sequence has enough.
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<ReadOutcome<KopsCluster>?>>();
        var activity = $"Reading clusters from {_store.Location}";
        try
        {
            var next = 0;
            while (running.Count > 0 || next < names.Count)
            {
                while (next < names.Count && running.Count < AtOnce * 2)
                {
                    running.Enqueue(OutcomeAsync(names[next++], full, enough.Token));
                }

                var done = next - running.Count;
                _feedback.Progress(new ProgressReport(activity, $"{done} of {names.Count}", done * 100 / names.Count));
                yield return (names[done], await running.Dequeue().ConfigureAwait(false));
            }
        }
        finally
        {
            _feedback.Progress(new ProgressReport(activity, "", Completed: true));
            await enough.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running.Select(task => task.ContinueWith(
                done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default))).ConfigureAwait(false);
        }
    }

    private async Task<ReadOutcome<KopsCluster>?> OutcomeAsync(string name, bool full, CancellationToken cancellationToken)
    {
        try
        {
            return full && IsName(name) ? await ReadFullAsync(name, cancellationToken).ConfigureAwait(false)
                : await TryGetClusterAsync(name, full: false, cancellationToken).ConfigureAwait(false) is { } cluster ? new ReadOutcome<KopsCluster>(name, cluster, null)
                : null;
        }
        catch (KopsException fault) when (IsOfItem(fault))
        {
            return new ReadOutcome<KopsCluster>(name, null, fault);
        }
    }

    private async Task<(string Name, KopsSpec Manifest)[]> GroupManifestsAsync(string clusterName, CancellationToken cancellationToken) =>
        [.. (await GroupOutcomesAsync(clusterName, cancellationToken).ConfigureAwait(false))
            .Select(group => (group.Name, group.Fault is null ? group.Value! : throw group.Fault))];

    private async Task<ReadOutcome<KopsSpec>[]> GroupOutcomesAsync(string clusterName, CancellationToken cancellationToken)
    {
        var outcomes = await ReadFolderAsync($"{clusterName}/{GroupsFolder}", async path =>
        {
            var outcome = await AttemptAsync(path[(path.LastIndexOf('/') + 1)..], ManifestAsync(path, cancellationToken)).ConfigureAwait(false);
            return outcome is { Value: null, Fault: null } ? null : outcome;
        }, cancellationToken).ConfigureAwait(false);
        foreach (var (_, outcome) in outcomes)
        {
            if (outcome.Value is { } manifest)
            {
                AddClusterLabel(manifest, clusterName);
            }
        }

        return Array.ConvertAll(outcomes, outcome => outcome.Content);
    }

    private async Task<string[]> SshKeysAsync(string clusterName, CancellationToken cancellationToken)
    {
        var keys = await ReadFolderAsync($"{clusterName}/{SshFolder}", async path =>
            await TextAsync(path, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return [.. keys.Select(key => key.Content.Trim())];
    }

    private async Task<(string Name, T Content)[]> ReadFolderAsync<T>(string folder, Func<string, Task<T?>> read, CancellationToken cancellationToken)
        where T : class
    {
        var names = await ListFilesAsync(folder, cancellationToken).ConfigureAwait(false);
        var contents = await Task.WhenAll(names.Select(name => read($"{folder}/{name}"))).ConfigureAwait(false);
        return [.. names.Zip(contents).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))];
    }

    private async Task<IReadOnlyList<string>> ListFilesAsync(string folder, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var entry in _store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (!entry.IsFolder)
            {
                names.Add(entry.Name);
            }
        }

        return names;
    }

    private KopsInstanceGroup[] Groups(KopsCluster cluster, (string Name, KopsSpec Manifest)[] manifests) =>
        [.. manifests.Select(group => Group(cluster, group.Name, group.Manifest))];

    private KopsInstanceGroup Group(KopsCluster cluster, string name, KopsSpec manifest) => ManifestMapper.InstanceGroup(
        manifest, cluster.ClusterName, cluster.Subnets, _origin, Source($"{cluster.ClusterName}/{GroupsFolder}/{name}"));

    /// <summary>kops writes this label only when a group is rewritten, and adds it to every group that it shows.</summary>
    private static void AddClusterLabel(KopsSpec manifest, string clusterName)
    {
        const string label = "kops.k8s.io/cluster";
        if (manifest.Section("metadata") is not { } metadata)
        {
            return;
        }

        if (metadata.Section("labels") is { } labels)
        {
            labels.AddMissing(label, clusterName);
            return;
        }

        // Where kops' sorted order has it: before the name.
        var fields = metadata.Entries.ToArray();
        metadata.Clear();
        var added = false;
        foreach (var (key, value) in fields.Where(field => field.Key != "labels"))
        {
            if (!added && string.CompareOrdinal(key, "labels") > 0)
            {
                metadata.SetExact("labels", new KopsSpec { { label, clusterName } });
                added = true;
            }

            metadata.SetExact(key, value);
        }

        metadata.AddMissing("labels", new KopsSpec { { label, clusterName } });
    }

    private async Task<KopsSpec?> ManifestAsync(string path, CancellationToken cancellationToken) =>
        await BytesAsync(path, cancellationToken).ConfigureAwait(false) is { } bytes ? KopsYaml.Read(bytes, Source(path)) : null;

    private async Task<string?> TextAsync(string path, CancellationToken cancellationToken) =>
        await BytesAsync(path, cancellationToken).ConfigureAwait(false) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private async Task<byte[]?> BytesAsync(string path, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    private string Source(string path) => $"{_store.Location.Url}/{path}";

    /// <summary>A name that would leave the store's folder can't be a cluster's.</summary>
    private static bool IsName(string name) =>
        name is not ("." or "..") && name.AsSpan().IndexOfAny('/', '\\', ':') < 0 && !name.Contains('\0', StringComparison.Ordinal);
}

using NuGet.Versioning;

namespace KopsPS.Engine.Binaries;

/// <summary>
/// Downloads kops and kubectl, proves that they are what was published, and puts them in their place in one move: until
/// then, and after any failure, what was there before is as it was.
/// </summary>
public sealed class BinaryInstaller
{
    private readonly HostEnvironment _environment;
    private readonly IFeedback _feedback;
    private readonly ReleaseOptions _options;

    /// <summary>Creates an installer.</summary>
    public BinaryInstaller(HostEnvironment environment, IFeedback feedback)
        : this(environment, feedback, new ReleaseOptions())
    {
    }

    internal BinaryInstaller(HostEnvironment environment, IFeedback feedback, ReleaseOptions options)
    {
        _environment = environment;
        _feedback = feedback;
        _options = options;
    }

    /// <summary>Decides what a request means; asks for the list of releases only where no version is named.</summary>
    /// <exception cref="KopsException"><c>KopsBinaryVersionInvalid</c>, <c>KopsMirrorInvalid</c>, <c>KopsMirrorInsecure</c>, <c>KopsReleaseListUnavailable</c>.</exception>
    public async Task<BinaryPlan> PlanAsync(BinaryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var native = BinaryPlatform.NativeFor(request.Name);
        var platform = native with { Architecture = request.Architecture ?? native.Architecture };
        var source = request.Mirror is null
            ? ReleaseSource.Official(_options.Sites)
            : ReleaseSource.Mirror(request.Mirror, request.AllowInsecureMirror);
        IReadOnlyList<SemanticVersion>? releases = null;
        SemanticVersion version;
        if (request.Version is null or { Length: 0 } || IsNewest(request.Version))
        {
            releases = await ListAsync(request.Name, source, platform, cancellationToken);
            version = releases.FirstOrDefault(release => !release.IsPrerelease)
                ?? throw Faults.ReleaseListUnavailable(request.Name, source.Root, null);
            _feedback.Verbose($"The newest released {request.Name} is {version.ToNormalizedString()}.");
        }
        else
        {
            version = BinaryVersion.Parse(request.Version);
        }

        var path = request.Destination is { } folder
            ? Path.Combine(Path.GetFullPath(folder), request.Name + platform.Extension)
            : BinaryStore.Of(request.Scope, _environment).PathOf(request.Name, version, platform.Architecture);
        return new BinaryPlan(request, version, platform, path, source, releases);
    }

    /// <summary>The versions that the official sites or a mirror offer, the newest first.</summary>
    /// <exception cref="KopsException"><c>KopsReleaseListUnavailable</c>, <c>KopsMirrorInvalid</c>, <c>KopsMirrorInsecure</c>.</exception>
    public async Task<IReadOnlyList<KopsBinaryRelease>> ListAvailableAsync(
        string name, string? mirror, bool allowInsecureMirror, CancellationToken cancellationToken)
    {
        var source = mirror is null ? ReleaseSource.Official(_options.Sites) : ReleaseSource.Mirror(mirror, allowInsecureMirror);
        var releases = await ListAsync(name, source, BinaryPlatform.NativeFor(name), cancellationToken);
        var newest = SupportPolicy.Newest(releases);
        return
        [
            .. releases.Select(version => new KopsBinaryRelease
            {
                Name = name,
                Version = version.ToNormalizedString(),
                Supported = SupportPolicy.IsSupported(name, version, newest),
                Prerelease = version.IsPrerelease,
                Installed = BinaryStore.Find(_environment, name, version.ToNormalizedString()) is not null,
            }),
        ];
    }

    /// <summary>Carries a plan out; a verified binary that is there already is left as it is.</summary>
    /// <exception cref="KopsException">The faults of the section "Binaries" in <see cref="Faults"/>.</exception>
    public async Task<KopsBinary> InstallAsync(BinaryPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var client = new ReleaseClient(_environment, _options, plan.Request.AllowInsecureMirror, _feedback);
        if (await FindInstalledAsync(plan, client, cancellationToken) is { } before)
        {
            Warn(plan, plan.Releases ?? []);
            return before;
        }

        // Wanted for a warning and for naming the nearest versions; it must not cost time of its own.
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var releases = plan.Releases is { } known ? Task.FromResult(known) : TryListAsync(plan, enough.Token);
        try
        {
            var installed = await InstallLockedAsync(plan, client, releases, cancellationToken);
            enough.CancelAfter(_options.ListLimit);
            Warn(plan, await releases);
            return installed;
        }
        finally
        {
            await enough.CancelAsync();
            await ((Task)releases).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsNewest(string version) =>
        version.Equals("Latest", StringComparison.OrdinalIgnoreCase) || version.Equals("Stable", StringComparison.OrdinalIgnoreCase);

    private async Task<IReadOnlyList<SemanticVersion>> ListAsync(
        string name, ReleaseSource source, BinaryPlatform platform, CancellationToken cancellationToken)
    {
        using var client = new ReleaseClient(_environment, _options, source.AllowInsecure, _feedback);
        return await new ReleaseList(client, source, _feedback).ReadAsync(name, platform, cancellationToken);
    }

    private async Task<IReadOnlyList<SemanticVersion>> TryListAsync(BinaryPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(plan.Request.Name, plan.Source, plan.Platform, cancellationToken);
        }
        catch (Exception fault) when (fault is KopsException or OperationCanceledException)
        {
            _feedback.Debug($"The list of releases is not known: {fault.Message}");
            return [];
        }
    }

    /// <summary>The binary if it is in its place, and is what was published.</summary>
    private async Task<KopsBinary?> FindInstalledAsync(BinaryPlan plan, ReleaseClient client, CancellationToken cancellationToken)
    {
        if (plan.Request.Force || !File.Exists(plan.Path))
        {
            return null;
        }

        // A folder of somebody else's has no note of ours; there the published checksum says whether it is this version.
        var expected = plan.Request.Sha256?.ToLowerInvariant();
        if (plan.Request.Destination is null)
        {
            var noted = BinaryStore.Of(plan.Request.Scope, _environment).Find(plan.Request.Name, plan.Version, plan.Platform.Architecture)?.Sha256;
            if (noted is null || (expected is not null && expected != noted))
            {
                return null;
            }

            expected = noted;
        }

        if (expected is null)
        {
            await foreach (var candidate in new ReleaseCandidates(client, _feedback).ReadAsync(plan, cancellationToken))
            {
                expected = candidate.Digest;
                break;
            }
        }

        var actual = await FileDigest.ComputeAsync(plan.Path, cancellationToken);
        if (actual != expected)
        {
            if (plan.Request.Destination is null && actual is not null)
            {
                _feedback.Warning($"{plan.Path} has been changed since it was installed; it is replaced.");
            }

            return null;
        }

        _feedback.Verbose($"{plan.Title} is installed and verified already: {plan.Path}.");
        return plan.ToBinary("SHA-256", expected);
    }

    private async Task<KopsBinary> InstallLockedAsync(
        BinaryPlan plan, ReleaseClient client, Task<IReadOnlyList<SemanticVersion>> releases, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(plan.Path)!;
        try
        {
            Directory.CreateDirectory(folder);
            using var held = await InstallLock.AcquireAsync(
                Path.Combine(folder, $".{Path.GetFileName(plan.Path)}.lock"),
                () => _feedback.Verbose($"Another installer is at work on {plan.Path}; waiting for it."),
                cancellationToken);
            TemporaryFile.RemoveLeftBehind(plan.Path);
            return await FindInstalledAsync(plan, client, cancellationToken)
                ?? await DownloadAsync(plan, client, releases, cancellationToken);
        }
        catch (StorageFault fault)
        {
            throw StorageFault.ToKops(fault.InnerException!, plan.Path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StorageFault.ToKops(fault, plan.Path);
        }
        finally
        {
            BinaryPlacement.RemoveEmptyFolders(plan, folder);
        }
    }

    private async Task<KopsBinary> DownloadAsync(
        BinaryPlan plan, ReleaseClient client, Task<IReadOnlyList<SemanticVersion>> releases, CancellationToken cancellationToken)
    {
        KopsException? failure = null;
        TransferFault? missing = null;
        string? unreachable = null;
        await foreach (var candidate in new ReleaseCandidates(client, _feedback).ReadAsync(plan, cancellationToken))
        {
            if (candidate.Address.Authority == unreachable && !candidate.Address.IsFile)
            {
                continue;
            }

            try
            {
                return await DownloadAsync(plan, client, candidate, cancellationToken);
            }
            catch (TransferFault fault) when (fault.IsNotFound)
            {
                missing = fault;
            }
            catch (TransferFault fault)
            {
                failure = Faults.BinaryDownloadFailed(plan.Request.Name, plan.VersionText, ReleaseClient.Shown(candidate.Address), fault.Kind, fault);
                unreachable = fault.Status is null ? candidate.Address.Authority : unreachable;
                _feedback.Verbose(failure.Message);
            }
        }

        throw failure ?? await NotFoundAsync(plan, releases, missing, cancellationToken);
    }

    /// <summary>Says why no source has the file: the version does not exist, or this platform's file is not offered.</summary>
    private async Task<KopsException> NotFoundAsync(
        BinaryPlan plan, Task<IReadOnlyList<SemanticVersion>> releases, Exception? missing, CancellationToken cancellationToken)
    {
        IReadOnlyList<SemanticVersion> offered = [];
        try
        {
            offered = await releases.WaitAsync(_options.ListLimit, cancellationToken);
        }
        catch (TimeoutException)
        {
            _feedback.Debug("The list of releases did not come in time.");
        }

        // For kubectl the list has only the newest patch of each minor.
        var known = offered.Contains(plan.Version)
            || (plan.Request.Name == "kubectl" && offered.Any(version => version.Minor == plan.Version.Minor && version.Patch > plan.Version.Patch));
        return offered.Count > 0 && !known
            ? Faults.BinaryVersionNotFound(plan.Request.Name, plan.VersionText, BinaryVersion.Nearest(plan.Version, offered), missing)
            : Faults.BinaryNotPublished(
                plan.Request.Name, plan.VersionText, plan.Platform.ToString(), ReleaseCandidates.Addresses(plan).Select(ReleaseClient.Shown), missing);
    }

    private async Task<KopsBinary> DownloadAsync(
        BinaryPlan plan, ReleaseClient client, ReleaseCandidate candidate, CancellationToken cancellationToken)
    {
        var shown = ReleaseClient.Shown(candidate.Address);
        _feedback.Verbose($"Downloading {plan.Title} for {plan.Platform} from {shown}.");
        var temporary = TemporaryFile.NameBeside(plan.Path);
        var progress = new TransferProgress(_feedback, $"Installing {plan.Title}", TimeProvider.System);
        try
        {
            string actual;
            await using (var file = _options.CreateFile(temporary))
            {
                using var download = new Download(client, candidate.Address, file, progress);
                actual = await download.RunAsync(cancellationToken);
                if (actual != candidate.Digest && download.WasResumed)
                {
                    // The parts may be of two different files.
                    _feedback.Verbose("What came in several parts does not fit the checksum; downloading it once more as a whole.");
                    await download.RestartAsync();
                    actual = await download.RunAsync(cancellationToken);
                }

                await BinaryPlacement.FlushAsync(file, cancellationToken);
            }

            if (actual != candidate.Digest)
            {
                throw Faults.BinaryDigestMismatch(plan.Request.Name, plan.VersionText, shown, candidate.Digest, actual);
            }

            await BinaryPlacement.PlaceAsync(plan, temporary, actual, cancellationToken);
            _feedback.Verbose($"Verified SHA-256 {actual} and placed {plan.Path}.");
            return plan.ToBinary("SHA-256", actual);
        }
        finally
        {
            TemporaryFile.Remove(temporary);
            progress.Complete();
        }
    }

    private void Warn(BinaryPlan plan, IReadOnlyList<SemanticVersion> releases)
    {
        if (SupportPolicy.SupportWarning(plan.Request.Name, plan.Version, SupportPolicy.Newest(releases)) is { } support)
        {
            _feedback.Warning(support);
        }

        if (plan.Request.Name != "kubectl")
        {
            return;
        }

        var (kubernetes, whose) = BinaryVersion.TryParse(plan.Request.KubernetesVersion, out var cluster)
            ? (cluster, $"the cluster's Kubernetes {cluster.ToNormalizedString()}")
            : BinaryStore.All(_environment).SelectMany(store => store.List("kops")).Select(kops => BinaryVersion.Parse(kops.Version)).Max() is { } newest
                ? (newest, $"the Kubernetes that the installed kops {newest.ToNormalizedString()} makes")
                : (null, "");
        if (kubernetes is not null && SupportPolicy.SkewWarning(plan.Version, kubernetes, whose) is { } skew)
        {
            _feedback.Warning(skew);
        }
    }
}

using System.Text.Json;
using NuGet.Versioning;

namespace KopsPS.Engine.Binaries;

/// <summary>
/// The versions that a source offers, the newest first. kops: the list of its releases on GitHub, since its channels name new
/// versions weeks later. kubectl: the newest patch of each of the last minors, from <c>stable.txt</c> and
/// <c>stable-1.36.txt</c>. A mirror that is a folder is looked through; another one may answer as the official sites do,
/// or have a <c>stable.txt</c>.
/// </summary>
internal sealed class ReleaseList(ReleaseClient client, ReleaseSource source, IFeedback feedback)
{
    private const int MaximumListLength = 32 << 20;
    private const int MaximumPages = 5;
    private const int Minors = 10;

    /// <summary>Lists the versions, pre-releases too.</summary>
    /// <exception cref="KopsException"><c>KopsReleaseListUnavailable</c>.</exception>
    public async Task<IReadOnlyList<SemanticVersion>> ReadAsync(string name, BinaryPlatform platform, CancellationToken cancellationToken)
    {
        try
        {
            var versions = source switch
            {
                { IsFolder: true } => Task.FromResult(source.TemplatesOf(name).SelectMany(template => template.VersionsOnDisk(name, platform))),
                { IsMirror: true } => ReadMirrorAsync(name, cancellationToken),
                _ when name == "kops" => ReadGitHubAsync(source.Sites!, cancellationToken),
                _ => ReadKubernetesAsync(source.Sites!.Kubernetes + "/release", cancellationToken),
            };
            List<SemanticVersion> sorted = [.. (await versions).Distinct().OrderDescending()];
            return sorted.Count > 0 ? sorted : throw new TransferFault("it has none for this platform.");
        }
        catch (Exception fault) when (fault is TransferFault or JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw Faults.ReleaseListUnavailable(name, Shown(), fault);
        }
    }

    private string Shown() => Uri.TryCreate(source.Root, UriKind.Absolute, out var address) ? ReleaseClient.Shown(address) : source.Root;

    private async Task<IEnumerable<SemanticVersion>> ReadMirrorAsync(string name, CancellationToken cancellationToken)
    {
        if (name == "kubectl")
        {
            try
            {
                return await ReadKubernetesAsync(source.Root + "/release", cancellationToken);
            }
            catch (TransferFault fault) when (fault.IsNotFound)
            {
                return await ReadKubernetesAsync(source.Root, cancellationToken);
            }
        }

        try
        {
            return await ReadReleasesAsync(source.Root, cancellationToken);
        }
        catch (Exception fault) when (fault is TransferFault { IsNotFound: true } or JsonException)
        {
            return [await ReadVersionAsync(source.Root + "/stable.txt", cancellationToken)];
        }
    }

    private async Task<IEnumerable<SemanticVersion>> ReadGitHubAsync(ReleaseSites sites, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadReleasesAsync(sites.GitHubApi, cancellationToken);
        }
        catch (TransferFault fault)
        {
            // GitHub's API answers a whole company's address only sixty times an hour; its web site does not count.
            feedback.Verbose($"GitHub's list of releases: {fault.Message} Asking its web site for the newest one.");
            var newest = await client.RedirectOfAsync(new Uri(sites.GitHub + "/kubernetes/kops/releases/latest"), cancellationToken);
            return BinaryVersion.TryParse(newest?.Segments[^1], out var version) ? [version] : throw new TransferFault(fault.Message, fault);
        }
    }

    private async Task<IEnumerable<SemanticVersion>> ReadReleasesAsync(string api, CancellationToken cancellationToken)
    {
        const int PageLength = 100;
        List<SemanticVersion> versions = [];
        for (var page = 1; page <= MaximumPages; page++)
        {
            var address = new Uri($"{api}/repos/kubernetes/kops/releases?per_page={PageLength}&page={page}");
            using var releases = JsonDocument.Parse(await client.ReadTextAsync(address, MaximumListLength, cancellationToken));
            versions.AddRange(releases.RootElement.EnumerateArray()
                .Where(release => !(release.TryGetProperty("draft", out var draft) && draft.ValueKind == JsonValueKind.True))
                .Select(release => BinaryVersion.TryParse(release.GetProperty("tag_name").GetString(), out var version) ? version : null)
                .OfType<SemanticVersion>());
            if (releases.RootElement.GetArrayLength() < PageLength)
            {
                break;
            }
        }

        return versions;
    }

    private async Task<IEnumerable<SemanticVersion>> ReadKubernetesAsync(string root, CancellationToken cancellationToken)
    {
        var newest = await ReadVersionAsync(root + "/stable.txt", cancellationToken);
        var older = await Task.WhenAll(Enumerable.Range(1, Math.Min(Minors - 1, newest.Minor)).Select(async back =>
        {
            try
            {
                return await ReadVersionAsync($"{root}/stable-{newest.Major}.{newest.Minor - back}.txt", cancellationToken);
            }
            catch (TransferFault)
            {
                // A mirror need not have all.
                return null;
            }
        }));
        return older.OfType<SemanticVersion>().Append(newest);
    }

    private async Task<SemanticVersion> ReadVersionAsync(string address, CancellationToken cancellationToken)
    {
        var text = await client.ReadTextAsync(new Uri(address), Checksum.MaximumLength, cancellationToken);
        return BinaryVersion.TryParse(text, out var version) ? version : throw new TransferFault($"{ReleaseClient.Shown(new Uri(address))} has no version.");
    }
}

using System.Text;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Identity;

/// <summary>
/// The shared credentials file of the AWS SDKs: profiles are added and removed, everything else in it stays as it is. Changed by a
/// new file that takes the old one's place, readable by its owner alone.
/// </summary>
internal sealed partial class CredentialsFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Mark = "# Made by KopsPS: ";

    private readonly IdentityPace _pace;

    /// <summary>Names the file; reads nothing yet.</summary>
    public CredentialsFile(HostEnvironment environment, IdentityPace pace)
    {
        _pace = pace;
        var path = Path.GetFullPath(environment["AWS_SHARED_CREDENTIALS_FILE"] ?? System.IO.Path.Combine(environment.HomeDirectory, ".aws", "credentials"));
        // A link stays a link: what it leads to is replaced.
        FilePath = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
    }

    /// <summary>Where it is.</summary>
    public string FilePath { get; }

    /// <summary>Refuses a name that would break the file.</summary>
    /// <exception cref="KopsException"><c>KopsProfileNameInvalid</c>.</exception>
    public static void CheckName(string profile)
    {
        if (!ProfileName().IsMatch(profile))
        {
            throw Faults.ProfileNameInvalid(profile);
        }
    }

    /// <summary>Whether a profile is in it, and its access key id.</summary>
    public async Task<(bool Exists, string? AccessKeyId)> FindAsync(string profile, CancellationToken cancellationToken)
    {
        try
        {
            var section = Sections(await ReadAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(one => one.Name == profile);
            return (section is not null, section?.AccessKeyId);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.ProfileNotStored(profile, FilePath, fault);
        }
    }

    /// <summary>Adds or replaces a profile.</summary>
    /// <exception cref="KopsException"><c>KopsProfileExists</c>, <c>KopsProfileNotStored</c>.</exception>
    public Task StoreAsync(string profile, string accessKeyId, string secretAccessKey, string identity, bool replace, CancellationToken cancellationToken) => ChangeAsync(
        profile,
        lines =>
        {
            string[] content = [$"[{profile}]", $"{Mark}{identity}", $"aws_access_key_id = {accessKeyId}", $"aws_secret_access_key = {secretAccessKey}"];
            var section = Sections(lines).FirstOrDefault(one => one.Name == profile);
            if (section is null)
            {
                var gap = lines.Count > 0 && lines[^1].Trim().Length > 0 ? new[] { "" } : [];
                return [.. lines, .. gap, .. content];
            }

            // Keys of another kind would win over, or be mixed with, the new ones.
            var kept = section.Body(lines).Where(line => !KeyLine().IsMatch(line) && !line.StartsWith(Mark, StringComparison.Ordinal));
            return replace
                ? [.. lines.Take(section.Start), .. content, .. kept, .. lines.Skip(section.End)]
                : throw Faults.ProfileExists(profile, FilePath);
        },
        cancellationToken);

    /// <summary>Removes the profiles that KopsPS stored with these keys.</summary>
    /// <returns>Their names.</returns>
    public async Task<IReadOnlyList<string>> ForgetAsync(IReadOnlyCollection<string> accessKeyIds, CancellationToken cancellationToken)
    {
        var gone = await FindStoredAsync(accessKeyIds, cancellationToken).ConfigureAwait(false);
        if (gone.Count > 0)
        {
            await ChangeAsync(
                gone[0],
                lines =>
                {
                    var sections = Sections(lines).Where(section => section.IsOurs(lines) && section.AccessKeyId is { } id && accessKeyIds.Contains(id)).ToArray();
                    return [.. lines.Where((_, i) => !sections.Any(section => i >= section.Start && i < section.End))];
                },
                cancellationToken).ConfigureAwait(false);
        }

        return gone;
    }

    /// <summary>Names of the profiles that KopsPS stored with these keys.</summary>
    public async Task<IReadOnlyList<string>> FindStoredAsync(IReadOnlyCollection<string> accessKeyIds, CancellationToken cancellationToken)
    {
        try
        {
            var lines = await ReadAsync(cancellationToken).ConfigureAwait(false);
            return [.. Sections(lines).Where(section => section.IsOurs(lines) && section.AccessKeyId is { } id && accessKeyIds.Contains(id)).Select(section => section.Name)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What cannot be read was not stored by us, or cannot be changed now.
            return [];
        }
    }

    private async Task ChangeAsync(string profile, Func<IReadOnlyList<string>, IReadOnlyList<string>> change, CancellationToken cancellationToken)
    {
        try
        {
            var folder = Path.GetDirectoryName(FilePath)!;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            }

            await using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
            var before = await ReadAsync(cancellationToken).ConfigureAwait(false);
            var fresh = $"{FilePath}.{Guid.NewGuid():N}.tmp";
            try
            {
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = OwnerOnly;
                }

                var text = string.Concat(change(before).Select(line => line + "\n"));
                await using (var writer = new StreamWriter(fresh, new UTF8Encoding(false), options))
                {
                    await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
                }

                File.Move(fresh, FilePath, overwrite: true);
            }
            finally
            {
                File.Delete(fresh);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.ProfileNotStored(profile, FilePath, fault);
        }
    }

    private async Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken) =>
        File.Exists(FilePath) ? await File.ReadAllLinesAsync(FilePath, cancellationToken).ConfigureAwait(false) : [];

    /// <summary>Two that store at once wait for each other. The file of the lock goes with its holder.</summary>
    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        FileStream? held = null;
        var fault = await _pace.UntilAsync(
            () =>
            {
                try
                {
                    held = new FileStream(FilePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                    return Task.FromResult<Exception?>(null);
                }
                catch (IOException busy) when (Directory.Exists(Path.GetDirectoryName(FilePath)))
                {
                    return Task.FromResult<Exception?>(busy);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return held ?? throw fault!;
    }

    private static List<Section> Sections(IReadOnlyList<string> lines)
    {
        var sections = new List<Section>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (Header().Match(lines[i]) is { Success: true } match)
            {
                if (sections.Count > 0)
                {
                    sections[^1].End = i;
                }

                sections.Add(new Section(match.Groups[1].Value, i) { End = lines.Count });
            }
            else if (sections.Count > 0 && AccessKeyLine().Match(lines[i]) is { Success: true } key)
            {
                sections[^1].AccessKeyId = key.Groups[1].Value;
            }
        }

        return sections;
    }

    [GeneratedRegex(@"^\s*\[\s*([^\]]+?)\s*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"^\s*aws_access_key_id\s*=\s*(\S+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AccessKeyLine();

    [GeneratedRegex(@"^\s*(aws_access_key_id|aws_secret_access_key|aws_session_token|role_arn|source_profile|credential_source|credential_process|sso_\w+|web_identity_token_file|mfa_serial)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"^[A-Za-z0-9_./@+:=,-]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex ProfileName();

    private sealed class Section(string name, int start)
    {
        public string Name => name;

        public int Start => start;

        public int End { get; set; }

        public string? AccessKeyId { get; set; }

        public IEnumerable<string> Body(IReadOnlyList<string> lines) => lines.Skip(start + 1).Take(End - start - 1);

        public bool IsOurs(IReadOnlyList<string> lines) => Body(lines).Any(line => line.StartsWith(Mark, StringComparison.Ordinal));
    }
}

using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text;
using System.Text.RegularExpressions;
using KopsPS.Engine.Binaries;
using NuGet.Versioning;

namespace KopsPS.Engine.Processes;

/// <summary>
/// Finds kops: the path that the call or the session names, the module's own binaries, PATH. What is found must answer
/// <c>kops version</c> once; the answer is remembered for as long as the file stays the same.
/// </summary>
public sealed partial class KopsLocator
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    // A fact about a file, not state of a session: any runspace may know it.
    private static readonly ConcurrentDictionary<(string Path, DateTime Written, long Length), SemanticVersion> Known = new();

    private readonly HostEnvironment _environment;

    /// <summary>Creates a locator for a session.</summary>
    public KopsLocator(HostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = environment;
    }

    /// <summary>Finds kops and its version.</summary>
    /// <param name="kopsPath">Path that the call or the session names, or null; a folder stands for the kops in it.</param>
    /// <param name="wantedVersion">Version that last wrote the cluster, where known; preferred among the module's own binaries.</param>
    /// <param name="cancellationToken">Ends the question for the version.</param>
    /// <exception cref="KopsException"><c>KopsNotFound</c>, <c>KopsNotExecutable</c> or <c>KopsBinaryInvalid</c>.</exception>
    public async Task<KopsExecutable> FindAsync(string? kopsPath, string? wantedVersion, CancellationToken cancellationToken)
    {
        var (path, source) = Locate(kopsPath, wantedVersion);
        var file = new FileInfo(path);
        var key = (path, file.LastWriteTimeUtc, file.Length);
        if (!Known.TryGetValue(key, out var version))
        {
            version = await AskVersionAsync(path, cancellationToken).ConfigureAwait(false);
            Known[key] = version;
        }

        return new KopsExecutable(path, version, source);
    }

    /// <summary>Reads the answer of <c>kops version</c>: <c>Client version: 1.36.2</c>, <c>Client version: 1.30.1 (git-v1.30.1)</c>, or <c>--short</c>'s bare number.</summary>
    internal static SemanticVersion? ReadVersion(string stdout) =>
        VersionLine().Match(stdout) is { Success: true } match && SemanticVersion.TryParse(match.Groups[1].Value, out var version) ? version : null;

    private (string Path, string Source) Locate(string? kopsPath, string? wantedVersion)
    {
        if (kopsPath is not null)
        {
            var path = Path.GetFullPath(Directory.Exists(kopsPath) ? Path.Combine(kopsPath, FileName) : kopsPath);
            if (!File.Exists(path))
            {
                throw Faults.KopsNotFound(path);
            }

            return IsExecutable(path) ? (path, "-KopsPath") : throw Faults.KopsNotExecutable(path);
        }

        if (OwnBinary(wantedVersion) is { } own)
        {
            return IsExecutable(own) ? (own, "Install-KopsBinary") : throw Faults.KopsNotExecutable(own);
        }

        string? notExecutable = null;
        foreach (var candidate in OnPath())
        {
            if (IsExecutable(candidate))
            {
                return (candidate, "PATH");
            }

            notExecutable ??= candidate;
        }

        throw notExecutable is null ? Faults.KopsNotFound(null) : Faults.KopsNotExecutable(notExecutable);
    }

    private string? OwnBinary(string? wantedVersion)
    {
        if (wantedVersion is not null && BinaryStore.Find(_environment, "kops", wantedVersion) is { } wanted)
        {
            return wanted.Path;
        }

        return BinaryStore.All(_environment).SelectMany(store => store.List("kops"))
            .Where(binary => binary.Architecture == BinaryPlatform.Current.Architecture)
            .OrderByDescending(binary => SemanticVersion.TryParse(binary.Version, out var version) ? version : new SemanticVersion(0, 0, 0))
            .FirstOrDefault()?.Path;
    }

    /// <summary>On Windows kops.exe only: what PATHEXT would find too, a .cmd or .bat, passes its arguments through a shell that takes them apart.</summary>
    private IEnumerable<string> OnPath() =>
        (_environment["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => folder.Trim('"'))
            .Where(Path.IsPathFullyQualified) // "." and the like would run what lies in whatever folder one stands in.
            .Select(folder => Path.Combine(folder, FileName))
            .Where(File.Exists);

    private async Task<SemanticVersion> AskVersionAsync(string path, CancellationToken cancellationToken)
    {
        var stdout = new List<byte>();
        var home = Directory.CreateTempSubdirectory("kopsps-");
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(AnswerLimit);
            var variables = KopsEnvironment.Build(
                new KopsSettings { Environment = _environment }, null, null, home.FullName, Path.Combine(home.FullName, "kubeconfig"), new Dictionary<string, string>());
            await ChildProcess.RunAsync(
                path, ["version"], variables, Take(stdout), Take(null), TimeSpan.FromSeconds(1), limit.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return ReadVersion(Encoding.UTF8.GetString([.. stdout])) ?? throw Faults.KopsBinaryInvalid(path, null);
        }
        catch (Win32Exception fault)
        {
            throw Faults.KopsBinaryInvalid(path, fault);
        }
        finally
        {
            home.Delete(true);
        }
    }

    private static Func<ReadOnlyMemory<byte>, ValueTask> Take(List<byte>? kept) => bytes =>
    {
        // A program that is not kops may say anything, for ever.
        if (kept is { Count: < 64 * 1024 })
        {
            kept.AddRange(bytes.Span);
        }

        return ValueTask.CompletedTask;
    };

    private static string FileName => OperatingSystem.IsWindows() ? "kops.exe" : "kops";

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    [GeneratedRegex(@"^(?:Client version: |Version )?v?(\d+\.\d+\.\d+[\w.+-]*)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex VersionLine();
}

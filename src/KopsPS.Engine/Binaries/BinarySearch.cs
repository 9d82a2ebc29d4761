using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;

namespace KopsPS.Engine.Binaries;

/// <summary>Finds the kops and kubectl of this machine: the module's own, and those on the search path.</summary>
/// <param name="environment">The session's environment.</param>
/// <param name="feedback">Where to report to.</param>
public sealed class BinarySearch(HostEnvironment environment, IFeedback feedback)
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The binaries by name, the module's own first (the newest first), then those on the search path in its order. The
    /// module's own are read and compared with their digests, others are asked for their version.
    /// </summary>
    public async Task<IReadOnlyList<KopsBinary>> FindAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        List<Task<KopsBinary>> found = [];
        foreach (var name in names)
        {
            var stored = BinaryStore.All(environment).SelectMany(store => store.List(name)).ToList();
            var newest = SupportPolicy.Newest(stored.Select(binary => BinaryVersion.Parse(binary.Version)));
            found.AddRange(stored.Select(binary => DescribeAsync(binary, newest, cancellationToken)));
            var own = stored.Select(binary => binary.Path).ToHashSet(PathComparer);
            found.AddRange(OnPath(name).Where(path => !own.Contains(path)).Select(path => ProbeAsync(name, path, newest, cancellationToken)));
        }

        return await Task.WhenAll(found);
    }

    private static StringComparer PathComparer => OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    private static async Task<KopsBinary> DescribeAsync(StoredBinary binary, NuGet.Versioning.SemanticVersion newest, CancellationToken cancellationToken) => new()
    {
        Name = binary.Name,
        Version = binary.Version,
        Verified = binary.Sha256 is null ? "No" : await binary.IsVerifiedAsync(cancellationToken) ? "SHA-256" : "Changed",
        Path = binary.Path,
        Source = KopsBinarySource.Module,
        Scope = binary.Scope,
        Architecture = binary.Architecture,
        Sha256 = binary.Sha256,
        Supported = SupportPolicy.IsSupported(binary.Name, BinaryVersion.Parse(binary.Version), newest),
    };

    private static string? ReadVersion(string name, string output)
    {
        try
        {
            // Bare with --short; a wrapper may leave that out and get "Client version: 1.36.2".
            return name == "kops"
                ? output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => BinaryVersion.TryParse(word, out _))
                : JsonSerializer.Deserialize<JsonElement>(output).GetProperty("clientVersion").GetProperty("gitVersion").GetString();
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);

    private IEnumerable<string> OnPath(string name)
    {
        // On Windows also the launchers that package managers make.
        string[] files = OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd"] : [name];
        return (environment["PATH"] ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => files.Select(file => Path.Combine(folder.Trim('"'), file)))
            .Where(IsExecutable)
            .Distinct(PathComparer);
    }

    private async Task<KopsBinary> ProbeAsync(string name, string path, NuGet.Versioning.SemanticVersion newest, CancellationToken cancellationToken)
    {
        string[] arguments = name == "kops" ? ["version", "--short"] : ["version", "--client=true", "--output=json"];
        NuGet.Versioning.SemanticVersion? version = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ProbeLimit);
        try
        {
            var run = await Cli.Wrap(path).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(limit.Token);
            if (!BinaryVersion.TryParse(ReadVersion(name, run.StandardOutput), out version))
            {
                feedback.Verbose($"{path} did not say which version it is (exit code {run.ExitCode}).");
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or System.ComponentModel.Win32Exception or InvalidOperationException
            && !cancellationToken.IsCancellationRequested)
        {
            feedback.Verbose($"{path} could not be asked for its version: {fault.Message}");
        }

        return new KopsBinary
        {
            Name = name,
            Version = version?.ToNormalizedString(),
            Verified = "No",
            Path = path,
            Source = KopsBinarySource.Path,
            Supported = version is null ? null : SupportPolicy.IsSupported(name, version, newest),
        };
    }
}

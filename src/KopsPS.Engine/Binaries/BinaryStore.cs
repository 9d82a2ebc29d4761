using NuGet.Versioning;

namespace KopsPS.Engine.Binaries;

/// <summary>
/// The folder in which versions of kops and kubectl lie side by side: <c>kops/1.36.2/kops</c>, beside it the digest that
/// was published for it in the form that <c>sha256sum -c</c> reads. A binary for another processor than this
/// machine's lies one folder deeper, so that nobody starts it by mistake.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="scope">For whom it is.</param>
public sealed class BinaryStore(string root, KopsBinaryScope scope)
{
    private const string DigestExtension = ".sha256";
    private static readonly string[] Architectures = ["amd64", "arm64"];

    /// <summary>The names that are kept.</summary>
    public static IReadOnlyList<string> Names { get; } = ["kops", "kubectl"];

    /// <summary>The folder.</summary>
    public string Root => root;

    /// <summary>For whom it is.</summary>
    public KopsBinaryScope Scope => scope;

    /// <summary>The store of a scope.</summary>
    public static BinaryStore Of(KopsBinaryScope scope, HostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var data = scope switch
        {
            // Not ProgramData: every user may write there, and what administrators run must not lie in such a place.
            KopsBinaryScope.AllUsers when OperatingSystem.IsWindows() => environment["ProgramFiles"] ?? @"C:\Program Files",
            KopsBinaryScope.AllUsers => "/usr/local/share",
            _ when OperatingSystem.IsWindows() => environment["LOCALAPPDATA"] ?? Path.Combine(environment.HomeDirectory, "AppData", "Local"),
            _ => environment["XDG_DATA_HOME"] is { } home && Path.IsPathFullyQualified(home)
                ? home
                : Path.Combine(environment.HomeDirectory, ".local", "share"),
        };
        return new BinaryStore(Path.Combine(data, "KopsPS", "bin"), scope);
    }

    /// <summary>The user's store, then everybody's.</summary>
    public static IReadOnlyList<BinaryStore> All(HostEnvironment environment) =>
        [Of(KopsBinaryScope.CurrentUser, environment), Of(KopsBinaryScope.AllUsers, environment)];

    /// <summary>A version for this machine's processor from the user's store, else from everybody's; null where neither has it.</summary>
    public static StoredBinary? Find(HostEnvironment environment, string name, string version) =>
        All(environment).Select(store => store.Find(name, version)).FirstOrDefault(found => found is not null);

    /// <summary>A version for this machine's processor, or null.</summary>
    /// <param name="name"><c>kops</c> or <c>kubectl</c>.</param>
    /// <param name="version">Version, with or without a leading <c>v</c>.</param>
    public StoredBinary? Find(string name, string version) =>
        BinaryVersion.TryParse(version, out var parsed) ? Find(name, parsed, BinaryPlatform.NativeFor(name).Architecture) : null;

    /// <summary>A version for a processor, or null.</summary>
    internal StoredBinary? Find(string name, SemanticVersion version, string architecture)
    {
        var path = PathOf(name, version, architecture);
        return File.Exists(path)
            ? new StoredBinary(name, version.ToNormalizedString(), architecture, scope, path, ReadDigest(path))
            : null;
    }

    /// <summary>What the store has, by name, the newest version first. An absent store has nothing.</summary>
    public IReadOnlyList<StoredBinary> List(string? name = null) =>
    [
        .. from known in Names
           where name is null || string.Equals(known, name, StringComparison.OrdinalIgnoreCase)
           let folder = Path.Combine(root, known)
           where Directory.Exists(folder)
           from version in Directory.EnumerateDirectories(folder)
               .Select(path => BinaryVersion.TryParse(Path.GetFileName(path), out var parsed) ? parsed : null)
               .OfType<SemanticVersion>()
               .OrderDescending()
           from architecture in Architectures
           let binary = Find(known, version, architecture)
           where binary is not null
           select binary,
    ];

    /// <summary>Where a version lies or would lie.</summary>
    internal string PathOf(string name, SemanticVersion version, string architecture)
    {
        var folder = Path.Combine(root, name, version.ToNormalizedString());
        var file = name + BinaryPlatform.Current.Extension;
        return architecture == BinaryPlatform.NativeFor(name).Architecture ? Path.Combine(folder, file) : Path.Combine(folder, architecture, file);
    }

    /// <summary>Where the digest of a binary is noted.</summary>
    internal static string DigestPathOf(string binaryPath) => binaryPath + DigestExtension;

    private static string? ReadDigest(string binaryPath)
    {
        try
        {
            return Checksum.TryParse(File.ReadAllText(DigestPathOf(binaryPath)), out var digest) ? digest : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Lifecycle;

/// <summary>The recorded runs of kops, by version and by the words of their names.</summary>
internal static class Recordings
{
    public static readonly string[] Versions = ["1.30.1", "1.36.2"];

    public static string Folder(string version, string words)
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Recordings, "kops", version))
            .Where(folder => Path.GetFileName(folder)[4..] == words)
            .Order(StringComparer.Ordinal)
            .ToArray();

        // A few runs were made twice under the same words; the first is meant.
        Assert.NotEmpty(folders);
        return folders[0];
    }

    public static string Stdout(string version, string words) => File.ReadAllText(Path.Combine(Folder(version, words), "stdout.txt"));

    public static string Stderr(string version, string words) => File.ReadAllText(Path.Combine(Folder(version, words), "stderr.txt"));

    /// <summary>All runs of a version: words of the name and folder.</summary>
    public static IEnumerable<(string Words, string Folder)> All(string version) =>
        Directory.GetDirectories(Path.Combine(Repository.Recordings, "kops", version))
            .Where(folder => File.Exists(Path.Combine(folder, "command.json")))
            .Order(StringComparer.Ordinal)
            .Select(folder => (Path.GetFileName(folder)[4..], folder));
}

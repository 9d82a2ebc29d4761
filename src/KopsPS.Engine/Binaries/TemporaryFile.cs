using System.Text.RegularExpressions;

namespace KopsPS.Engine.Binaries;

/// <summary>Files that lie beside their target until they may take its place.</summary>
internal static partial class TemporaryFile
{
    /// <summary>A new name beside a target; hidden, so that nobody takes it for the target.</summary>
    public static string NameBeside(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");

    /// <summary>Creates a file that nobody else may touch until it is complete.</summary>
    public static Stream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Removes a file that may be gone already.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It must not hide why we are here.
        }
    }

    /// <summary>
    /// Removes what killed installations of a target left beside it, in the names that <see cref="NameBeside"/> gives and no
    /// others. Call it with the target's lock held; a file that somebody has open stays.
    /// </summary>
    public static void RemoveLeftBehind(string target)
    {
        var name = Path.GetFileName(target);
        foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, $".{name}.*.tmp"))
        {
            if (!OwnName().IsMatch(Path.GetFileName(path)[(name.Length + 1)..]))
            {
                continue;
            }

            try
            {
                using var unused = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // In use, or somebody else's.
            }
        }
    }

    /// <summary>What follows the target's name: a note of a digest has one part more.</summary>
    [GeneratedRegex(@"^(?:\.sha256)?\.[a-z0-9]{8}\.[a-z0-9]{3}\.tmp\z", RegexOptions.CultureInvariant)]
    private static partial Regex OwnName();
}

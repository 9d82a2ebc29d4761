namespace KopsPS.Engine.Binaries;

/// <summary>Files that lie beside their target until they may take its place.</summary>
internal static class TemporaryFile
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
}

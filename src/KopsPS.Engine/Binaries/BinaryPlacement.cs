namespace KopsPS.Engine.Binaries;

/// <summary>Puts verified binaries in their place.</summary>
internal static class BinaryPlacement
{
    /// <summary>Waits until a file is on the disk, so that a crash can't leave a hole in it.</summary>
    public static async Task FlushAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await stream.FlushAsync(cancellationToken);
            if (stream is FileStream file)
            {
                file.Flush(flushToDisk: true);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageFault(fault);
        }
    }

    /// <summary>
    /// Puts a verified file in its place. The note of its digest goes first: a note without a binary is nothing, a binary
    /// with the note of another one counts as changed, so that no crash leaves something that passes for verified.
    /// </summary>
    public static async Task PlaceAsync(BinaryPlan plan, string temporary, string digest, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows())
        {
            // Everybody may run it, only its owner may change it.
            File.SetUnixFileMode(
                temporary,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        if (plan.Request.Destination is not null)
        {
            File.Move(temporary, plan.Path, overwrite: true);
            return;
        }

        var note = BinaryStore.DigestPathOf(plan.Path);
        var temporaryNote = TemporaryFile.NameBeside(note);
        var hadBinary = File.Exists(plan.Path);
        try
        {
            await File.WriteAllTextAsync(temporaryNote, Checksum.Format(digest, Path.GetFileName(plan.Path)), cancellationToken);
            File.Move(temporaryNote, note, overwrite: true);
            File.Move(temporary, plan.Path, overwrite: true);
        }
        finally
        {
            TemporaryFile.Remove(temporaryNote);
            if (!hadBinary && !File.Exists(plan.Path))
            {
                TemporaryFile.Remove(note);
            }
        }
    }

    /// <summary>Takes folders down again in which nothing came to lie.</summary>
    public static void RemoveEmptyFolders(BinaryPlan plan, string folder)
    {
        try
        {
            while (plan.Request.Destination is null && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
                folder = Path.GetDirectoryName(folder)!;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another installer has just put something there.
        }
    }
}

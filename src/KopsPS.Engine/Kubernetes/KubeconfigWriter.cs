using System.Globalization;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Changes a kubeconfig as kubectl does: behind the same lock file, by a new file that takes the place of the old one.
/// Whoever reads meanwhile sees the one or the other, never a half.
/// </summary>
internal static class KubeconfigWriter
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Backups that are kept.</summary>
    private const int Backups = 5;

    /// <summary>Changes the file, which need not exist, and keeps the old one.</summary>
    /// <returns>The backup's path; null where there was no file, or nothing changed.</returns>
    /// <exception cref="KopsException"><c>KubeconfigLocked</c>, <c>KubeconfigNotWritable</c>, and what <paramref name="change"/> throws.</exception>
    public static async Task<string?> ChangeAsync(
        string path, Action<KubeconfigFile> change, TimeSpan lockLimit, TimeProvider time, CancellationToken cancellationToken)
    {
        path = Path.GetFullPath(path);
        try
        {
            // A link stays a link: what it leads to is replaced.
            path = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
            var folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
            {
                if (OperatingSystem.IsWindows())
                {
                    Directory.CreateDirectory(folder);
                }
                else
                {
                    Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
                }
            }

            await using var held = await LockAsync(path + ".lock", path, lockLimit, time, cancellationToken).ConfigureAwait(false);
            var exists = File.Exists(path);
            var file = exists ? await KubeconfigFile.ReadAsync(path, cancellationToken).ConfigureAwait(false) : KubeconfigFile.Empty(path);
            var before = exists ? file.ToYaml() : null;
            change(file);
            var after = file.ToYaml();
            if (after == before)
            {
                return null;
            }

            var backup = exists ? await BackUpAsync(path, time, cancellationToken).ConfigureAwait(false) : null;
            var fresh = $"{path}.{Guid.NewGuid():N}.tmp";
            try
            {
                await WriteAsync(fresh, after, cancellationToken).ConfigureAwait(false);
                File.Move(fresh, path, overwrite: true);
            }
            finally
            {
                File.Delete(fresh);
            }

            return backup;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.KubeconfigNotWritable(path, fault);
        }
    }

    private static async Task<string> BackUpAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        while (File.Exists(Name(at)))
        {
            // Two changes in one millisecond; the lock lets nobody in between.
            at = at.AddMilliseconds(1);
        }

        var backup = Name(at);
        await WriteAsync(backup, await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        foreach (var old in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".backup-*Z").Order(StringComparer.Ordinal).SkipLast(Backups))
        {
            File.Delete(old);
        }

        return backup;

        string Name(DateTimeOffset moment) => $"{path}.backup-{moment.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}";
    }

    private static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Lock> LockAsync(string path, string target, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                new FileStream(path, FileMode.CreateNew, FileAccess.Write).Dispose();
                return new Lock(path);
            }
            catch (Exception fault) when (IsTaken(fault, path))
            {
                if (time.GetElapsedTime(start) >= limit)
                {
                    throw Faults.KubeconfigLocked(target, path, fault);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether another has the lock, or had it until just now; Windows refuses a name that is about to go.</summary>
    private static bool IsTaken(Exception fault, string path)
    {
        const int Exists = 17;
        const int WindowsExists = unchecked((int)0x80070050);
        return fault switch
        {
            IOException io => io.HResult is Exists or WindowsExists || File.Exists(path),
            UnauthorizedAccessException => OperatingSystem.IsWindows() && File.Exists(path),
            _ => false,
        };
    }

    private sealed class Lock(string path) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            File.Delete(path);
            return ValueTask.CompletedTask;
        }
    }
}

namespace KopsPS.Engine.Binaries;

/// <summary>
/// Keeps a second installer of the same binary waiting, in this process or another, so that it finds the work done. Only a
/// courtesy: without it both would download, and the later move would win.
/// </summary>
internal sealed class InstallLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private InstallLock(FileStream file)
    {
        _file = file;
    }

    /// <summary>Waits for the lock.</summary>
    public static async Task<InstallLock> AcquireAsync(string path, Action whenHeld, CancellationToken cancellationToken)
    {
        for (var waiting = false; ; waiting = true)
        {
            try
            {
                return new InstallLock(new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
            }
            catch (IOException fault) when (StorageFault.IsInUse(fault.HResult))
            {
                if (!waiting)
                {
                    whenHeld();
                }

                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}

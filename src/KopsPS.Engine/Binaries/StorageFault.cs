namespace KopsPS.Engine.Binaries;

/// <summary>The disk refused a write; never leaves the folder, where it becomes a <see cref="KopsException"/>.</summary>
internal sealed class StorageFault(Exception cause) : Exception(cause.Message, cause)
{
    private const int Windows = unchecked((int)0x80070000);

    /// <summary>The fault that a person sees.</summary>
    public static KopsException ToKops(Exception cause, string path) => cause switch
    {
        IOException when IsFull(cause.HResult) => Faults.BinaryDiskFull(path, cause),
        IOException when IsInUse(cause.HResult) => Faults.BinaryBusy(path, cause),
        _ => Faults.BinaryTargetNotWritable(path, cause),
    };

    /// <summary>Whether another process holds a file.</summary>
    public static bool IsInUse(int code) => OperatingSystem.IsWindows()
        ? code is Windows + 32 or Windows + 33
        : code is 11 or 35 or 26; // EWOULDBLOCK on Linux and macOS, ETXTBSY

    private static bool IsFull(int code) => OperatingSystem.IsWindows()
        ? code is Windows + 112 or Windows + 39
        : code is 28 or 122 or 69; // ENOSPC, EDQUOT on Linux and macOS
}

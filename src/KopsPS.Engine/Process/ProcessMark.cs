using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KopsPS.Engine.Processes;

/// <summary>A process that cannot be mistaken for a later one with the same id.</summary>
/// <param name="Id">Process id.</param>
/// <param name="Name">Name of the program.</param>
/// <param name="Started">Start time.</param>
internal sealed record ProcessMark(int Id, string Name, DateTime Started)
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => Of(Id) is { } now && now.Started == Started;

    /// <summary>The process with an id, or null where there is none or it is not ours to see.</summary>
    public static ProcessMark? Of(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : new ProcessMark(id, process.ProcessName, process.StartTime);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Sends SIGINT; false on Windows, where a process without a console of its own cannot be sent one.</summary>
    public static bool TryInterrupt(int id) => !OperatingSystem.IsWindows() && Signal(id, Interrupt) == 0;

    /// <summary>Asks it to end: SIGTERM; at once on Windows, which has no such question.</summary>
    public void AskToEnd()
    {
        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else if (IsRunning)
        {
            _ = Signal(Id, Terminate);
        }
    }

    /// <summary>Ends it.</summary>
    public void Kill()
    {
        try
        {
            using var process = Process.GetProcessById(Id);
            if (process.StartTime == Started)
            {
                process.Kill();
            }
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Gone already, or not ours: then it is still running and is said.
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Id})";

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}

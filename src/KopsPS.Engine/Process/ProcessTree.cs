using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace KopsPS.Engine.Processes;

/// <summary>
/// Processes below another one. They are listed before a signal is sent: kops is gone within 18 ms, and a tree without
/// its root cannot be found. A process is known by id and start time, since ids are used again.
/// </summary>
internal static class ProcessTree
{
    /// <summary>Everything below a process, nearest first; empty where the platform does not tell.</summary>
    public static IReadOnlyList<ProcessMark> Descendants(int root)
    {
        var children = Parents().ToLookup(pair => pair.Parent, pair => pair.Id);
        var found = new List<ProcessMark>();
        var seen = new HashSet<int> { root };
        var next = new Queue<int>([root]);
        while (next.TryDequeue(out var parent))
        {
            foreach (var child in children[parent].Where(seen.Add))
            {
                next.Enqueue(child);
                if (ProcessMark.Of(child) is { } mark)
                {
                    found.Add(mark);
                }
            }
        }

        return found;
    }

    private static IEnumerable<(int Id, int Parent)> Parents() =>
        OperatingSystem.IsLinux() ? FromProc() : OperatingSystem.IsWindows() ? FromSnapshot() : FromPs();

    private static IEnumerable<(int Id, int Parent)> FromProc()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && ReadParent(folder) is { } parent)
            {
                yield return (id, parent);
            }
        }
    }

    private static int? ReadParent(string folder)
    {
        try
        {
            // "pid (name) state ppid …": the name may hold blanks and brackets.
            var stat = File.ReadAllText(folder + "/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 3);
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            // It ended meanwhile.
            return null;
        }
    }

    private static List<(int Id, int Parent)> FromPs()
    {
        var found = new List<(int, int)>();
        try
        {
            using var ps = Process.Start(new ProcessStartInfo("/bin/ps", ["-axo", "pid=,ppid="]) { RedirectStandardOutput = true })!;
            while (ps.StandardOutput.ReadLine() is { } line)
            {
                var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (cells.Length == 2 && int.TryParse(cells[0], CultureInfo.InvariantCulture, out var id) && int.TryParse(cells[1], CultureInfo.InvariantCulture, out var parent))
                {
                    found.Add((id, parent));
                }
            }
        }
        catch (Win32Exception)
        {
            // No ps: only kops itself is ended then.
        }

        return found;
    }

    private static List<(int Id, int Parent)> FromSnapshot()
    {
        const uint Processes = 2;
        var found = new List<(int, int)>();
        var snapshot = CreateToolhelp32Snapshot(Processes, 0);
        if (snapshot == -1)
        {
            return found;
        }

        try
        {
            var entry = new ProcessEntry { Size = (uint)Marshal.SizeOf<ProcessEntry>() };
            for (var more = Process32FirstW(snapshot, ref entry); more; more = Process32NextW(snapshot, ref entry))
            {
                found.Add(((int)entry.Id, (int)entry.Parent));
            }
        }
        finally
        {
            CloseHandle(snapshot);
        }

        return found;
    }

    [DllImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint CreateToolhelp32Snapshot(uint flags, uint processId);

    [DllImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool Process32FirstW(nint snapshot, ref ProcessEntry entry);

    [DllImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool Process32NextW(nint snapshot, ref ProcessEntry entry);

    [DllImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CloseHandle(nint handle);

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private struct ProcessEntry
    {
        public uint Size;
        public uint Usage;
        public uint Id;
        public nint Heap;
        public uint Module;
        public uint Threads;
        public uint Parent;
        public int Priority;
        public uint Flags;

        [MarshalAs(UnmanagedType.ByValTStr, SizeConst = 260)]
        public string File;
    }
}

using KopsPS.Engine.Binaries;

namespace KopsPS.Engine.ManagementServers;

/// <summary>
/// The host keys of management servers, in a file of ssh's own form, by the ids of their instances: addresses change with
/// every start, ids never.
/// </summary>
public sealed class KnownServers
{
    private KnownServers(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The user's file, beside the module's other data.</summary>
    /// <param name="environment">The user's environment.</param>
    public static KnownServers Of(HostEnvironment environment) =>
        new(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(BinaryStore.Of(KopsBinaryScope.CurrentUser, environment).Root)!, "known_hosts"));

    /// <summary>Forgets a server.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <exception cref="KopsException"><c>KopsBinaryTargetNotWritable</c>.</exception>
    public void Forget(string instanceId)
    {
        if (Lines().Any(line => IsOf(line, instanceId)))
        {
            Write([.. Lines().Where(line => !IsOf(line, instanceId))]);
        }
    }

    /// <summary>The keys known of a server.</summary>
    internal IReadOnlyList<HostKey> Keys(string instanceId) =>
        [.. Lines().Where(line => IsOf(line, instanceId)).Select(line => line.Split(' ')).Where(parts => parts.Length >= 3).Select(parts => new HostKey(parts[1], parts[2]))];

    /// <summary>Notes keys of a server.</summary>
    internal void Add(string instanceId, IEnumerable<HostKey> keys)
    {
        var known = Keys(instanceId);
        var added = keys.Where(key => !known.Contains(key)).Select(key => $"{instanceId} {key.Type} {key.Base64}").ToList();
        if (added.Count > 0)
        {
            Write([.. Lines(), .. added]);
        }
    }

    private static bool IsOf(string line, string instanceId) => line.StartsWith(instanceId + " ", StringComparison.Ordinal);

    private string[] Lines() => File.Exists(Path) ? File.ReadAllLines(Path) : [];

    private void Write(string[] lines)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            var temporary = TemporaryFile.NameBeside(Path);
            File.WriteAllText(temporary, string.Concat(lines.Select(line => line + "\n")));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            File.Move(temporary, Path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.BinaryTargetNotWritable(Path, fault);
        }
    }
}

using System.Runtime.CompilerServices;

namespace KopsPS.Engine.StateStore;

/// <summary>A state store in a folder.</summary>
internal sealed class FolderStateStore(StateStoreLocation location) : IStateStore
{
    private readonly string _root = location.Folder!;

    public StateStoreLocation Location => location;

    public async IAsyncEnumerable<StateStoreEntry> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A network folder may be slow; the caller's thread is not held.
        var entries = await Task.Run(() => List(folder), cancellationToken).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            yield return entry;
        }
    }

    public async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            return await File.ReadAllBytesAsync(Full(path), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Directory.Exists(_root) ? null : throw Missing(fault);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(Full(path)))
        {
            // A folder of this name is no object.
            return null;
        }
        catch (UnauthorizedAccessException fault)
        {
            throw Faults.StateStoreReadFailed(Full(path), fault.Message, fault);
        }
        catch (IOException fault)
        {
            throw Faults.StateStoreReadFailed(Full(path), fault.Message, fault);
        }
    }

    private StateStoreEntry[] List(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(Full(folder)).EnumerateFileSystemInfos()
                .Select(entry => new StateStoreEntry(entry.Name, entry.Attributes.HasFlag(FileAttributes.Directory))).ToArray();
            Array.Sort(entries, (one, other) => string.CompareOrdinal(one.Name, other.Name));
            return entries;
        }
        catch (DirectoryNotFoundException fault)
        {
            return Directory.Exists(_root) ? [] : throw Missing(fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw Faults.StateStoreAccessDenied(location.Url, "The user", fault.Message, fault);
        }
        catch (IOException fault)
        {
            throw Faults.StateStoreUnreachable(location.Url, fault.Message, fault);
        }
    }

    private string Full(string path) => path.Length == 0 ? _root : Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));

    private KopsException Missing(Exception fault) => File.Exists(_root)
        ? Faults.StateStoreInvalid(location.Url, "it is a file")
        : Faults.StateStoreNotFound(location.Url, fault);
}

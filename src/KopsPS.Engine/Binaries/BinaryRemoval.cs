namespace KopsPS.Engine.Binaries;

/// <summary>Removes binaries that the module keeps.</summary>
public static class BinaryRemoval
{
    /// <summary>The binaries of a version in a scope, for every processor.</summary>
    /// <exception cref="KopsException"><c>KopsBinaryVersionInvalid</c>, <c>KopsBinaryNotInstalled</c>.</exception>
    public static IReadOnlyList<StoredBinary> Find(HostEnvironment environment, string name, string version, KopsBinaryScope? scope)
    {
        var wanted = BinaryVersion.Parse(version).ToNormalizedString();
        var stored = BinaryStore.All(environment).Where(store => scope is null || store.Scope == scope).SelectMany(store => store.List(name)).ToList();
        List<StoredBinary> found = [.. stored.Where(binary => binary.Version == wanted)];
        return found.Count > 0 ? found : throw Faults.BinaryNotInstalled(name, wanted, [.. stored.Select(binary => binary.Version).Distinct()]);
    }

    /// <summary>Removes a binary, the note of its digest, and the folder of its version once that is empty.</summary>
    /// <exception cref="KopsException"><c>KopsBinaryTargetNotWritable</c>, <c>KopsBinaryBusy</c>.</exception>
    public static void Remove(string path)
    {
        try
        {
            // The note goes last: should the binary stay, it stays verified.
            File.Delete(path);
            File.Delete(BinaryStore.DigestPathOf(path));
            for (var folder = Path.GetDirectoryName(path)!; !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
            {
                Directory.Delete(folder);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else has removed it meanwhile.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StorageFault.ToKops(fault, path);
        }
    }
}

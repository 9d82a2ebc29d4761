namespace KopsPS.Engine.StateStore;

/// <summary>
/// A state store to read from; nothing but kops writes to it. Paths are relative to the store's root and divided by
/// slashes, without one at the ends: <c>prod.example.com/config</c>. Safe for concurrent use.
/// </summary>
public interface IStateStore
{
    /// <summary>Where the store is.</summary>
    StateStoreLocation Location { get; }

    /// <summary>Names of what lies directly in a folder, in ordinal order; nothing where the folder is missing.</summary>
    /// <param name="folder">Path of the folder; empty for the root.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="KopsException">One of the state store's or the credentials' faults.</exception>
    IAsyncEnumerable<StateStoreEntry> ListAsync(string folder, CancellationToken cancellationToken = default);

    /// <summary>The content of an object, or null where it is missing.</summary>
    /// <param name="path">Path of the object.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="KopsException">One of the state store's or the credentials' faults.</exception>
    Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken = default);
}

namespace KopsPS.Engine.StateStore;

/// <summary>A name in a folder of a state store.</summary>
/// <param name="Name">The last part of the path.</param>
/// <param name="IsFolder">True for a folder, false for an object.</param>
public readonly record struct StateStoreEntry(string Name, bool IsFolder);

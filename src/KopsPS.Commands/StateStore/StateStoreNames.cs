using KopsPS.Engine.Buckets;

namespace KopsPS.Commands;

/// <summary>Reads what was given as the name of a state store.</summary>
internal static class StateStoreNames
{
    /// <summary>The bucket of a name or a location, which may have a prefix.</summary>
    /// <exception cref="KopsPS.Engine.KopsException"><c>KopsStateStoreInvalid</c>.</exception>
    public static string Bucket(string name) => StateStoreInventory.Location(name).Bucket!;
}

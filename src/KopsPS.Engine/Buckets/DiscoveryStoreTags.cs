namespace KopsPS.Engine.Buckets;

/// <summary>The tag by which a store of OIDC documents is told from a state store.</summary>
internal static class DiscoveryStoreTags
{
    private const string Key = "KopsPS:Purpose";
    private const string Value = "discovery-store";

    /// <summary>The tags and this one.</summary>
    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> tags) =>
        new Dictionary<string, string>(tags) { [Key] = Value };

    /// <summary>Whether it is on something.</summary>
    public static bool AreOn(IReadOnlyDictionary<string, string> tags) => tags.TryGetValue(Key, out var value) && value == Value;
}

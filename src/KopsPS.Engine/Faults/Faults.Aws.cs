namespace KopsPS.Engine;

/// <summary>Faults of setting things up in AWS that no single area owns.</summary>
public static partial class Faults
{
    /// <summary>A tag that AWS would refuse, or that KopsPS keeps for itself.</summary>
    public static KopsException TagInvalid(string key, string why) => new(
        "KopsTagInvalid", FaultKind.InvalidArgument, $"The tag '{key}' cannot be: {why}.", key);
}

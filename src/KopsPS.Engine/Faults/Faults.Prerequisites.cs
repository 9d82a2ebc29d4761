namespace KopsPS.Engine;

/// <summary>Faults of checking prerequisites.</summary>
public static partial class Faults
{
    /// <summary>A check that does not exist, so that leaving it out would leave out nothing.</summary>
    public static KopsException CheckUnknown(string name, IReadOnlyList<string> names) => new(
        "KopsCheckUnknown", FaultKind.InvalidArgument, $"There is no check '{name}'; there are {string.Join(", ", names)}.", name);
}

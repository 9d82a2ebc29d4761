namespace KopsPS.Engine;

/// <summary>Faults of setting up environments.</summary>
public static partial class Faults
{
    /// <summary>A name in the settings that nothing reads.</summary>
    internal static KopsException EnvironmentSettingUnknown(string name, IReadOnlyList<string> nearest) => new(
        "KopsEnvironmentSettingUnknown", FaultKind.InvalidArgument,
        $"There is no setting '{name}'{(nearest.Count == 0 ? "" : $"; did you mean {string.Join(", ", nearest)}?")}", name, "Get-Help Initialize-KopsEnvironment -Parameter *");

    /// <summary>A value that cannot be.</summary>
    internal static KopsException EnvironmentSettingInvalid(string name, string value, string why) => new(
        "KopsEnvironmentSettingInvalid", FaultKind.InvalidArgument, $"{name} '{value}' cannot be: {why}.", name);

    /// <summary>A name in two spellings: which of the values is meant nobody can say.</summary>
    public static KopsException EnvironmentSettingTwice(string name) => new(
        "KopsEnvironmentSettingInvalid", FaultKind.InvalidArgument, $"The setting {name} is there twice: capitals make no difference.", name);

    /// <summary>Something without which the rest makes no sense.</summary>
    internal static KopsException EnvironmentSettingMissing(string name, string why) => new(
        "KopsEnvironmentSettingMissing", FaultKind.InvalidArgument, $"{name} is missing: {why}.", name);

    /// <summary>The file of settings cannot be read.</summary>
    internal static KopsException EnvironmentFileUnreadable(string path, Exception cause) => new(
        "KopsEnvironmentFileUnreadable", FaultKind.ReadError, $"{path} cannot be read: {cause.Message}", path, null, cause);

    /// <summary>The file of settings is none.</summary>
    internal static KopsException EnvironmentFileInvalid(string path, KopsException cause) => new(
        "KopsEnvironmentFileInvalid", FaultKind.InvalidData, $"{path} is no file of settings. {cause.Message}", path,
        "It is YAML or JSON: on each line the name of a parameter of Initialize-KopsEnvironment, and its value.", cause);

    /// <summary>Nothing carries the environment's name.</summary>
    internal static KopsException EnvironmentNotFound(string name, string? region) => new(
        "KopsEnvironmentNotFound", FaultKind.ObjectNotFound, $"Nothing{(region is null ? "" : $" in {region}")} carries the tag of an environment '{name}'.", name,
        "Look at -Region and -ProfileName; Get-KopsStateStore and Get-KopsDnsZone show what there is.");

    /// <summary>A part of the environment is in another region: the call would leave what is there without what it needs.</summary>
    internal static KopsException EnvironmentElsewhere(string name, string bucket, string region, string told) => new(
        "KopsEnvironmentElsewhere", FaultKind.InvalidArgument,
        $"The bucket {bucket} of the environment '{name}' is in {region}, not in {told}; nothing was removed.", name,
        $"Remove-KopsEnvironment {name} -Region {region}; or, where the bucket is there on purpose, remove it first.");

    /// <summary>Whoever asks belongs to the environment, and would be gone before the rest.</summary>
    internal static KopsException EnvironmentOfCaller(string name, string caller) => new(
        "KopsEnvironmentOfCaller", FaultKind.InvalidOperation,
        $"{caller}, by which this was asked, belongs to the environment '{name}' itself; nothing was removed.", name,
        "Use another identity: give its -ProfileName.");
}

namespace KopsPS.Engine;

/// <summary>
/// Every fault that KopsPS itself finds, each with its id, kind, target and what to do. What kops says is in
/// the catalogue of the process layer.
/// </summary>
public static class Faults
{
    // ---- Usage ----

    // ---- Process ----

    // ---- Binaries ----

    /// <summary>What was given is no version of kops or kubectl.</summary>
    public static KopsException BinaryVersionInvalid(string? text) => new(
        "KopsBinaryVersionInvalid", FaultKind.InvalidArgument, $"'{text}' is no version.", text,
        "Give a whole version such as 1.36.2, or Latest, or Stable. Get-KopsBinary -ListAvailable shows what there is.");

    // ---- AWS ----

    // ---- State store and spec ----

    // ---- Lifecycle ----

    // ---- Lifecycle: create and remove ----

    /// <summary>A value that a cluster's spec cannot have.</summary>
    /// <param name="parameter">Where it was given.</param>
    /// <param name="value">The value.</param>
    /// <param name="why">What is wrong and what would be right.</param>
    public static KopsException SpecInvalid(string parameter, string value, string why) => new(
        "KopsSpecInvalid", FaultKind.InvalidData, $"{parameter} '{value}' cannot be: {why}.", value);

    /// <summary>A zone that cannot be used.</summary>
    public static KopsException ZoneInvalid(string zone, string why) => new(
        "KopsZoneInvalid", FaultKind.InvalidArgument, $"Zone '{zone}' cannot be used: {why}.", zone);

    /// <summary>Parameters that exclude or need each other.</summary>
    public static KopsException ParameterConflict(string message) => new("KopsUsage", FaultKind.InvalidArgument, message);

    /// <summary>The public key for SSH is not there.</summary>
    public static KopsException SshKeyFileNotFound(string path) => new(
        "SshKeyFileNotFound",
        FaultKind.ObjectNotFound,
        $"The SSH public key '{path}' does not exist.",
        path,
        "Name the .pub file of a key pair, or leave out -SshPublicKey: the instances then have no key.");

    /// <summary>The kops that would be called cannot do it.</summary>
    public static KopsException FeatureNotInKops(string what, NuGet.Versioning.SemanticVersion kops, string needed) => new(
        "KopsFeatureMissing",
        FaultKind.NotImplemented,
        $"kops {kops.ToNormalizedString()} does not have {what}; it needs {needed}.",
        what,
        "Install-KopsBinary kops -Version <version>");

    /// <summary>A cluster of that name is registered.</summary>
    public static KopsException ClusterExists(string name, string stateStore) => new(
        "KopsClusterExists",
        FaultKind.ResourceExists,
        $"The state store {stateStore} has a cluster '{name}' already; nothing was changed.",
        name,
        $"Get-KopsPlan -Name {name} -StateStore {stateStore} shows what it lacks. A cluster that an earlier try left registered goes with: Remove-KopsCluster -Name {name} -StateStore {stateStore} -Unregister");


    // ---- Kubernetes and kubeconfig ----

    // ---- Health ----
}

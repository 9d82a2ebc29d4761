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

    // ---- Kubernetes and kubeconfig ----

    // ---- Health ----
}

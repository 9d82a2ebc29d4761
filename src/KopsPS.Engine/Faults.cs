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

    // ---- AWS ----

    // ---- State store and spec ----

    // ---- Lifecycle ----

    // ---- Kubernetes and kubeconfig ----

    // ---- Health ----
}

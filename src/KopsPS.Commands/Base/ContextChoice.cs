using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Which context of which kubeconfig is meant: what was told, by parameter or by an object, before the session's defaults.</summary>
internal static class ContextChoice
{
    /// <summary>Chooses. Nothing is sent yet.</summary>
    /// <param name="kubeconfig">Whole path of the kubeconfig that was told; null takes the default.</param>
    /// <param name="clusterName">The cluster that was told; null for none.</param>
    /// <param name="context">The context that was told; null for none.</param>
    /// <param name="defaults">The session's defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KubeconfigNotFound</c>, <c>KubeconfigInvalid</c>, <c>KubernetesContextNotFound</c>, <c>KubernetesContextMismatch</c>.</exception>
    public static async Task<KubeContext> OfAsync(string? kubeconfig, string? clusterName, string? context, KopsDefault defaults, CancellationToken cancellationToken)
    {
        var settings = new KopsSettings { Environment = HostEnvironment.FromProcess(), Kubeconfig = kubeconfig ?? defaults.Kubeconfig };
        var loaded = await Kubeconfig.LoadAsync(settings, cancellationToken).ConfigureAwait(false);

        // A cluster that is named beats a context that is only the session's default.
        return loaded.Choose(clusterName, context ?? (clusterName is null ? defaults.Context : null));
    }

    /// <summary>Refuses an object of another context than the one that was told.</summary>
    /// <exception cref="KopsException"><c>KubernetesContextMismatch</c></exception>
    public static void CheckOrigin(string name, KopsWorkloadReference? of, string? told)
    {
        if (told is not null && of?.Context is { } own && told != own)
        {
            throw Faults.KubernetesObjectContextMismatch(name, own, told);
        }
    }
}

using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>What every cmdlet that changes something in a cluster keeps to: which cluster, previews, questions.</summary>
public abstract class KubernetesChangeCmdlet : KubernetesCmdlet
{
    private readonly Dictionary<(string Source, string Context), KubeClient> _clients = [];

    /// <summary>Chooses the context for an object, or for what the parameters say where there is none.</summary>
    /// <param name="name">The object, for messages.</param>
    /// <param name="of">How the object was reached; null where it is only a name.</param>
    /// <param name="destroys">A current context or a default does not count: somebody must have named the cluster.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KubernetesContextMismatch</c>, <c>KubernetesClusterNotNamed</c>, or a fault of the kubeconfig.</exception>
    private protected async Task<KubeContext> ChooseContextAsync(string name, KopsWorkloadReference? of, bool destroys, CancellationToken cancellationToken)
    {
        ContextChoice.CheckOrigin(name, of, Context);

        // A cluster that is told beside an object of another one is refused by the choice itself.
        var (kubeconfig, cluster, context) = (Kubeconfig ?? of?.Kubeconfig, ClusterName, Context ?? of?.Context);
        var chosen = await ChooseContextAsync(kubeconfig, cluster, context, cancellationToken).ConfigureAwait(false);
        if (destroys && cluster is null && context is null)
        {
            throw Faults.KubernetesClusterNotNamed(MyInvocation.MyCommand.Name, chosen.Name);
        }

        return chosen;
    }

    /// <summary>The client of a context, for as long as the command runs.</summary>
    private protected KubeClient ClientOf(KubeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var key = (context.Source, context.Name);
        if (!_clients.TryGetValue(key, out var client))
        {
            _clients[key] = client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback, Engine.Workloads.WorkloadPublisher.ClientOptions);
        }

        return client;
    }

    /// <summary>Asks, where asking is wanted and can be answered.</summary>
    /// <exception cref="KopsException"><c>KopsConfirmationRequired</c></exception>
    private protected async Task<bool> AgreesAsync(string target, string action, bool force) =>
        (force && !await InvokeAsync(IsWhatIf).ConfigureAwait(false)) || await AskAsync(target, action).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var client in _clients.Values)
            {
                client.Dispose();
            }

            _clients.Clear();
        }

        base.Dispose(disposing);
    }
}

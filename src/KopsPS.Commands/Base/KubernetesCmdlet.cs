using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Parameters of every cmdlet that asks an API server.</summary>
public abstract class KubernetesCmdlet : AsyncCmdlet
{
    private string? _clusterName;
    private string? _kubeconfig;
    private string? _context;

    /// <summary>The cluster: the context called like it is used, else the only one that leads to it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? ClusterName
    {
        get => _clusterName;
        set => _clusterName = Told(value);
    }

    /// <summary>Path of a kubeconfig.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Kubeconfig
    {
        get => _kubeconfig;
        set => _kubeconfig = Told(value);
    }

    /// <summary>Context within the kubeconfig.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context
    {
        get => _context;
        set => _context = Told(value);
    }

    /// <summary>Chooses the context that was asked for. Nothing is sent yet.</summary>
    /// <exception cref="KopsException"><c>KubeconfigNotFound</c>, <c>KubeconfigInvalid</c>, <c>KubernetesContextNotFound</c>, <c>KubernetesContextMismatch</c>.</exception>
    protected Task<KubeContext> ChooseContextAsync(CancellationToken cancellationToken) => ChooseContextAsync(Kubeconfig, ClusterName, Context, cancellationToken);

    /// <summary>Chooses the context for an object that says how it was reached.</summary>
    /// <param name="kubeconfigPath">Told by parameter or object.</param>
    /// <param name="clusterName">Told by parameter or object.</param>
    /// <param name="told">The context, told by parameter or object.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">As without an object.</exception>
    private protected async Task<KubeContext> ChooseContextAsync(string? kubeconfigPath, string? clusterName, string? told, CancellationToken cancellationToken)
    {
        var whole = kubeconfigPath is { } path ? await InvokeAsync(() => SessionPaths.Full(SessionState, path)).ConfigureAwait(false) : null;
        var context = await ContextChoice.OfAsync(whole, clusterName, told, SessionDefault, cancellationToken).ConfigureAwait(false);
        Feedback.Verbose($"Using context '{context.Name}' of {context.Source}: {context.Server.GetLeftPart(UriPartial.Authority)}.");
        return context;
    }
}

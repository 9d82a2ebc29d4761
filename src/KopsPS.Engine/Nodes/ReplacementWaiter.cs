using System.Diagnostics;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.NodeOperations;

/// <summary>Waits for the node that comes in the place of one that is gone.</summary>
internal sealed class ReplacementWaiter(KubeClient client, IFeedback feedback)
{
    /// <summary>Taints under which nothing can run on a node that has only just come.</summary>
    private static readonly string[] StartUpTaints =
    [
        "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable", "node.kubernetes.io/network-unavailable",
        "node.cloudprovider.kubernetes.io/uninitialized", "node.cilium.io/agent-not-ready",
    ];

    /// <summary>The nodes of an instance group.</summary>
    public Task<List<NodeRow>> GroupAsync(string group, CancellationToken cancellationToken) => KubePager.AllAsync(
        client, KubePath.WithQuery("/api/v1/nodes", ("labelSelector", "kops.k8s.io/instancegroup=" + group)), NodeJson.Default.Nodes, node => node.Name, cancellationToken);

    /// <summary>The components that run on a node as static pods, such as <c>kube-apiserver</c>.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> ComponentsAsync(string node, CancellationToken cancellationToken)
    {
        var components = new Dictionary<string, bool>(StringComparer.Ordinal);
        var path = KubePath.WithQuery("/api/v1/namespaces/kube-system/pods", ("fieldSelector", "spec.nodeName=" + node));
        var pods = await KubePager.AllAsync(client, path, DrainJson.Default.Pods, pod => pod.Key, cancellationToken).ConfigureAwait(false);
        foreach (var pod in pods.Where(pod => DrainRules.IsStatic(pod) && pod.Metadata?.Name?.EndsWith("-" + node, StringComparison.Ordinal) == true))
        {
            components[pod.Metadata!.Name![..^(node.Length + 1)]] = pod.IsReady;
        }

        return components;
    }

    /// <summary>Waits.</summary>
    /// <param name="old">The node that is gone, for messages.</param>
    /// <param name="group">Its instance group.</param>
    /// <param name="isNew">Tells a successor from the nodes that were there before.</param>
    /// <param name="components">What must run there as static pods.</param>
    /// <param name="request">How long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The node, or what is missing when the time is over.</returns>
    /// <exception cref="KopsException">The client's, where waiting has no sense.</exception>
    public async Task<(string? Node, string Missing)> WaitAsync(
        string old, string group, Func<NodeRow, bool> isNew, IReadOnlyCollection<string> components, RepairRequest request, CancellationToken cancellationToken)
    {
        var activity = $"Waiting for the successor of {old}";
        var clock = Stopwatch.StartNew();
        var missing = $"no new node of {group} has joined";
        try
        {
            while (true)
            {
                try
                {
                    foreach (var node in (await GroupAsync(group, cancellationToken).ConfigureAwait(false)).Where(node => node.Name != old && isNew(node)))
                    {
                        missing = await WhyNotAsync(node, components, cancellationToken).ConfigureAwait(false);
                        if (missing.Length == 0)
                        {
                            return (node.Name, "");
                        }
                    }
                }
                catch (KopsException fault) when (NodeDrainer.IsPassing(fault))
                {
                    // Of a control plane's node that is replaced, its API server is away as well.
                    missing = fault.Message;
                }

                var left = request.JoinTimeout - clock.Elapsed;
                if (left <= TimeSpan.Zero)
                {
                    return (null, missing);
                }

                feedback.Verbose($"{activity}: {missing}");
                feedback.Progress(new ProgressReport(activity, missing, (int)Math.Clamp(100 * (clock.Elapsed / request.JoinTimeout), 0, 100), left));
                await Task.Delay(left < request.Interval ? left : request.Interval, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, "", 100, Completed: true));
        }
    }

    private async Task<string> WhyNotAsync(NodeRow node, IReadOnlyCollection<string> components, CancellationToken cancellationToken)
    {
        if (!node.IsReady)
        {
            var said = node.Ready?.Message;
            return $"{node.Name} has joined and is not ready yet{(string.IsNullOrEmpty(said) ? "" : $": {said}")}";
        }

        if (node.Spec?.Taints?.Find(taint => StartUpTaints.Contains(taint.Key)) is { } held)
        {
            return $"{node.Name} is held up by its taint {held.Key}";
        }

        if (components.Count == 0)
        {
            return "";
        }

        var there = await ComponentsAsync(node.Name, cancellationToken).ConfigureAwait(false);
        var lacking = components.Where(name => !there.GetValueOrDefault(name)).Order(StringComparer.Ordinal).ToList();
        return lacking.Count == 0 ? "" : $"{node.Name} does not run {string.Join(", ", lacking)} yet";
    }
}

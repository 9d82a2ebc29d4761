using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health;

/// <summary>
/// What runs on each node, added up while the pods are read: no pod is kept, so a cluster of any size takes a few hundred bytes a node.
/// </summary>
internal sealed class NodePods(DateTimeOffset? now, NodeThresholds thresholds)
{
    private const string Path = "/api/v1/pods";

    private readonly Dictionary<string, NodeLoad> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int>> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ready = new(StringComparer.Ordinal);

    /// <summary>Pods that run or should run.</summary>
    public int Total { get; private set; }

    /// <summary>Those that crash again and again.</summary>
    public int Crashing { get; private set; }

    /// <summary>Reads all pods that are bound to a node and not at their end.</summary>
    public static async Task<NodePods> ReadAsync(KubeClient client, NodeThresholds thresholds, IFeedback feedback, CancellationToken cancellationToken)
    {
        var pods = new NodePods(client.Clock.Now, thresholds);
        var activity = $"Reading pods of {client.Context.ClusterEntry}";
        await foreach (var page in KubePager.ListAsync(
            client, Path, NodeJson.Default.Pods, pod => $"{pod.Metadata?.Namespace}/{pod.Metadata?.Name}", cancellationToken).ConfigureAwait(false))
        {
            foreach (var pod in page.Items)
            {
                pods.Add(pod);
            }

            feedback.Progress(new ProgressReport(activity, $"{pods.Total} pods", page.Remaining is { } left && pods.Total > 0 ? (int)(100L * pods.Total / (pods.Total + left)) : null));
        }

        feedback.Progress(new ProgressReport(activity, $"{pods.Total} pods", 100, Completed: true));
        return pods;
    }

    /// <summary>What runs on a node.</summary>
    public NodeLoad? On(string node) => _nodes.GetValueOrDefault(node);

    /// <summary>Counts which agents the ready nodes of each group have; called once for each node, after all pods.</summary>
    public void Count(NodeRow node)
    {
        if (!node.IsReady)
        {
            return;
        }

        foreach (var crowd in new[] { "", GroupOf(node) })
        {
            _ready[crowd] = _ready.GetValueOrDefault(crowd) + 1;
            if (!_agents.TryGetValue(crowd, out var counts))
            {
                _agents[crowd] = counts = new Dictionary<string, int>(StringComparer.Ordinal);
            }

            foreach (var agent in On(node.Name)?.Agents.Keys ?? Enumerable.Empty<string>())
            {
                counts[agent] = counts.GetValueOrDefault(agent) + 1;
            }
        }
    }

    /// <summary>Agents that a node lacks although the nodes like it have them: at least four fifths of two or more others in its group, else of three or more in the cluster.</summary>
    public IEnumerable<string> MissingOn(NodeRow node)
    {
        var group = GroupOf(node);
        var (crowd, enough) = group.Length > 0 && _ready.GetValueOrDefault(group) > 2 ? (group, 2) : ("", 3);
        var others = _ready.GetValueOrDefault(crowd) - 1;
        return others < enough || !_agents.TryGetValue(crowd, out var counts)
            ? []
            : counts.Where(pair => pair.Value * 5 >= others * 4 && On(node.Name)?.Agents.ContainsKey(pair.Key) != true).Select(pair => pair.Key);
    }

    internal void Add(NodePodRow pod)
    {
        if (pod.Spec?.NodeName is not { Length: > 0 } name || pod.Status?.Phase is "Succeeded" or "Failed")
        {
            return;
        }

        if (!_nodes.TryGetValue(name, out var load))
        {
            _nodes[name] = load = new NodeLoad();
        }

        Total++;
        load.Pods++;
        AddResources(load, pod.Spec);
        var owner = pod.Metadata?.OwnerReferences is [var first, ..] ? first : null;
        var full = $"{pod.Metadata?.Namespace}/{pod.Metadata?.Name}";
        var ownedBy = owner is null ? full : $"{pod.Metadata?.Namespace}/{owner.Kind}/{owner.Name}";
        foreach (var container in (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? []))
        {
            if (container.State?.Waiting?.Reason == "CrashLoopBackOff")
            {
                Crashing += load.Crashing.TryAdd(full, ownedBy) ? 1 : 0;
            }

            // A container that has just been killed says so in its state, one that runs again in its last one.
            foreach (var ended in new[] { container.State?.Terminated, container.LastState?.Terminated })
            {
                if (ended?.FinishedAt is { } at && now - at <= thresholds.RecentTime && container.RestartCount > 0)
                {
                    load.Restarting[full] = ownedBy;
                    if (ended.Reason == "OOMKilled")
                    {
                        load.OutOfMemory[full] = ownedBy;
                    }
                }
            }
        }

        if (NodeAgents.KeyOf(pod, owner) is { } agent)
        {
            var works = pod.Status?.Conditions?.Find(condition => condition.Type == "Ready")?.Status == "True";
            var isStarting = now - pod.Metadata?.CreationTimestamp < thresholds.StartTime;
            var why = works || isStarting || pod.Metadata?.DeletionTimestamp is not null ? null : $"{pod.Metadata?.Name}: {WhyNotReady(pod)}";
            load.Agents[agent] = load.Agents.TryGetValue(agent, out var before) && before is null ? null : why;
        }
    }

    private static string GroupOf(NodeRow node) => node.Metadata?.Labels?.InstanceGroup ?? "";

    private static string WhyNotReady(NodePodRow pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? [])
            .Select(container => container.State?.Waiting?.Reason ?? container.State?.Terminated?.Reason)
            .FirstOrDefault(reason => reason is not null and not "Completed" and not "PodInitializing")
        ?? (pod.Status?.Phase == "Running" ? "not ready" : pod.Status?.Phase ?? "no status");

    /// <summary>As the scheduler counts: all containers and sidecars together, or the largest of the others that run before, whichever is more.</summary>
    private static void AddResources(NodeLoad load, NodePodSpec spec)
    {
        var (cpu, memory, limit) = (Sum(spec.Containers, r => r.Requests?.Cpu), Sum(spec.Containers, r => r.Requests?.Memory), Sum(spec.Containers, r => r.Limits?.Memory));
        foreach (var init in spec.InitContainers ?? [])
        {
            var own = new List<NodePodContainer> { init };
            var (initCpu, initMemory) = (Sum(own, r => r.Requests?.Cpu), Sum(own, r => r.Requests?.Memory));
            (cpu, memory) = init.RestartPolicy == "Always" ? (cpu + initCpu, memory + initMemory) : (Math.Max(cpu, initCpu), Math.Max(memory, initMemory));
            limit += init.RestartPolicy == "Always" ? Sum(own, r => r.Limits?.Memory) : 0;
        }

        load.Cpu += cpu + (Quantity.Parse(spec.Overhead?.Cpu) ?? 0);
        load.Memory += memory + (Quantity.Parse(spec.Overhead?.Memory) ?? 0);
        load.MemoryLimit += limit;
    }

    private static double Sum(List<NodePodContainer>? containers, Func<NodePodResources, string?> of)
    {
        var sum = 0.0;
        foreach (var container in containers ?? [])
        {
            sum += container.Resources is { } resources ? Quantity.Parse(of(resources)) ?? 0 : 0;
        }

        return sum;
    }
}

/// <summary>What runs on one node. Pods are named with their owners, so that ten pods of one Deployment count once.</summary>
internal sealed class NodeLoad
{
    public int Pods { get; set; }

    /// <summary>Requested cores.</summary>
    public double Cpu { get; set; }

    /// <summary>Requested bytes.</summary>
    public double Memory { get; set; }

    /// <summary>Bytes that containers may take at most, as far as they have a limit.</summary>
    public double MemoryLimit { get; set; }

    public Dictionary<string, string> Crashing { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Restarting { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> OutOfMemory { get; } = new(StringComparer.Ordinal);

    /// <summary>Agents of the node: null where they work, else why not.</summary>
    public Dictionary<string, string?> Agents { get; } = new(StringComparer.Ordinal);
}

using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Capacity;

/// <summary>A node with what it has and what is taken of it.</summary>
internal sealed class NodeSpace
{
    private static readonly string[] GroupLabels = ["kops.k8s.io/instancegroup", "karpenter.sh/nodepool"];
    private static readonly Dictionary<string, string> NoLabels = [];

    private NodeSpace(string name, Dictionary<string, string> labels, ResourceAmounts allocatable)
    {
        (Name, Labels, Allocatable) = (name, labels, allocatable);
    }

    public string Name { get; }

    public Dictionary<string, string> Labels { get; }

    public string? Group => GroupLabels.Select(label => Labels.GetValueOrDefault(label)).FirstOrDefault(value => value is not null);

    public string? Zone => Labels.GetValueOrDefault("topology.kubernetes.io/zone") ?? Labels.GetValueOrDefault("failure-domain.beta.kubernetes.io/zone");

    public string? InstanceType => Labels.GetValueOrDefault("node.kubernetes.io/instance-type");

    public required IReadOnlyList<PodTaint> Taints { get; init; }

    public required bool IsCordoned { get; init; }

    /// <summary>Ready, and not on its way out.</summary>
    public required bool IsReady { get; init; }

    public ResourceAmounts Allocatable { get; }

    public ResourceAmounts Requested { get; } = new();

    public ResourceAmounts Limits { get; } = new();

    /// <summary>What its metrics say; null without.</summary>
    public ResourceAmounts? Used { get; set; }

    /// <summary>Pods on it that have not ended.</summary>
    public int Pods { get; private set; }

    /// <summary>Ports of the node that its pods take.</summary>
    public List<ContainerPort> Ports { get; } = [];

    /// <summary>Taints that Kubernetes sets where a node is in trouble, by and by also for those that are cordoned or not ready.</summary>
    public IEnumerable<PodTaint> Troubles => Taints.Where(IsTrouble);

    /// <summary>Taints that people set.</summary>
    public IEnumerable<PodTaint> OwnTaints => Taints.Where(taint => !IsTrouble(taint));

    /// <summary>Whether pods without any toleration of trouble get in.</summary>
    public bool IsOpen => IsReady && !IsCordoned && NodeMatcher.Repelled(Troubles, []) is null;

    /// <summary>Whether it is kept for the control plane.</summary>
    public bool IsControlPlane => Taints.Any(taint => taint is { Key: "node-role.kubernetes.io/control-plane" or "node-role.kubernetes.io/master", Effect: "NoSchedule" or "NoExecute" });

    public decimal FreePods => Math.Max(0, (Allocatable["pods"] ?? 0) - Pods);

    public static NodeSpace Of(CapacityNodeRow row, StringPool pool)
    {
        var labels = row.Metadata?.Labels is not { Count: > 0 } own ? NoLabels : new Dictionary<string, string>(own.Count, StringComparer.Ordinal);
        foreach (var (key, value) in row.Metadata?.Labels ?? [])
        {
            labels[pool.Of(key)!] = pool.Of(value)!;
        }

        var allocatable = row.Status?.Allocatable ?? new ResourceAmounts();
        allocatable.RoundAsScheduler();
        return new NodeSpace(pool.Of(row.Metadata?.Name) ?? "", labels, allocatable)
        {
            Taints = row.Spec?.Taints is { Count: > 0 } taints ? taints : [],
            IsCordoned = row.Spec?.Unschedulable == true,
            IsReady = row.Metadata?.DeletionTimestamp is null && row.Status?.Conditions?.Find(condition => condition.Type == "Ready")?.Status == "True",
        };
    }

    /// <summary>Takes the room of a pod.</summary>
    public void Take(CapacityPodSpec? spec, ResourceAmounts requests, ResourceAmounts limits)
    {
        Requested.Add(requests);
        Limits.Add(limits);
        Pods++;
        foreach (var port in HostPorts(spec))
        {
            Ports.Add(port);
        }
    }

    /// <summary>What is free of a resource; none where it has less than is taken.</summary>
    public decimal Free(string resource) => Math.Max(0, (Allocatable[resource] ?? 0) - (Requested[resource] ?? 0));

    /// <summary>Ports of the node that a pod takes.</summary>
    public static IEnumerable<ContainerPort> HostPorts(CapacityPodSpec? spec)
    {
        foreach (var container in (spec?.Containers ?? []).Concat((spec?.InitContainers ?? []).Where(PodDemand.IsSidecar)))
        {
            foreach (var port in container.Ports ?? [])
            {
                if (port.HostPort > 0)
                {
                    yield return port;
                }
            }
        }
    }

    private static bool IsTrouble(PodTaint taint) => taint.Key is { } key
        && (key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal) || key.StartsWith("node.cloudprovider.kubernetes.io/", StringComparison.Ordinal));
}

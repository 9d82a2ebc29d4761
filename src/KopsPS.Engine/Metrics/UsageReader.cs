using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Metrics;

/// <summary>Reads what nodes and pods use: from the metrics API, or from the kubelets themselves.</summary>
public sealed class UsageReader(KubeClient client, string? clusterName, IFeedback feedback)
{
    private const string Api = "/apis/metrics.k8s.io/v1beta1/";

    private readonly object _lock = new();
    private Task<Dictionary<string, (double? Cpu, double? Memory)>>? _shares;

    private string ClusterName => clusterName ?? client.Context.ClusterEntry;

    /// <summary>Nodes, by the metrics API.</summary>
    /// <exception cref="KopsException"><c>KubernetesMetricsNotInstalled</c>, <c>KubernetesMetricsUnavailable</c>; the client's.</exception>
    public async Task<IReadOnlyList<KopsUsage>> NodesAsync(CancellationToken cancellationToken)
    {
        var rows = await ListAsync(Api + "nodes", cancellationToken).ConfigureAwait(false);
        var shares = await SharesAsync(cancellationToken).ConfigureAwait(false);
        return [.. rows.OrderBy(row => row.Metadata?.Name, StringComparer.Ordinal).Select(row =>
        {
            var name = row.Metadata?.Name ?? "";
            var (cpu, memory) = (Quantity.Parse(row.Usage?.GetValueOrDefault("cpu")), Quantity.Parse(row.Usage?.GetValueOrDefault("memory")));
            var share = shares.GetValueOrDefault(name);
            return Usage("Node", "", name, name, cpu, memory, row.Timestamp, WindowOf(row), share);
        })];
    }

    /// <summary>Pods with their containers, by the metrics API.</summary>
    /// <param name="namespace">Only there; null is everywhere.</param>
    /// <param name="selector">Labels of the pods; null is all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KubernetesMetricsNotInstalled</c>, <c>KubernetesMetricsUnavailable</c>; the client's.</exception>
    public async Task<IReadOnlyList<KopsUsage>> PodsAsync(string? @namespace, string? selector, CancellationToken cancellationToken)
    {
        var place = @namespace is null ? "" : $"namespaces/{Uri.EscapeDataString(@namespace)}/";
        var rows = await ListAsync(KubePath.WithQuery($"{Api}{place}pods", ("labelSelector", selector)), cancellationToken).ConfigureAwait(false);
        return [.. rows.OrderBy(row => row.Metadata?.Namespace, StringComparer.Ordinal).ThenBy(row => row.Metadata?.Name, StringComparer.Ordinal).Select(row =>
        {
            var (space, window) = (row.Metadata?.Namespace ?? "", WindowOf(row));
            KopsUsage[] containers = [.. (row.Containers ?? []).Select(container => Usage(
                "Container", space, container.Name ?? "", null, Quantity.Parse(container.Usage?.GetValueOrDefault("cpu")), Quantity.Parse(container.Usage?.GetValueOrDefault("memory")), row.Timestamp, window))];
            return Usage(
                "Pod", space, row.Metadata?.Name ?? "", null, Sum(containers.Select(container => container.Cpu)), Sum(containers.Select(container => (double?)container.Memory)), row.Timestamp, window, containers: containers);
        })];
    }

    /// <summary>A node and the pods on it, by its kubelet.</summary>
    /// <exception cref="KopsException">The client's.</exception>
    public async Task<IReadOnlyList<KopsUsage>> SummaryAsync(string node, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        var summary = await ReadSummaryAsync(node, cancellationToken).ConfigureAwait(false);
        if (summary.Node is not { } own)
        {
            throw Faults.KubernetesAnswerInvalid(client.Context.Server, $"/api/v1/nodes/{node}/proxy/stats/summary", null);
        }

        var shares = await SharesAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            Usage(
                "Node", "", node, node, Cores(own), own.Memory?.WorkingSetBytes, TimeOf(own), null, shares.GetValueOrDefault(node), own.Fs, own.Network),
            .. (summary.Pods ?? []).OrderBy(pod => pod.PodRef?.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.PodRef?.Name, StringComparer.Ordinal).Select(pod =>
            {
                var space = pod.PodRef?.Namespace ?? "";
                return Usage(
                    "Pod", space, pod.PodRef?.Name ?? "", node, Cores(pod), pod.Memory?.WorkingSetBytes, TimeOf(pod), null, default, pod.EphemeralStorage, pod.Network,
                    [.. (pod.Containers ?? []).Select(container => Usage("Container", space, container.Name ?? "", node, Cores(container), container.Memory?.WorkingSetBytes, TimeOf(container), null))],
                    [.. (pod.Volume ?? []).Select(VolumeOf)]);
            }),
        ];
    }

    private async Task<SummaryRow> ReadSummaryAsync(string node, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(
                KubeRequest.Get($"/api/v1/nodes/{Uri.EscapeDataString(node)}/proxy/stats/summary") with { Attempts = 2 }, UsageJson.Default.Summary, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "KubernetesServerFailed")
        {
            throw Faults.KubernetesMetricsUnreachable("kubelet/" + node, fault);
        }
    }

    /// <summary>Names of the nodes.</summary>
    /// <exception cref="KopsException">The client's.</exception>
    public async Task<IReadOnlyList<string>> NodeNamesAsync(CancellationToken cancellationToken)
    {
        List<string> names = [];
        await foreach (var page in KubePager.ListAsync(client, "/api/v1/nodes", UsageJson.Default.Nodes, Name, cancellationToken).ConfigureAwait(false))
        {
            names.AddRange(page.Items.Select(Name));
        }

        return names;
    }

    private static string Name(AllocatableRow node) => node.Metadata?.Name ?? "";

    private static double? Cores(SummaryPart part) => part.Cpu?.UsageNanoCores / 1e9;

    private static DateTimeOffset? TimeOf(SummaryPart part) => part.Cpu?.Time ?? part.Memory?.Time;

    private static TimeSpan? WindowOf(UsageRow row) => GoDuration.TryParse(row.Window, out var window) ? window : null;

    /// <summary>The sum; null where a part is not known.</summary>
    private static double? Sum(IEnumerable<double?> parts) => parts.Aggregate((double?)0, (sum, part) => sum + part);

    private static long? Whole(double? number) => number is >= 0 and < long.MaxValue ? (long)number : null;

    private static KopsVolumeUsage VolumeOf(SummaryVolume volume) => new()
    {
        Name = volume.Name ?? "",
        Claim = volume.PvcRef?.Name,
        Used = Whole(volume.UsedBytes),
        Capacity = Whole(volume.CapacityBytes),
        Available = Whole(volume.AvailableBytes),
        InodesUsed = Whole(volume.InodesUsed),
        Inodes = Whole(volume.Inodes),
    };

    private KopsUsage Usage(
        string kind, string @namespace, string name, string? node, double? cpu, double? memory, DateTimeOffset? time, TimeSpan? window,
        (double? Cpu, double? Memory) share = default, SummaryDisk? disk = null, SummaryNetwork? network = null, KopsUsage[]? containers = null, KopsVolumeUsage[]? volumes = null) => new()
    {
        Kind = kind,
        Namespace = @namespace,
        Name = name,
        Node = node,
        Cpu = cpu,
        CpuPercent = share.Cpu > 0 ? 100 * cpu / share.Cpu : null,
        Memory = Whole(memory),
        MemoryPercent = share.Memory > 0 ? 100 * memory / share.Memory : null,
        Storage = Whole(disk?.UsedBytes),
        StorageCapacity = Whole(disk?.CapacityBytes),
        Received = Whole(network?.RxBytes),
        Sent = Whole(network?.TxBytes),
        Volumes = volumes ?? [],
        Containers = containers ?? [],
        Time = time?.ToUniversalTime(),
        Window = window,
        ClusterName = ClusterName,
        Kubeconfig = client.Context.Source,
        Context = client.Context.Name,
    };

    /// <summary>The metrics API knows no pages.</summary>
    private async Task<List<UsageRow>> ListAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.SendAsync(KubeRequest.Get(path) with { Attempts = 2 }, UsageJson.Default.Usages, cancellationToken).ConfigureAwait(false)).Items ?? [];
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
        {
            throw Faults.KubernetesMetricsNotInstalled(ClusterName, fault);
        }
        catch (KopsException fault) when (KubeRefusalException.Of(fault)?.Code == 503)
        {
            throw Faults.KubernetesMetricsUnavailable(ClusterName, fault);
        }
    }

    /// <summary>What pods may have of each node; nothing where nodes may not be read. Read once, also for many kubelets.</summary>
    private Task<Dictionary<string, (double? Cpu, double? Memory)>> SharesAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _shares ??= ReadSharesAsync(cancellationToken);
        }
    }

    private async Task<Dictionary<string, (double? Cpu, double? Memory)>> ReadSharesAsync(CancellationToken cancellationToken)
    {
        var shares = new Dictionary<string, (double?, double?)>(StringComparer.Ordinal);
        try
        {
            await foreach (var page in KubePager.ListAsync(client, "/api/v1/nodes", UsageJson.Default.Nodes, Name, cancellationToken).ConfigureAwait(false))
            {
                foreach (var node in page.Items)
                {
                    var all = node.Status?.Allocatable;
                    shares[Name(node)] = (Quantity.Parse(all?.GetValueOrDefault("cpu")), Quantity.Parse(all?.GetValueOrDefault("memory")));
                }
            }
        }
        catch (KopsException fault)
        {
            feedback.Verbose($"Without what pods may have of the nodes, so without percent: {fault.Message}");
        }

        return shares;
    }
}

using System.Collections;
using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Metrics;

namespace KopsPS.Commands;

/// <summary>Reads what nodes and pods use, and the metrics of any component.</summary>
[Cmdlet(VerbsCommon.Get, "KopsMetric", DefaultParameterSetName = "NodeUsage")]
[OutputType(typeof(KopsUsage), ParameterSetName = ["NodeUsage", "PodUsage", "Summary"])]
[OutputType(typeof(KopsMetric), ParameterSetName = ["ApiServer", "Kubelet", "PodPort", "ServicePort"])]
public sealed class GetKopsMetricCommand : KubernetesCmdlet
{
    /// <summary>Kubelets and pods that are asked at once.</summary>
    private const int AtOnce = 8;

    /// <summary>Nodes; wildcards work.</summary>
    [Parameter(ParameterSetName = "NodeUsage", Position = 0, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "Summary", Position = 0, ValueFromPipeline = true, Mandatory = true)]
    [Parameter(ParameterSetName = "Kubelet", Position = 0, ValueFromPipeline = true, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [NodeNameTransform]
    [SupportsWildcards]
    public string[]? Node { get; set; }

    /// <summary>Pods; wildcards work where usage is asked for.</summary>
    [Parameter(ParameterSetName = "PodUsage", Mandatory = true)]
    [Parameter(ParameterSetName = "PodPort", Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Pod { get; set; } = [];

    /// <summary>A service, of which one pod answers.</summary>
    [Parameter(ParameterSetName = "ServicePort", Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Service { get; set; }

    /// <summary>The API server that answers.</summary>
    [Parameter(ParameterSetName = "ApiServer", Mandatory = true)]
    public SwitchParameter ApiServer { get; set; }

    /// <summary>Ask the kubelets what their nodes and pods use.</summary>
    [Parameter(ParameterSetName = "Summary", Mandatory = true)]
    public SwitchParameter Summary { get; set; }

    /// <summary>A page of the kubelets' metrics.</summary>
    [Parameter(ParameterSetName = "Kubelet", Mandatory = true)]
    [ValidateSet("Metrics", "Cadvisor", "Resource", "Probes")]
    public string? Kubelet { get; set; }

    /// <summary>Number or name of a port.</summary>
    [Parameter(ParameterSetName = "PodPort", Mandatory = true)]
    [Parameter(ParameterSetName = "ServicePort", Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Port { get; set; }

    /// <summary>Path of the page there.</summary>
    [Parameter(ParameterSetName = "PodPort")]
    [Parameter(ParameterSetName = "ServicePort")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "/metrics";

    /// <summary>How the port is spoken to.</summary>
    [Parameter(ParameterSetName = "PodPort")]
    [Parameter(ParameterSetName = "ServicePort")]
    [ValidateSet("Http", "Https")]
    public string Scheme { get; set; } = "Http";

    /// <summary>The namespace of names that say none.</summary>
    [Parameter(ParameterSetName = "PodUsage")]
    [Parameter(ParameterSetName = "PodPort")]
    [Parameter(ParameterSetName = "ServicePort")]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>Label selector of pods.</summary>
    [Parameter(ParameterSetName = "PodUsage")]
    [ValidateNotNullOrEmpty]
    public string? Selector { get; set; }

    /// <summary>Names of metrics; wildcards work.</summary>
    [Parameter(ParameterSetName = "ApiServer")]
    [Parameter(ParameterSetName = "Kubelet")]
    [Parameter(ParameterSetName = "PodPort")]
    [Parameter(ParameterSetName = "ServicePort")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Labels that metrics must have; wildcards work in values.</summary>
    [Parameter(ParameterSetName = "ApiServer")]
    [Parameter(ParameterSetName = "Kubelet")]
    [Parameter(ParameterSetName = "PodPort")]
    [Parameter(ParameterSetName = "ServicePort")]
    [ValidateNotNullOrEmpty]
    public IDictionary? Label { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (nodes, clusterName) = (Node, ClusterName);
        string[][] pods = Array.ConvertAll(Pod, name => PartsOf(name, "Pod"));
        string[][] services = Service is null ? [] : [PartsOf(Service, "Service")];
        if (Selector is { } selector)
        {
            _ = LabelSelector.Parse(selector);
        }

        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var cluster = clusterName ?? context.ClusterEntry;
        var usage = new UsageReader(client, clusterName, Feedback);
        var metrics = new MetricReader(client, clusterName, Feedback);
        switch (ParameterSetName)
        {
            case "NodeUsage":
                await WriteUsageAsync(
                    await usage.NodesAsync(cancellationToken).ConfigureAwait(false), nodes is null ? null : Array.ConvertAll<string, string[]>(nodes, node => ["", node]), cluster, cancellationToken).ConfigureAwait(false);
                break;
            case "PodUsage":
                var spaces = pods.Select(pod => pod[0].Length > 0 ? pod[0] : Namespace).Distinct().ToArray();
                await WriteUsageAsync(
                    await usage.PodsAsync(spaces is [var only] && only?.Contains('*', StringComparison.Ordinal) != true ? only : null, Selector, cancellationToken).ConfigureAwait(false), pods, cluster, cancellationToken).ConfigureAwait(false);
                break;
            case "Summary":
                await EachAsync(await NodesAsync(usage, nodes!, cluster, cancellationToken).ConfigureAwait(false), async (node, token) =>
                {
                    foreach (var part in await usage.SummaryAsync(node, token).ConfigureAwait(false))
                    {
                        await WriteAsync(part, token).ConfigureAwait(false);
                    }
                }, cancellationToken).ConfigureAwait(false);
                break;
            case "Kubelet":
                var page = Kubelet!.Equals("Metrics", StringComparison.OrdinalIgnoreCase) ? "" : Kubelet.ToLowerInvariant();
                var kubelets = await NodesAsync(usage, nodes!, cluster, cancellationToken).ConfigureAwait(false);
                await WriteMetricsAsync(metrics, kubelets.Select(node => MetricTarget.Kubelet(node, page)), cancellationToken).ConfigureAwait(false);
                break;
            case "ApiServer":
                await WriteMetricsAsync(metrics, [MetricTarget.ApiServer], cancellationToken).ConfigureAwait(false);
                break;
            default:
                var (resource, names) = ParameterSetName == "PodPort" ? ("pods", pods) : ("services", services);
                var targets = Array.ConvertAll(names, name => MetricTarget.Port(
                    resource, name[0].Length > 0 ? name[0] : Namespace ?? throw Faults.KubernetesNamespaceNotNamed(name[1]), name[1], Port!, Path, Scheme.Equals("Https", StringComparison.OrdinalIgnoreCase)));
                await WriteMetricsAsync(metrics, targets, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Namespace (empty where none is told) and name of <c>web-0</c>, <c>shop/web-0</c>, <c>pod/web-0</c>, <c>pod/shop/web-0</c>.</summary>
    private static string[] PartsOf(string text, string kind) => text.Split('/') switch
    {
        [var name] when name.Length > 0 => ["", name],
        [var word, var name] when name.Length > 0 && WorkloadHealthReader.KindOf(word) == kind => ["", name],
        [var space, var name] when name.Length > 0 && space.Length > 0 && WorkloadHealthReader.KindOf(space) is null => [space, name],
        [var word, var space, var name] when name.Length > 0 && WorkloadHealthReader.KindOf(word) == kind => [space, name],
        _ => throw Faults.KubernetesWorkloadNameInvalid(text),
    };

    /// <summary>Writes what fits, and an error for each name that nothing fits.</summary>
    private async Task WriteUsageAsync(IReadOnlyList<KopsUsage> all, string[][]? names, string cluster, CancellationToken cancellationToken)
    {
        var wanted = names is null
            ? []
            : Array.ConvertAll(names, name => (Namespace: new WildcardPattern(name[0].Length > 0 ? name[0] : Namespace ?? "*", WildcardOptions.IgnoreCase), Name: new WildcardPattern(name[1], WildcardOptions.IgnoreCase), Text: name));
        var missing = wanted.Where(name => !WildcardPattern.ContainsWildcardCharacters(name.Text[1])).ToList();
        foreach (var usage in all)
        {
            bool Fits((WildcardPattern Namespace, WildcardPattern Name, string[] Text) name) => name.Namespace.IsMatch(usage.Namespace) && name.Name.IsMatch(usage.Name);
            if (names is null || Array.Exists(wanted, Fits))
            {
                missing.RemoveAll(Fits);
                await WriteAsync(usage, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var name in missing)
        {
            WriteItemError(Faults.KubernetesMetricsMissing(string.Join('/', name.Text.Where(part => part.Length > 0)), cluster));
        }
    }

    /// <summary>The nodes that names mean; the cluster's are read only where a pattern asks for it.</summary>
    private static async Task<IReadOnlyList<string>> NodesAsync(UsageReader usage, string[] names, string cluster, CancellationToken cancellationToken)
    {
        if (!Array.Exists(names, WildcardPattern.ContainsWildcardCharacters))
        {
            return names;
        }

        var fits = Wildcards.Matcher(names)!;
        string[] found = [.. (await usage.NodeNamesAsync(cancellationToken).ConfigureAwait(false)).Where(fits)];
        return found.Length > 0 ? found : throw Faults.KubernetesNodeNotFound(string.Join(", ", names), cluster);
    }

    private Task WriteMetricsAsync(MetricReader reader, IEnumerable<MetricTarget> targets, CancellationToken cancellationToken)
    {
        var labels = (Label ?? new Hashtable()).Cast<DictionaryEntry>().Select(label => (Name: $"{label.Key}", Value: new WildcardPattern($"{label.Value}", WildcardOptions.None))).ToArray();
        var names = Wildcards.Matcher(Name);
        return EachAsync(targets, async (target, token) =>
        {
            await foreach (var metric in reader.ReadAsync(target, names, token).ConfigureAwait(false))
            {
                if (Array.TrueForAll(labels, label => label.Value.IsMatch($"{metric.Labels[label.Name]}")))
                {
                    await WriteAsync(metric, token).ConfigureAwait(false);
                }
            }
        }, cancellationToken);
    }

    /// <summary>Asks several at once; the fault of one does not keep the others.</summary>
    private async Task EachAsync<T>(IEnumerable<T> all, Func<T, CancellationToken, Task> act, CancellationToken cancellationToken) => await Parallel.ForEachAsync(
        all,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (one, token) =>
        {
            try
            {
                await act(one, token).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        }).ConfigureAwait(false);
}

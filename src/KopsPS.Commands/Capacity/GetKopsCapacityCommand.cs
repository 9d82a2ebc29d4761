using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using KopsPS.Engine;
using KopsPS.Engine.Capacity;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Shows what a cluster has for pods, what they ask for and use, how many more fit, and which pods nothing holds.</summary>
[Cmdlet(VerbsCommon.Get, "KopsCapacity", DefaultParameterSetName = ShareSet)]
[OutputType(typeof(KopsCapacity), typeof(KopsWorkloadCapacity), ParameterSetName = [ShareSet, SizeSet, PodSet, WorkloadSet])]
[OutputType(typeof(KopsWaitingPod), ParameterSetName = [WaitingSet])]
public sealed class GetKopsCapacityCommand : KubernetesCmdlet
{
    private const string ShareSet = "Share";
    private const string SizeSet = "Size";
    private const string PodSet = "Pod";
    private const string WorkloadSet = "Workload";
    private const string WaitingSet = "Waiting";

    private readonly PipedNames _piped = new();

    private JsonObject? _pod;
    private string? _podNamespace;

    /// <summary>Only these nodes count; wildcards work.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ShareSet)]
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = SizeSet)]
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = PodSet)]
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = WorkloadSet)]
    [ValidateNotNullOrEmpty]
    [NodeNameTransform]
    [SupportsWildcards]
    public string[]? Node { get; set; }

    /// <summary>Only nodes of these instance groups count; wildcards work.</summary>
    [Parameter(ParameterSetName = ShareSet)]
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = PodSet)]
    [Parameter(ParameterSetName = WorkloadSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? InstanceGroup { get; set; }

    /// <summary>Only these namespaces and their pods; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Namespace { get; set; }

    /// <summary>What is told of.</summary>
    [Parameter(ParameterSetName = ShareSet)]
    [Parameter(ParameterSetName = SizeSet)]
    [Parameter(ParameterSetName = PodSet)]
    [Parameter(ParameterSetName = WorkloadSet)]
    [ValidateNotNullOrEmpty]
    public KopsCapacityScope[]? By { get; set; }

    /// <summary>CPU of the pod of which is asked how many more fit.</summary>
    [Parameter(ParameterSetName = SizeSet)]
    [QuantityTransform]
    public decimal? Cpu { get; set; }

    /// <summary>Memory of that pod.</summary>
    [Parameter(ParameterSetName = SizeSet)]
    [QuantityTransform]
    public decimal? Memory { get; set; }

    /// <summary>Other resources of that pod, by name.</summary>
    [Parameter(ParameterSetName = SizeSet)]
    [ValidateNotNullOrEmpty]
    public IDictionary? Resource { get; set; }

    /// <summary>Labels that the node of that pod must have.</summary>
    [Parameter(ParameterSetName = SizeSet)]
    [ValidateNotNullOrEmpty]
    public IDictionary? NodeSelector { get; set; }

    /// <summary>Taints that that pod bears.</summary>
    [Parameter(ParameterSetName = SizeSet)]
    [ValidateNotNullOrEmpty]
    public string[]? Toleration { get; set; }

    /// <summary>The pod itself, or a workload with its template: YAML, a file, a hashtable or an object.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PodSet)]
    [ValidateNotNull]
    public PSObject? Pod { get; set; }

    /// <summary>A workload of the cluster: one more of its pods.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WorkloadSet)]
    [ValidateNotNull]
    [WorkloadReferenceTransform]
    public KopsWorkloadReference? LikeWorkload { get; set; }

    /// <summary>The pods that wait for a node, and why none holds them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WaitingSet)]
    public SwitchParameter Waiting { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        var literal = Wildcards.Literal(Namespace);
        _podNamespace = Namespace is [_] ? literal.FirstOrDefault() : null;
        if (ParameterSetName == SizeSet)
        {
            _pod = PodTemplate.Of(Amounts(), Strings(NodeSelector), Toleration);
        }
        else if (Pod is { } told)
        {
            var input = new ManifestInput();
            ManifestObject[] all = [.. await input.TakeAsync(told, false, cancellationToken).ConfigureAwait(false), .. input.End()];
            if (all is not [var manifest])
            {
                throw Faults.KubernetesManifestInvalid("-Pod", $"{(all.Length == 0 ? "no object" : $"{all.Length} objects")} where one pod is meant");
            }

            _pod = PodTemplate.Of(manifest.Body, manifest.ToString());
            _podNamespace = manifest.Namespace ?? _podNamespace;
        }
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (nodes, clusterName) = (Node, ClusterName ?? LikeWorkload?.ClusterName);
        var context = await ChooseContextAsync(Kubeconfig ?? LikeWorkload?.Kubeconfig, clusterName, Context ?? LikeWorkload?.Context, cancellationToken).ConfigureAwait(false);
        if (nodes is null || !MyInvocation.ExpectingInput)
        {
            await ReadAsync(context, clusterName, nodes, cancellationToken).ConfigureAwait(false);
            return;
        }

        _piped.Add(context, clusterName, nodes);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var (context, clusterName, names) in _piped.All)
        {
            try
            {
                await ReadAsync(context, clusterName, names, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        }
    }

    private async Task ReadAsync(KubeContext context, string? clusterName, string[]? nodes, CancellationToken cancellationToken)
    {
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var name = clusterName ?? context.ClusterEntry;
        var literal = Wildcards.Literal(Namespace);
        foreach (var @namespace in literal)
        {
            if (await new WorkloadHealthReader(client, Feedback).HasNamespaceAsync(@namespace, cancellationToken).ConfigureAwait(false) == false)
            {
                WriteItemError(Faults.KubernetesNamespaceNotFound(@namespace, name));
                literal = [.. literal.Where(other => other != @namespace)];
            }
        }

        var onlyLiteral = Wildcards.AreLiteral(Namespace);
        if (onlyLiteral && literal.Length == 0)
        {
            return;
        }

        var (pod, podNamespace) = (_pod, _podNamespace);
        if (LikeWorkload is { } like)
        {
            var workload = await new WorkloadFinder(client).FindAsync(
                like.ToString(), like.Kind, like.Namespace ?? (Namespace is [_] ? literal.FirstOrDefault() : null), like.Name, WorkloadFinder.Kinds, name, cancellationToken).ConfigureAwait(false);
            (pod, podNamespace) = (PodTemplate.Of(workload), workload.Target.Namespace);
        }

        var query = new CapacityQuery
        {
            Scopes = By ?? (nodes is not null ? [KopsCapacityScope.Node]
                : InstanceGroup is null && Namespace is not null && pod is null ? [KopsCapacityScope.Namespace]
                : [KopsCapacityScope.Cluster, KopsCapacityScope.InstanceGroup]),
            Node = Wildcards.Matcher(nodes),
            NodeNames = Wildcards.Literal(nodes),
            InstanceGroup = Wildcards.Matcher(InstanceGroup),
            InstanceGroups = Wildcards.Literal(InstanceGroup),
            Namespace = Wildcards.Matcher(onlyLiteral ? literal : Namespace),
            Namespaces = onlyLiteral ? literal : [],
            Pod = pod,
            PodNamespace = podNamespace,
        };
        var reader = new CapacityReader(client, Feedback);
        if (Waiting)
        {
            foreach (var waiting in await reader.ReadWaitingAsync(clusterName, query, cancellationToken).ConfigureAwait(false))
            {
                await WriteAsync(waiting, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        var answer = await reader.ReadAsync(clusterName, query, cancellationToken).ConfigureAwait(false);
        foreach (var row in answer.Rows)
        {
            await WriteAsync(row, cancellationToken).ConfigureAwait(false);
        }

        foreach (var missing in answer.MissingNodes)
        {
            WriteItemError(Faults.KubernetesNodeNotFound(missing, name));
        }

        foreach (var missing in answer.MissingGroups)
        {
            WriteItemError(Faults.KubernetesInstanceGroupNotFound(missing, name));
        }
    }

    private Dictionary<string, decimal> Amounts()
    {
        Dictionary<string, decimal> amounts = [];
        foreach (DictionaryEntry entry in Resource ?? new Hashtable())
        {
            try
            {
                amounts[$"{entry.Key}"] = QuantityTransformAttribute.Read(entry.Value);
            }
            catch (ArgumentTransformationMetadataException cause)
            {
                throw Faults.KubernetesManifestInvalid("-Resource", $"{entry.Key}: {cause.Message}", cause);
            }
        }

        if (Cpu is { } cpu)
        {
            amounts["cpu"] = cpu;
        }

        if (Memory is { } memory)
        {
            amounts["memory"] = memory;
        }

        return amounts;
    }

    private static Dictionary<string, string>? Strings(IDictionary? told) =>
        told?.Cast<DictionaryEntry>().ToDictionary(entry => $"{entry.Key}", entry => $"{entry.Value}", StringComparer.Ordinal);
}

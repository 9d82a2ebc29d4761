using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Shows and judges the nodes of a cluster.</summary>
[Cmdlet(VerbsCommon.Get, "KopsNodeHealth", DefaultParameterSetName = "Object")]
[OutputType(typeof(KopsNodeHealth), ParameterSetName = ["Object"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet"])]
public sealed class GetKopsNodeHealthCommand : HealthCmdlet
{
    /// <summary>Names piped in, by the context that they belong to: each cluster is read once, however many of its nodes are asked for.</summary>
    private readonly Dictionary<(string Source, string Context, string? Cluster, (string?, string?, string?) Aws), (KubeContext Context, List<string> Names)> _piped = [];
    private NodeThresholds _thresholds = new();

    /// <summary>Names of nodes; wildcards work.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NodeNameTransform]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Instance groups; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? InstanceGroup { get; set; }

    /// <summary>Judge what runs on the nodes as well: their agents, pods that crash, what is asked for against what there is. Reads all pods.</summary>
    [Parameter]
    public SwitchParameter IncludePod { get; set; }

    /// <summary>Judge the EC2 instances as well, and name those that never became nodes.</summary>
    [Parameter]
    public SwitchParameter IncludeInstance { get; set; }

    /// <summary>Codes of findings and checks to leave out; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCheckCompleter))]
    public string[]? ExcludeCheck { get; set; }

    /// <summary>Only nodes that are not healthy, or of which nobody can say so.</summary>
    [Parameter(ParameterSetName = "Object")]
    public SwitchParameter Unhealthy { get; set; }

    /// <summary>Only true or false: whether no node is unhealthy.</summary>
    [Parameter(ParameterSetName = "Quiet", Mandatory = true)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        CheckCodes(ExcludeCheck, NodeCode.All);
        _thresholds = await ThresholdsAsync(_thresholds, (from, path) => from.WithFileAsync(path, cancellationToken), (from, told) => from.With(told)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (names, clusterName) = (Name, ClusterName);
        var aws = IncludeInstance ? (Region ?? SessionDefault.Region, ProfileName ?? SessionDefault.ProfileName, EndpointUrl ?? SessionDefault.EndpointUrl) : default;
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        if (names is null || !MyInvocation.ExpectingInput)
        {
            await ReadAsync(context, clusterName, names, aws, cancellationToken).ConfigureAwait(false);
            return;
        }

        var key = (context.Source, context.Name, clusterName, aws);
        if (!_piped.TryGetValue(key, out var wanted))
        {
            _piped[key] = wanted = (context, []);
        }

        wanted.Names.AddRange(names);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var ((_, _, clusterName, aws), (context, names)) in _piped)
        {
            try
            {
                await ReadAsync(context, clusterName, [.. names.Distinct(StringComparer.OrdinalIgnoreCase)], aws, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        }
    }

    private async Task ReadAsync(
        KubeContext context, string? clusterName, string[]? names, (string? Region, string? ProfileName, string? EndpointUrl) aws, CancellationToken cancellationToken)
    {
        var missing = names?.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        using var session = IncludeInstance
            ? AwsSession.Create(new KopsSettings
            {
                Environment = HostEnvironment.FromProcess(),
                Region = aws.Region,
                ProfileName = aws.ProfileName,
                EndpointUrl = aws.EndpointUrl,
            })
            : null;
        var query = new NodeHealthQuery
        {
            Name = Wildcards.Matcher(names),
            InstanceGroup = Wildcards.Matcher(InstanceGroup),
            IncludePod = IncludePod,
            Instances = session,
            Thresholds = _thresholds,
            Excluded = Wildcards.Matcher(ExcludeCheck),
        };
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var (any, sound) = (false, true);
        await foreach (var node in new NodeHealthReader(client, Feedback).ReadAsync(clusterName, query, cancellationToken).ConfigureAwait(false))
        {
            any = true;
            missing?.Remove(node.Name);
            sound &= node.Verdict is KopsVerdict.Healthy or KopsVerdict.Degraded;
            if (!Quiet && (!Unhealthy || node.Verdict != KopsVerdict.Healthy))
            {
                await WriteAsync(node, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var name in missing ?? [])
        {
            WriteItemError(Faults.KubernetesNodeNotFound(name, clusterName ?? context.ClusterEntry));
        }

        if (Quiet)
        {
            // A cluster without nodes runs nothing.
            await WriteAsync(any && sound && missing is not { Count: > 0 }, cancellationToken).ConfigureAwait(false);
        }
    }
}

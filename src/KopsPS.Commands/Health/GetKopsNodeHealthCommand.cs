using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Shows and judges the nodes of a cluster.</summary>
[Cmdlet(VerbsCommon.Get, "KopsNodeHealth", DefaultParameterSetName = "Object")]
[OutputType(typeof(KopsNodeHealth), ParameterSetName = ["Object"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet"])]
public sealed class GetKopsNodeHealthCommand : KubernetesCmdlet
{
    /// <summary>Names piped in, by the context that they belong to: each cluster is read once, however many of its nodes are asked for.</summary>
    private readonly Dictionary<(string Source, string Context, string? Cluster), (KubeContext Context, List<string> Names)> _piped = [];

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

    /// <summary>Only nodes that are not healthy, or of which nobody can say so.</summary>
    [Parameter(ParameterSetName = "Object")]
    public SwitchParameter Unhealthy { get; set; }

    /// <summary>Only true or false: whether no node is unhealthy.</summary>
    [Parameter(ParameterSetName = "Quiet", Mandatory = true)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (names, clusterName) = (Name, ClusterName);
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        if (names is null || !MyInvocation.ExpectingInput)
        {
            await ReadAsync(context, clusterName, names, cancellationToken).ConfigureAwait(false);
            return;
        }

        var key = (context.Source, context.Name, clusterName);
        if (!_piped.TryGetValue(key, out var wanted))
        {
            _piped[key] = wanted = (context, []);
        }

        wanted.Names.AddRange(names);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var ((_, _, clusterName), (context, names)) in _piped)
        {
            try
            {
                await ReadAsync(context, clusterName, [.. names.Distinct(StringComparer.OrdinalIgnoreCase)], cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        }
    }

    private async Task ReadAsync(KubeContext context, string? clusterName, string[]? names, CancellationToken cancellationToken)
    {
        var missing = names?.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var query = new NodeHealthQuery { Name = Matcher(names), InstanceGroup = Matcher(InstanceGroup) };
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

    private static Func<string, bool>? Matcher(string[]? patterns)
    {
        if (patterns is null)
        {
            return null;
        }

        var compiled = Array.ConvertAll(patterns, pattern => new WildcardPattern(pattern, WildcardOptions.IgnoreCase));
        return value => Array.Exists(compiled, pattern => pattern.IsMatch(value));
    }
}

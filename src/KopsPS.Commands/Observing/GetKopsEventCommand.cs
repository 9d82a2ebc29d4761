using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.EventReports;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Shows what the components of a cluster reported, put together by object or by reason.</summary>
[Cmdlet(VerbsCommon.Get, "KopsEvent")]
[OutputType(typeof(KopsEvent))]
public sealed class GetKopsEventCommand : KubernetesCmdlet
{
    /// <summary>Names piped in, by the context that they belong to: each cluster is read once, however many of its objects are asked for.</summary>
    private readonly Dictionary<(string Source, string Context, string? Cluster), (KubeContext Context, List<string> Names)> _piped = [];

    /// <summary>Objects by name, also with kind and namespace.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [EventObjectTransform]
    public string[]? Name { get; set; }

    /// <summary>Namespaces of the objects; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Namespace { get; set; }

    /// <summary>Reasons; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Reason { get; set; }

    /// <summary><c>Warning</c> or <c>Info</c>.</summary>
    [Parameter]
    [ValidateSet("Info", "Warning")]
    public KopsSeverity? Severity { get; set; }

    /// <summary>Only what was reported within this time.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? Since { get; set; }

    /// <summary>Which events are one.</summary>
    [Parameter]
    public KopsEventGroup GroupBy { get; set; }

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
        var about = names is null ? null : Array.ConvertAll(names, name => EventAbout.Parse(name, WorkloadHealthReader.KindOf) ?? throw Faults.KubernetesWorkloadNameInvalid(name));
        var literal = Array.FindAll(Namespace ?? [], pattern => !WildcardPattern.ContainsWildcardCharacters(pattern));
        var query = new EventQuery
        {
            // Events of nodes and other objects of the cluster lie in "default", whatever their object's namespace is.
            Namespaces = literal.Length > 0 && literal.Length == Namespace?.Length ? literal : [],
            Namespace = Wildcards.Matcher(Namespace),
            About = about is null ? null : (kind, space, name) => Array.Exists(about, item => item.Fits(kind, space, name)),
            Reason = Wildcards.Matcher(Reason),
            Severity = Severity,
            Since = Since,
            GroupBy = GroupBy,
        };
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        foreach (var found in await new EventReader(client, clusterName, Feedback).ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            await WriteAsync(found, cancellationToken).ConfigureAwait(false);
        }
    }
}

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
    private readonly PipedNames _piped = new();

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

        _piped.Add(context, clusterName, names);
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

    private async Task ReadAsync(KubeContext context, string? clusterName, string[]? names, CancellationToken cancellationToken)
    {
        var about = names is null ? null : Array.ConvertAll(names, name => EventAbout.Parse(name, WorkloadHealthReader.KindOf) ?? throw Faults.KubernetesWorkloadNameInvalid(name));
        var query = new EventQuery
        {
            // Events of nodes and other objects of the cluster lie in "default", whatever their object's namespace is.
            Namespaces = Wildcards.AreLiteral(Namespace) ? Namespace : [],
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

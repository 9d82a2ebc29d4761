using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Networking;

namespace KopsPS.Commands;

/// <summary>Judges a cluster's network, and tries it from nodes where told to.</summary>
[Cmdlet(VerbsDiagnostic.Test, "KopsNetwork", SupportsShouldProcess = true, DefaultParameterSetName = "Object")]
[OutputType(typeof(KopsNetworkHealth), ParameterSetName = ["Object", "Probe"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet", "ProbeQuiet"])]
public sealed class TestKopsNetworkCommand : KubernetesCmdlet
{
    /// <summary>Namespaces of services and policies; wildcards work.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? Namespace { get; set; }

    /// <summary>Codes of findings that are left out; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? ExcludeCheck { get; set; }

    /// <summary>Only what is not healthy, or of which nobody can say so.</summary>
    [Parameter(ParameterSetName = "Object")]
    [Parameter(ParameterSetName = "Probe")]
    public SwitchParameter Unhealthy { get; set; }

    /// <summary>Only true or false: whether nothing is unhealthy.</summary>
    [Parameter(ParameterSetName = "Quiet", Mandatory = true)]
    [Parameter(ParameterSetName = "ProbeQuiet", Mandatory = true)]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Also try the network from nodes, by short-lived pods.</summary>
    [Parameter(ParameterSetName = "Probe", Mandatory = true)]
    [Parameter(ParameterSetName = "ProbeQuiet", Mandatory = true)]
    public SwitchParameter Probe { get; set; }

    /// <summary>Nodes to try from.</summary>
    [Parameter(ParameterSetName = "Probe")]
    [Parameter(ParameterSetName = "ProbeQuiet")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public string[]? ProbeNode { get; set; }

    /// <summary>How many nodes to try from, where none are named.</summary>
    [Parameter(ParameterSetName = "Probe")]
    [Parameter(ParameterSetName = "ProbeQuiet")]
    [ValidateRange(1, 100)]
    public int ProbeCount { get; set; } = 3;

    /// <summary>Image of the pods.</summary>
    [Parameter(ParameterSetName = "Probe")]
    [Parameter(ParameterSetName = "ProbeQuiet")]
    [ValidateNotNullOrEmpty]
    public string ProbeImage { get; set; } = new ProbeRequest().Image;

    /// <summary>Namespace of the pods.</summary>
    [Parameter(ParameterSetName = "Probe")]
    [Parameter(ParameterSetName = "ProbeQuiet")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string ProbeNamespace { get; set; } = new ProbeRequest().Namespace;

    /// <summary>Time for each pod.</summary>
    [Parameter(ParameterSetName = "Probe")]
    [Parameter(ParameterSetName = "ProbeQuiet")]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan Timeout { get; set; } = new ProbeRequest().Limit;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var clusterName = ClusterName;
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        var literal = Wildcards.AreLiteral(Namespace);
        var query = new NetworkHealthQuery
        {
            Namespaces = literal ? Namespace! : [],
            Namespace = literal ? null : Wildcards.Matcher(Namespace),
            ExcludeCheck = Wildcards.Matcher(ExcludeCheck),
        };
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var sound = true;
        try
        {
            await foreach (var health in new NetworkHealthReader(client, Feedback).ReadAsync(clusterName, query, cancellationToken).ConfigureAwait(false))
            {
                await TakeAsync(health).ConfigureAwait(false);
            }

            if (Probe)
            {
                var prober = new NetworkProber(client, Feedback);
                var nodes = await AgreedAsync(await prober.NodesAsync(ProbeNode ?? [], ProbeCount, cancellationToken).ConfigureAwait(false), context).ConfigureAwait(false);
                var request = new ProbeRequest { Image = ProbeImage, Namespace = ProbeNamespace, Limit = Timeout };
                foreach (var health in nodes.Count == 0 ? [] : await prober.ProbeAsync(clusterName, nodes, request, query, cancellationToken).ConfigureAwait(false))
                {
                    await TakeAsync(health).ConfigureAwait(false);
                }
            }
        }
        catch (KopsException fault) when (Quiet && fault.Id is "KubernetesApiUnreachable" or "KubernetesApiCertificate")
        {
            // That nothing answers is the answer; a missing identity is still an error.
            Feedback.Verbose(fault.Message);
            sound = false;
        }

        if (Quiet)
        {
            await WriteAsync(sound, cancellationToken).ConfigureAwait(false);
        }

        async Task TakeAsync(KopsNetworkHealth health)
        {
            sound &= health.Verdict is KopsVerdict.Healthy or KopsVerdict.Degraded;
            if (!Quiet && (!Unhealthy || health.Verdict != KopsVerdict.Healthy))
            {
                await WriteAsync(health, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<IReadOnlyList<string>> AgreedAsync(IReadOnlyList<string> nodes, KubeContext context)
    {
        List<string> agreed = [];
        foreach (var node in nodes)
        {
            if (await ShouldProcessAsync($"node {node} in {context.Name}", $"Run a pod of {ProbeImage} in namespace {ProbeNamespace} and remove it").ConfigureAwait(false))
            {
                agreed.Add(node);
            }
        }

        return agreed;
    }
}

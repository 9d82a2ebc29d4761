using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Shows and judges the workloads of a cluster, and the volumes, services and limits that they need.</summary>
[Cmdlet(VerbsCommon.Get, "KopsWorkloadHealth", DefaultParameterSetName = "Object")]
[OutputType(typeof(KopsWorkloadHealth), ParameterSetName = ["Object"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet"])]
public sealed class GetKopsWorkloadHealthCommand : KubernetesCmdlet
{
    private readonly PipedNames _piped = new();

    /// <summary>Names, also with kind and namespace; wildcards work.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [WorkloadNameTransform]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Namespaces; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Namespace { get; set; }

    /// <summary>Kinds.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WorkloadKindTransform]
    [ArgumentCompleter(typeof(WorkloadKindCompleter))]
    public string[]? Kind { get; set; }

    /// <summary>Label selector, as kubectl's <c>-l</c> takes it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Selector { get; set; }

    /// <summary>Codes of findings that are left out; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? ExcludeCheck { get; set; }

    /// <summary>Only what is not healthy, or of which nobody can say so.</summary>
    [Parameter(ParameterSetName = "Object")]
    public SwitchParameter Unhealthy { get; set; }

    /// <summary>Only true or false: whether nothing is unhealthy.</summary>
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
        var wanted = names is null ? null : Array.ConvertAll(names, name => WorkloadName.Parse(name) ?? throw Faults.KubernetesWorkloadNameInvalid(name));
        var missing = wanted?.Where(name => name.IsLiteral).ToList() ?? [];
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var reader = new WorkloadHealthReader(client, Feedback);
        var (sound, whole) = (true, true);
        HashSet<string> spaces = [];
        await foreach (var health in reader.ReadAsync(clusterName, Query(wanted), cancellationToken).ConfigureAwait(false))
        {
            missing.RemoveAll(name => name.Fits(health.Kind, health.Namespace, health.Name));
            whole &= health.Name != "*";
            spaces.Add(health.Namespace);
            sound &= health.Verdict is KopsVerdict.Healthy or KopsVerdict.Degraded;
            if (!Quiet && (!Unhealthy || health.Verdict != KopsVerdict.Healthy))
            {
                await WriteAsync(health, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var name in Wildcards.Literal(Namespace).Where(name => !spaces.Contains(name)))
        {
            // A list in a namespace that does not exist is simply empty.
            if (await reader.HasNamespaceAsync(name, cancellationToken).ConfigureAwait(false) == false)
            {
                sound = false;
                missing.Clear();
                WriteItemError(Faults.KubernetesNamespaceNotFound(name, clusterName ?? context.ClusterEntry));
            }
        }

        // Where kinds could not be read nobody knows whether the name is theirs.
        foreach (var name in whole ? missing : [])
        {
            WriteItemError(Faults.KubernetesWorkloadNotFound(name.Text, clusterName ?? context.ClusterEntry));
        }

        if (Quiet)
        {
            await WriteAsync(sound && missing.Count == 0, cancellationToken).ConfigureAwait(false);
        }
    }

    private WorkloadHealthQuery Query(WorkloadName[]? wanted)
    {
        var kinds = Kind ?? (wanted?.All(name => name.Kind is not null) == true ? wanted.Select(name => name.Kind!) : []);
        var literal = Wildcards.Literal(Namespace);
        return new WorkloadHealthQuery
        {
            Name = wanted is null ? null : (kind, space, name) => Array.Exists(wanted, item => item.Fits(kind, space, name)),
            Names = wanted?.Where(name => name.IsLiteral && name.Kind is null or "Pod" or "ReplicaSet" or "Job").Select(name => name.Name).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [],
            Kinds = kinds.ToHashSet(StringComparer.Ordinal),
            Namespaces = literal.Length == Namespace?.Length ? literal : [],
            Namespace = literal.Length == Namespace?.Length ? null : Wildcards.Matcher(Namespace),
            Selector = Selector is null ? null : LabelSelector.Parse(Selector),
            ExcludeCheck = Wildcards.Matcher(ExcludeCheck),
        };
    }
}

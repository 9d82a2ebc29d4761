using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Shows workloads: what is wanted of them, and what of that is there.</summary>
[Cmdlet(VerbsCommon.Get, "KopsWorkload")]
[OutputType(typeof(KopsWorkload))]
public sealed class GetKopsWorkloadCommand : KubernetesCmdlet
{
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
    [WorkloadKindTransform]
    [ValidateSet("Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "ReplicaSet", "ReplicationController")]
    public string[]? Kind { get; set; }

    /// <summary>Label selector, as kubectl's <c>-l</c> takes it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Selector { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (clusterName, names) = (ClusterName, Name);
        var wanted = names is null ? null : Array.ConvertAll(names, name => WorkloadName.Parse(name) ?? throw Faults.KubernetesWorkloadNameInvalid(name));
        if (Selector is { } selector)
        {
            _ = LabelSelector.Parse(selector);
        }

        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var finder = new WorkloadFinder(client);
        var kinds = Kind ?? (wanted?.All(name => name.Kind is not null) == true ? [.. wanted.Select(name => name.Kind!).Distinct()] : WorkloadFinder.Kinds);
        string?[] spaces = Namespace is null || Array.Exists(Namespace, WildcardPattern.ContainsWildcardCharacters) ? new string?[1] : Namespace;
        var inNamespace = Wildcards.Matcher(Namespace);
        var missing = wanted?.Where(name => name.IsLiteral).ToList() ?? [];
        List<WorkloadObject> found = [];
        foreach (var list in kinds.SelectMany(kind => spaces.Select(space => finder.ListAsync(kind, space, Selector, null, cancellationToken))).ToArray())
        {
            try
            {
                found.AddRange((await list.ConfigureAwait(false)).Where(item => Fits(item, wanted, inNamespace)));
            }
            catch (KopsException fault) when (fault.Id == "KubernetesForbidden" && kinds.Count > 1)
            {
                // Whether the name is of this kind nobody can say.
                missing.Clear();
                WriteItemError(fault);
            }
        }

        foreach (var item in found.OrderBy(item => item.Target.Namespace, StringComparer.Ordinal))
        {
            missing.RemoveAll(name => name.Fits(item.Target.Kind, item.Target.Namespace, item.Target.Name));
            await WriteAsync(item.ToWorkload(client, clusterName), cancellationToken).ConfigureAwait(false);
        }

        foreach (var name in missing)
        {
            WriteItemError(Faults.KubernetesWorkloadNotFound(name.Text, clusterName ?? context.ClusterEntry));
        }
    }

    /// <summary>What a controller made is shown where it is asked for.</summary>
    private bool Fits(WorkloadObject item, WorkloadName[]? wanted, Func<string, bool>? inNamespace) =>
        (wanted is null || Array.Exists(wanted, name => name.Fits(item.Target.Kind, item.Target.Namespace, item.Target.Name)))
        && inNamespace?.Invoke(item.Target.Namespace) != false
        && (!item.IsControlled || Kind is not null || wanted is not null && Array.Exists(wanted, name => name.IsLiteral || name.Kind is not null));
}

using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Networking;

namespace KopsPS.Commands;

/// <summary>Shows services: how they are called, where they listen and what they lead to.</summary>
[Cmdlet(VerbsCommon.Get, "KopsService")]
[OutputType(typeof(KopsService))]
public sealed class GetKopsServiceCommand : KubernetesCmdlet
{
    /// <summary>Names, also with namespace; wildcards work.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [WorkloadNameTransform]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Namespaces; wildcards work.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? Namespace { get; set; }

    /// <summary>Label selector, as kubectl's <c>-l</c> takes it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Selector { get; set; }

    /// <summary>Only services behind which nothing is ready.</summary>
    [Parameter]
    public SwitchParameter WithoutEndpoint { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (clusterName, names) = (ClusterName, Name);
        var wanted = names is null ? null : Array.ConvertAll(names, ServiceNames.Parse);
        var selector = Selector is null ? null : LabelSelector.Parse(Selector);
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var query = ServiceNames.Query(wanted, Namespace) with { Selector = selector };
        var missing = wanted?.Where(name => name.IsLiteral).ToList() ?? [];
        foreach (var service in await new ServiceReader(client).ReadAsync(clusterName, query, cancellationToken).ConfigureAwait(false))
        {
            missing.RemoveAll(name => name.Fits("Service", service.Namespace, service.Name));
            if (!WithoutEndpoint || service is { Endpoints: not null, Type: not "ExternalName", ReadyEndpoints.Length: 0 })
            {
                await WriteAsync(service, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var name in missing)
        {
            WriteItemError(Faults.KubernetesServiceNotFound(name.Text, clusterName ?? context.ClusterEntry));
        }
    }
}

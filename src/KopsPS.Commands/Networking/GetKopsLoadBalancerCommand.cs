using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Networking;

namespace KopsPS.Commands;

/// <summary>Shows services of type LoadBalancer, and Ingresses, with their load balancers in AWS and the health of their targets.</summary>
[Cmdlet(VerbsCommon.Get, "KopsLoadBalancer")]
[OutputType(typeof(KopsLoadBalancer))]
public sealed class GetKopsLoadBalancerCommand : KubernetesAwsCmdlet
{
    /// <summary>Names of services and Ingresses, also with namespace; wildcards work.</summary>
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

    /// <summary>Only what is not healthy, or of which nobody can say so.</summary>
    [Parameter]
    public SwitchParameter Unhealthy { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (clusterName, names, settings) = (ClusterName, Name, AwsSettings());
        var wanted = names is null ? null : Array.ConvertAll(names, ServiceNames.Parse);
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var missing = wanted?.Where(name => name.IsLiteral).ToList() ?? [];
        foreach (var balancer in await new LoadBalancerReader(client, Feedback, settings).ReadAsync(clusterName, ServiceNames.Query(wanted, Namespace), cancellationToken).ConfigureAwait(false))
        {
            missing.RemoveAll(name => name.Fits("Service", balancer.Namespace, balancer.Service));
            if (!Unhealthy || balancer.Verdict != KopsVerdict.Healthy)
            {
                await WriteAsync(balancer, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var name in missing)
        {
            WriteItemError(Faults.KubernetesServiceNotFound(name.Text + " of type LoadBalancer", clusterName ?? context.ClusterEntry));
        }
    }
}

using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Networking;

namespace KopsPS.Commands;

/// <summary>Shows network policies, what they mean for pods, and whether a way is open.</summary>
[Cmdlet(VerbsCommon.Get, "KopsNetworkPolicy", DefaultParameterSetName = "Policy")]
[OutputType(typeof(KopsNetworkPolicy), ParameterSetName = ["Policy"])]
[OutputType(typeof(KopsPodNetwork), ParameterSetName = ["Pod", "Selector"])]
[OutputType(typeof(KopsNetworkPath), ParameterSetName = ["Path"])]
public sealed class GetKopsNetworkPolicyCommand : KubernetesCmdlet
{
    /// <summary>Names of policies; wildcards work.</summary>
    [Parameter(ParameterSetName = "Policy", Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Pods whose network is evaluated, also with namespace; wildcards work.</summary>
    [Parameter(ParameterSetName = "Pod", Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [PodNameTransform]
    [SupportsWildcards]
    public string[] Pod { get; set; } = [];

    /// <summary>Selects the pods whose network is evaluated by their labels.</summary>
    [Parameter(ParameterSetName = "Selector", Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Selector { get; set; }

    /// <summary>Where traffic comes from: pods, or addresses.</summary>
    [Parameter(ParameterSetName = "Path", Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [PodNameTransform]
    public string[] From { get; set; } = [];

    /// <summary>Where traffic goes to: pods, or addresses.</summary>
    [Parameter(ParameterSetName = "Path", Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [PodNameTransform]
    public string[] To { get; set; } = [];

    /// <summary>Port of the destination, by number or by the name that its containers give it.</summary>
    [Parameter(ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string? Port { get; set; }

    /// <summary>Protocol of the port.</summary>
    [Parameter(ParameterSetName = "Path")]
    [ValidateSet("TCP", "UDP", "SCTP")]
    public string Protocol { get; set; } = "TCP";

    /// <summary>Namespaces; wildcards work where several things may fit.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? Namespace { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (clusterName, pods) = (ClusterName, Pod);
        var selector = Selector is null ? null : LabelSelector.Parse(Selector);
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var reader = new PolicyReader(client);
        switch (ParameterSetName)
        {
            case "Path":
                await PathsAsync(reader, context, clusterName, cancellationToken).ConfigureAwait(false);
                break;
            case "Policy":
                await PoliciesAsync(reader, context, clusterName, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await PodsAsync(reader, context, clusterName, selector is null ? pods : null, selector, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task PoliciesAsync(PolicyReader reader, KubeContext context, string? clusterName, CancellationToken cancellationToken)
    {
        var missing = Wildcards.Literal(Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var fits = Wildcards.Matcher(Name);
        foreach (var policy in await reader.PoliciesAsync(clusterName, Query((_, name) => fits?.Invoke(name) != false), cancellationToken).ConfigureAwait(false))
        {
            missing.Remove(policy.Name);
            await WriteAsync(policy, cancellationToken).ConfigureAwait(false);
        }

        foreach (var name in missing)
        {
            WriteItemError(Faults.KubernetesNetworkPolicyNotFound(name, clusterName ?? context.ClusterEntry));
        }
    }

    private async Task PodsAsync(PolicyReader reader, KubeContext context, string? clusterName, string[]? pods, LabelSelector? selector, CancellationToken cancellationToken)
    {
        var wanted = (pods ?? []).Select(text => Named(text)).ToArray();
        var query = Query((space, name) => pods is null || Array.Exists(wanted, one => one.Space?.IsMatch(space) != false && one.Name.IsMatch(name))) with { Selector = selector };
        if (Namespace is null && wanted.Length > 0 && Array.TrueForAll(wanted, one => one.Literal is not null))
        {
            query = query with { Namespaces = [.. wanted.Select(one => one.Literal!).Distinct(StringComparer.Ordinal)] };
        }

        var missing = wanted.Where(one => !WildcardPattern.ContainsWildcardCharacters(one.Text)).ToList();
        foreach (var pod in await reader.PodsAsync(clusterName, query, cancellationToken).ConfigureAwait(false))
        {
            missing.RemoveAll(one => one.Space?.IsMatch(pod.Namespace) != false && one.Name.IsMatch(pod.Pod));
            await WriteAsync(pod, cancellationToken).ConfigureAwait(false);
        }

        foreach (var one in missing)
        {
            WriteItemError(Faults.KubernetesPodNotFound(one.Text, clusterName ?? context.ClusterEntry));
        }
    }

    private async Task PathsAsync(PolicyReader reader, KubeContext context, string? clusterName, CancellationToken cancellationToken)
    {
        if (Namespace is { Length: > 1 } || Array.Exists(Namespace ?? [], WildcardPattern.ContainsWildcardCharacters))
        {
            throw Faults.KubernetesNamespaceAmbiguous(string.Join(", ", Namespace!));
        }

        var space = Namespace is [var told] ? told : context.Namespace ?? "default";
        foreach (var from in From)
        {
            foreach (var to in To)
            {
                try
                {
                    var (source, destination) = (NetworkEnd.Parse(from, space), NetworkEnd.Parse(to, space));
                    if (source.Address is not null && destination.Address is not null)
                    {
                        throw Faults.KubernetesPathWithoutPod(from, to);
                    }

                    await WriteAsync(await reader.PathAsync(clusterName, source, destination, Port, Protocol, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                }
                catch (KopsException fault)
                {
                    WriteItemError(fault);
                }
            }
        }
    }

    private PolicyQuery Query(Func<string, string, bool> name)
    {
        var literal = Wildcards.AreLiteral(Namespace);
        return new PolicyQuery { Name = name, Namespaces = literal ? Namespace! : [], Namespace = literal ? null : Wildcards.Matcher(Namespace) };
    }

    private static (string Text, string? Literal, WildcardPattern? Space, WildcardPattern Name) Named(string text)
    {
        var end = text.Split('/') is [var one] && one.Length > 0 ? (Space: null, Name: one) : NetworkEnd.Parse(text, "") is { Address: null } parsed ? (Space: parsed.Namespace, Name: parsed.Pod!) : throw Faults.KubernetesPodNameInvalid(text);
        var literal = end.Space is { } space && !WildcardPattern.ContainsWildcardCharacters(space) ? space : null;
        return (text, literal, end.Space is null ? null : new WildcardPattern(end.Space, WildcardOptions.IgnoreCase), new WildcardPattern(end.Name, WildcardOptions.IgnoreCase));
    }
}

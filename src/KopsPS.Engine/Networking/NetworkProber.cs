using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>
/// Tries the network from nodes by short-lived pods: pods of other nodes, a service, a name. Every pod is removed whatever happens; one that a killed
/// run left behind is ended by its kubelet and removed by the next run.
/// </summary>
public sealed class NetworkProber(KubeClient client, IFeedback feedback)
{
    /// <summary>Nodes at a time.</summary>
    private const int AtOnce = 5;

    /// <summary>Pods that are tried from each node.</summary>
    private const int MostPods = 3;

    /// <summary>A removal that takes longer is told, and left.</summary>
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(30);

    /// <summary>Pods of other runs that are older are nobody's any more.</summary>
    private static readonly TimeSpan LeftOver = TimeSpan.FromMinutes(15);

    private readonly NetworkLister _lister = new(client);

    /// <summary>The nodes to probe from: those named, else some that work, from each zone in turn.</summary>
    /// <param name="names">Nodes by name; none lets it choose.</param>
    /// <param name="most">How many at most, where it chooses.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KubernetesNodeNotFound</c>, or one of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<IReadOnlyList<string>> NodesAsync(IReadOnlyList<string> names, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var nodes = await _lister.ListAsync(NetworkLister.Core, "nodes", null, null, null, WorkloadJson.Default.Places, cancellationToken).ConfigureAwait(false);
        var known = nodes.Select(node => node.Metadata?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (names.Count > 0)
        {
            return names.FirstOrDefault(name => !known.Contains(name)) is { } missing
                ? throw Faults.KubernetesNodeNotFound(missing, client.Context.ClusterEntry)
                : [.. names.Distinct(StringComparer.Ordinal)];
        }

        var zones = nodes.Where(node => node.Ready?.Status == "True").OrderBy(node => node.Metadata?.Name, StringComparer.Ordinal)
            .GroupBy(node => node.Metadata?.Labels?.GetValueOrDefault("topology.kubernetes.io/zone"), StringComparer.Ordinal).OrderBy(zone => zone.Key, StringComparer.Ordinal).Select(zone => zone.ToArray()).ToArray();
        return [.. Enumerable.Range(0, zones.Length == 0 ? 0 : zones.Max(zone => zone.Length)).SelectMany(at => zones.Where(zone => at < zone.Length).Select(zone => zone[at].Metadata!.Name!)).Take(most)];
    }

    /// <summary>Probes from nodes.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="nodes">Nodes.</param>
    /// <param name="request">How.</param>
    /// <param name="query">Which findings are left out.</param>
    /// <param name="cancellationToken">Ends it; the pods are removed first.</param>
    /// <exception cref="KopsException">Where nothing can be probed at all: one of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<IReadOnlyList<KopsNetworkHealth>> ProbeAsync(
        string? clusterName, IReadOnlyList<string> nodes, ProbeRequest request, NetworkHealthQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(request);
        await SweepAsync(request.Namespace, cancellationToken).ConfigureAwait(false);
        var reader = new NetworkHealthReader(client, feedback);
        var (domain, service, pods) = await TargetsAsync(cancellationToken).ConfigureAwait(false);
        using var slots = new SemaphoreSlim(AtOnce);
        var done = 0;
        var activity = $"Probing the network of {clusterName ?? client.Context.ClusterEntry}";
        var results = await Task.WhenAll(nodes.Select(OneAsync)).ConfigureAwait(false);
        feedback.Progress(new ProgressReport(activity, $"{nodes.Count} nodes", 100, Completed: true));
        return results;

        async Task<KopsNetworkHealth> OneAsync(string node)
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                // Pods of other nodes: to those of its own node there is always a way.
                var elsewhere = pods.Where(pod => pod.Node != node).Concat(pods).Select(pod => pod.Address).Distinct(StringComparer.Ordinal).Take(MostPods).ToArray();
                var judged = await RunAsync(node, request, new ProbeTargets($"kubernetes.default.svc.{domain}", service, elsewhere), cancellationToken).ConfigureAwait(false);
                feedback.Progress(new ProgressReport(activity, node, 100 * Interlocked.Increment(ref done) / nodes.Count));
                return reader.Shown("Probe", "", node, judged, clusterName, query);
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private async Task<Judgement> RunAsync(string node, ProbeRequest request, ProbeTargets targets, CancellationToken cancellationToken)
    {
        // The name is known before the pod is: it can be removed even where nobody knows whether it was made.
        var name = $"kopsps-probe-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";
        var path = KubePath.For("", "v1", "pods", request.Namespace, name);
        var judged = new Judgement();
        try
        {
            feedback.Verbose($"Probing from node {node} by pod {request.Namespace}/{name}.");
            await client.PostAsync(KubePath.For("", "v1", "pods", request.Namespace), ProbePod.Of(name, node, request, targets), null, cancellationToken).ConfigureAwait(false);
            var pod = await EndAsync(path, request, cancellationToken).ConfigureAwait(false);
            if (pod?.Status?.ContainerStatuses is [{ State.Terminated: { Message: { Length: > 0 } said } }, ..])
            {
                ProbeResult.Judge(judged, said);
            }
            else
            {
                await NotRunAsync(judged, pod, request, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (KopsException fault) when (fault.Id is not ("KubernetesApiUnreachable" or "KubernetesUnauthorized"))
        {
            judged.Skip("Probe", fault.Message, decisive: true);
        }
        finally
        {
            await RemoveAsync(path, $"{request.Namespace}/{name}").ConfigureAwait(false);
        }

        return judged;
    }

    /// <summary>The pod once it has ended, or as it is when the time is over; null where it is gone.</summary>
    private async Task<PodRow?> EndAsync(string path, ProbeRequest request, CancellationToken cancellationToken)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            var (pod, _) = await _lister.TryGetAsync(path, NetworkJson.Default.PodRow, cancellationToken).ConfigureAwait(false);
            if (pod is null || pod.Status?.Phase is "Succeeded" or "Failed" || System.Diagnostics.Stopwatch.GetElapsedTime(start) >= request.Limit)
            {
                return pod;
            }

            await Task.Delay(request.Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A pod that did not get to its end says why; a sandbox without network is a fault of the network.</summary>
    private async Task NotRunAsync(Judgement judged, PodRow? pod, ProbeRequest request, CancellationToken cancellationToken)
    {
        if (pod is null)
        {
            judged.Skip("Probe", "somebody removed the probe's pod before it ended", decisive: true);
            return;
        }

        // Without a clock whatever waits counts as late, which it is: the time is over.
        var facts = ServiceSituation.Of(new ServiceRow(), null, [pod], null, null, null, null, []).Facts;
        var fact = facts.Pods![0];
        _ = PodDiagnosis.Of(fact, facts);
        if (facts.Events.Wanted.Count > 0)
        {
            using var reader = new ClusterFactsReader(client, feedback);
            await reader.ReadEventsAsync(facts.Events, new WorkloadHealthQuery { Namespaces = [request.Namespace] }, cancellationToken).ConfigureAwait(false);
        }

        var problem = PodDiagnosis.Of(fact, facts);
        if (problem?.Code == WorkloadCode.SandboxFailed)
        {
            judged.Add(NetworkCode.ProbeNetworkMissing, KopsSeverity.Error, problem.Message, null, "Get-KopsComponentHealth Cni");
        }
        else
        {
            judged.Skip("Probe", $"the probe's pod did not end within {GoDuration.Format(request.Limit)}{(problem is null ? "" : $": {problem.Message}")}", decisive: true);
        }
    }

    private async Task RemoveAsync(string path, string name)
    {
        // Not the caller's token: what was made is taken away also when somebody has had enough.
        using var limit = new CancellationTokenSource(RemovalLimit);
        try
        {
            await client.DeleteAsync(path, new KubeDeleteOptions { GracePeriod = TimeSpan.Zero }, limit.Token).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
        {
            // Never made, or gone already.
        }
        catch (Exception fault) when (fault is KopsException or OperationCanceledException)
        {
            feedback.Warning($"The probe's pod {name} could not be removed ({fault.Message.TrimEnd('.')}). It ends by itself; kubectl -n {name.Split('/')[0]} delete pod {name.Split('/')[1]} takes it away.");
        }
    }

    /// <summary>Takes away what a run that was killed has left.</summary>
    private async Task SweepAsync(string @namespace, CancellationToken cancellationToken)
    {
        var (left, _) = await _lister.TryListAsync(NetworkLister.Core, "pods", [@namespace], ProbePod.Selector, null, WorkloadJson.Default.Pods, cancellationToken).ConfigureAwait(false);
        foreach (var pod in (left ?? []).Where(pod => client.Clock.Now - pod.Metadata?.CreationTimestamp > LeftOver))
        {
            feedback.Verbose($"Removing {@namespace}/{pod.Name}, which another run left.");
            await RemoveAsync(KubePath.For("", "v1", "pods", @namespace, pod.Name), $"{@namespace}/{pod.Name}").ConfigureAwait(false);
        }
    }

    /// <summary>What can be tried in any cluster: the API server's service, and the pods of the name service.</summary>
    private async Task<(string Domain, string Service, (string Address, string? Node)[] Pods)> TargetsAsync(CancellationToken cancellationToken)
    {
        var domain = await ClusterDomain.ReadAsync(client, cancellationToken).ConfigureAwait(false);
        var api = await client.GetJsonAsync(KubePath.For("", "v1", "services", "default", "kubernetes"), cancellationToken).ConfigureAwait(false);
        var (address, port) = ((string?)api["spec"]?["clusterIP"], api["spec"]?["ports"] is JsonArray { Count: > 0 } ports ? ports[0]?["port"]?.ToString() : null);
        var (slices, _) = await _lister.TryListAsync(
            NetworkLister.Discovery, "endpointslices", ["kube-system"], "kubernetes.io/service-name=kube-dns", null, NetworkJson.Default.Slices, cancellationToken).ConfigureAwait(false);
        var pods = (slices ?? []).SelectMany(slice => (slice.Endpoints ?? []).Where(endpoint => ServiceEndpoints.IsReady(endpoint))
            .SelectMany(endpoint => (slice.Ports ?? []).Where(one => one is { Protocol: "TCP", Port: not null }).Take(1).Select(one => ($"{endpoint.Addresses?.FirstOrDefault()}:{one.Port}", endpoint.NodeName)))).ToArray();
        return (domain, $"{address}:{port ?? "443"}", pods);
    }
}

using System.Runtime.CompilerServices;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Components;

/// <summary>Reads and judges the parts of a cluster: one object a part, one a replica, one an object that a part depends on.</summary>
public sealed class ComponentHealthReader(KubeClient client, IFeedback feedback)
{
    /// <summary>Codes of all findings, as <c>about_KopsPS_Health</c> lists them.</summary>
    public static IReadOnlyList<string> Codes => ComponentCode.All;

    /// <summary>
    /// Reads. Where the API server cannot be reached, one object says so, and the fault follows: nothing else can be said then.
    /// </summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">Which parts, and thresholds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>: no way to the API server, or no identity there.</exception>
    public async IAsyncEnumerable<KopsComponentHealth> ReadAsync(
        string? clusterName, ComponentHealthQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var cluster = clusterName ?? client.Context.ClusterEntry;
        using var reader = new ComponentFactsReader(client, feedback, query, cluster);
        var probes = new ComponentFacts { Query = query, Cluster = cluster };
        KopsException? unreachable = null;
        try
        {
            await reader.ProbeAsync(probes, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id is "KubernetesApiUnreachable" or "KubernetesApiCertificate")
        {
            unreachable = fault;
        }

        if (unreachable is not null)
        {
            yield return Shown(ApiServerJudge.Unreachable(unreachable), null);
            throw unreachable;
        }

        query.Probed?.Invoke();
        var facts = new ComponentFacts
        {
            Query = query,
            Cluster = cluster,
            Now = client.Clock.Now,
            Live = probes.Live,
            Ready = probes.Ready,
            ServerVersion = probes.ServerVersion,
            Latency = probes.Latency,
            Certificate = probes.Certificate,
        };
        await reader.ReadAsync(facts, cancellationToken).ConfigureAwait(false);
        var count = 0;
        foreach (var judged in Judge(facts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (query.Wants(judged.Part))
            {
                count++;
                yield return Shown(judged, facts.Now);
            }
        }

        feedback.Progress(new ProgressReport($"Reading the parts of {cluster}", $"{count} parts", 100, Completed: true));

        KopsComponentHealth Shown(PartJudgement judged, DateTimeOffset? now) => judged.Health(client.Context, clusterName, now, query.Excluded);
    }

    /// <summary>Judges everything; parts that nobody wants are left out by the caller, since one kind may serve several.</summary>
    internal static IEnumerable<PartJudgement> Judge(ComponentFacts facts)
    {
        var query = facts.Query;
        IEnumerable<PartJudgement> all = [];
        Add(ApiServerJudge.Judge, KopsComponentPart.ApiServer);
        Add(EtcdJudge.Judge, KopsComponentPart.Etcd);
        Add(LeaderJudge.Scheduler, KopsComponentPart.Scheduler);
        Add(LeaderJudge.ControllerManager, KopsComponentPart.ControllerManager);
        Add(ControllerJudge.Judge, KopsComponentPart.ControllerManager);
        Add(facts => [CloudControllerJudge.Judge(facts)], KopsComponentPart.CloudControllerManager);
        Add(facts => [NodesJudge.Kubelets(facts)], KopsComponentPart.Kubelet);
        Add(facts => [ProxyJudge.Judge(facts)], KopsComponentPart.KubeProxy);
        Add(facts => [NodesJudge.Runtimes(facts)], KopsComponentPart.ContainerRuntime);
        Add(AgentJudges.Dns, KopsComponentPart.Dns);
        Add(AgentJudges.Cni, KopsComponentPart.Cni);
        Add(AgentJudges.Csi, KopsComponentPart.Csi);
        Add(ApiServiceJudge.Judge, KopsComponentPart.Metrics, KopsComponentPart.AggregatedApi);
        Add(WebhookJudge.Judge, KopsComponentPart.Webhook);
        Add(NamespaceJudge.Judge, KopsComponentPart.Namespace);
        Add(CertificateRequestJudge.Judge, KopsComponentPart.Certificate);
        Add(facts => [NodesJudge.Cluster(facts)], KopsComponentPart.Cluster);
        Add(
            LeaderJudge.Leases, KopsComponentPart.Addon, KopsComponentPart.Scheduler, KopsComponentPart.ControllerManager, KopsComponentPart.CloudControllerManager,
            KopsComponentPart.ApiServer);
        return all;

        void Add(Func<ComponentFacts, IEnumerable<PartJudgement>> judge, params KopsComponentPart[] parts)
        {
            if (query.Wants(parts))
            {
                all = all.Concat(judge(facts));
            }
        }
    }
}

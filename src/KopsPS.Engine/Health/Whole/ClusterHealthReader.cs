using KopsPS.Engine.Health.Components;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Whole;

/// <summary>Reads and judges a whole cluster: its parts, its nodes and its workloads at the same time.</summary>
public sealed class ClusterHealthReader(KubeClient client, IFeedback feedback)
{
    /// <summary>Codes of all findings and checks, as <c>about_KopsPS_Health</c> lists them, and the kinds that may not be readable.</summary>
    public static IReadOnlyList<string> Codes { get; } =
        [.. NodeCode.All.Concat(ComponentCode.All).Concat(WorkloadCode.All).Concat(WorkloadHealthReader.Kinds)
            .Concat(["Namespace", "Lease", "APIService", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "CertificateSigningRequest"]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Reads. A cluster whose API server does not answer has a verdict, too; the fault comes with it.</summary>
    /// <param name="clusterName">Name for the object; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">How it is judged.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>: no identity at the API server, or a way to it that broke while reading.</exception>
    public async Task<(KopsHealth Health, KopsException? Unreachable)> ReadAsync(string? clusterName, ClusterHealthQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tally = new HealthTally(query.Excluded);
        var parts = new ComponentHealthSource(
            client, feedback, clusterName,
            new ComponentHealthQuery { Excluded = query.Excluded, Backups = query.Backups, Thresholds = query.Thresholds.Component });
        List<Task> reading = [TakeAsync(parts)];
        KopsException? unreachable = null;
        try
        {
            // What measures the API server comes first, while nothing else presses it; where it is not there, nothing else is asked.
            await (await Task.WhenAny(parts.Probed, reading[0]).ConfigureAwait(false)).ConfigureAwait(false);
            reading.Add(TakeAsync(new NodeHealthSource(
                client, feedback, clusterName,
                new NodeHealthQuery { IncludePod = query.IncludePod, Instances = query.Instances, Thresholds = query.Thresholds.Node, Excluded = query.Excluded })));
            reading.Add(TakeAsync(new WorkloadHealthSource(client, feedback, clusterName, new WorkloadHealthQuery { ExcludeCheck = query.Excluded })));
            foreach (var read in reading)
            {
                // One fault that all share ends them all.
                _ = read.ContinueWith(_ => stop.CancelAsync(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            await Task.WhenAll(reading).ConfigureAwait(false);
        }
        catch (KopsException fault) when (reading.Count == 1 && fault.Id is "KubernetesApiUnreachable" or "KubernetesApiCertificate")
        {
            unreachable = fault;
        }
        catch (Exception) when (reading.Select(read => read.Exception?.InnerException).OfType<KopsException>().FirstOrDefault() is { } first)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw first;
        }

        return (tally.Health(client, clusterName), unreachable);

        async Task TakeAsync(IHealthSource source)
        {
            try
            {
                await foreach (var item in source.ReadAsync(stop.Token).ConfigureAwait(false))
                {
                    tally.Add(item);
                }
            }
            catch (KopsException fault) when (KubeFaults.IsOwnMatterOfList(fault))
            {
                tally.Add(new HealthItem
                {
                    Kind = source.Kind,
                    Name = "*",
                    Verdict = KopsVerdict.NotChecked,
                    NotChecked = [new KopsSkippedCheck { Code = source.Kind, Reason = fault.Message }],
                });
            }
        }
    }
}

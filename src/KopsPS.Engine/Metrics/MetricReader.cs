using System.Runtime.CompilerServices;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Metrics;

/// <summary>Reads pages of metrics through the API server.</summary>
public sealed class MetricReader(KubeClient client, string? clusterName, IFeedback feedback)
{
    /// <summary>A line may carry a long help; more than this is no page of metrics.</summary>
    private const int LongestLine = 1024 * 1024;

    /// <summary>Reads one page, metric by metric as it comes.</summary>
    /// <param name="target">Whose page.</param>
    /// <param name="wanted">Which names; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KubernetesMetricsUnreadable</c> where it is no page of metrics or breaks off; the client's.</exception>
    public async IAsyncEnumerable<KopsMetric> ReadAsync(MetricTarget target, Func<string, bool>? wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var parser = new MetricParser(new MetricOrigin(target.Source, clusterName ?? client.Context.ClusterEntry, client.Context.Source, client.Context.Name), wanted);

        // OpenMetrics is not asked for: it splits counters from the names that everybody queries.
        await using var body = await OpenAsync(target, cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(client.Options.AnswerTimeLimit);
        var lines = new LineReader(body, LongestLine);
        while (await NextAsync(lines, target, limit.Token, cancellationToken).ConfigureAwait(false) is { } line)
        {
            foreach (var metric in parser.Add(line.Span))
            {
                yield return metric;
            }
        }

        var rest = parser.Add(lines.Rest.Span);
        foreach (var metric in rest.Concat(parser.Complete()))
        {
            yield return metric;
        }

        if (parser.DamageCount > 0)
        {
            if (parser.SampleCount == 0)
            {
                throw Faults.KubernetesMetricsUnreadable(target.Source, parser.Damages[0], null);
            }

            feedback.Warning($"{parser.DamageCount} lines of {target.Source} are no metrics and are left out; {parser.Damages[0]}");
            foreach (var damage in parser.Damages.Skip(1))
            {
                feedback.Verbose($"{target.Source}: {damage}");
            }
        }

        feedback.Verbose($"{target.Source}: {parser.SampleCount} samples.");
    }

    private async Task<Stream> OpenAsync(MetricTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await client.OpenAsync(KubeRequest.Get(target.Path) with { Accept = "text/plain;version=0.0.4, */*;q=0.1", Attempts = 2 }, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "KubernetesServerFailed" && target != MetricTarget.ApiServer)
        {
            throw Faults.KubernetesMetricsUnreachable(target.Source, fault);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>?> NextAsync(LineReader lines, MetricTarget target, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(limit).ConfigureAwait(false);
        }
        catch (InvalidDataException cause)
        {
            throw Faults.KubernetesMetricsUnreadable(target.Source, "a line of more than 1 MiB", cause);
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException)
        {
            throw Faults.KubernetesMetricsUnreadable(target.Source, "the connection broke before its end", cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw Faults.KubernetesTimeout(client.Context.Server, target.Path, client.Options.AnswerTimeLimit, cause);
        }
    }
}

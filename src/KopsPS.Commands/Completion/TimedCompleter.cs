using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace KopsPS.Commands;

/// <summary>
/// Completes from a source that may be slow: what came within the time limit is offered, and kept for a while. A
/// slow or broken source offers nothing and never holds up the prompt.
/// </summary>
public abstract class TimedCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<string, (long Time, IReadOnlyList<string> Values)> Cache = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = new WildcardPattern(Unquoted(wordToComplete) + "*", WildcardOptions.IgnoreCase);
        return Values(new BoundParameters(fakeBoundParameters, SessionDefaults.Current))
            .Where(value => pattern.IsMatch(value))
            .Select(value => new CompletionResult(Quoted(value), value, CompletionResultType.ParameterValue, value));
    }

    /// <summary>Names what the values depend on, such as the state store; equal keys share cached values.</summary>
    protected abstract string CacheKey(BoundParameters bound);

    /// <summary>Fetches the values.</summary>
    protected abstract Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken);

    private static string Unquoted(string? word) => WildcardPattern.Escape((word ?? "").Trim('\'', '"'));

    private static string Quoted(string value) =>
        value.All(c => char.IsLetterOrDigit(c) || "-_./:".Contains(c, StringComparison.Ordinal))
            ? value
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private IReadOnlyList<string> Values(BoundParameters bound)
    {
        try
        {
            var key = $"{GetType().Name} {CacheKey(bound)}";
            if (Cache.TryGetValue(key, out var kept) && Stopwatch.GetElapsedTime(kept.Time) < KeptFor)
            {
                return kept.Values;
            }

            using var limit = new CancellationTokenSource(Limit);
            var values = PipelineThread.WaitFor(Task.Run(() => FetchAsync(bound, limit.Token), limit.Token), limit.Token);
            Cache[key] = (Stopwatch.GetTimestamp(), values);
            return values;
        }
        catch (Exception)
        {
            // A completer has no stream for errors; the command itself will say what is wrong.
            return [];
        }
    }
}

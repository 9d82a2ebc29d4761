using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace KopsPS.Commands;

/// <summary>
/// Completes from a source that may be slow: what came within the time limit is offered, and kept for a while. A
/// slow or broken source offers nothing and never holds up the prompt; what comes later is there at the next try.
/// </summary>
public abstract class TimedCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<string, (long Time, Task<IReadOnlyList<string>> Values)> Cache = new(StringComparer.Ordinal);

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
            var asked = Cache.AddOrUpdate(key, _ => Ask(bound), (_, kept) => IsOfUse(kept) ? kept : Ask(bound));
            using var limit = new CancellationTokenSource(Limit);
            return PipelineThread.WaitFor(asked.Values, limit.Token);
        }
        catch (Exception)
        {
            // A completer has no stream for errors; the command itself will say what is wrong.
            return [];
        }
    }

    private static bool IsOfUse((long Time, Task<IReadOnlyList<string>> Values) kept) =>
        Stopwatch.GetElapsedTime(kept.Time) < KeptFor && !kept.Values.IsFaulted && !kept.Values.IsCanceled;

    /// <summary>Asks the source, which gets more time than the prompt has.</summary>
    private (long Time, Task<IReadOnlyList<string>> Values) Ask(BoundParameters bound) => (Stopwatch.GetTimestamp(), Task.Run(async () =>
    {
        using var end = new CancellationTokenSource(KeptFor);
        return await FetchAsync(bound, end.Token).ConfigureAwait(false);
    }));
}

using System.Collections;

namespace KopsPS.Engine.Health.Components;

/// <summary>Where the judgement on a part turns; the values are what an ordinary kops cluster is judged by.</summary>
public sealed record ComponentThresholds
{
    private static readonly Dictionary<string, Func<ComponentThresholds, TimeSpan, ComponentThresholds>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(SlowAnswer)] = (all, time) => all with { SlowAnswer = time },
        [nameof(CertificateWarning)] = (all, time) => all with { CertificateWarning = time },
        [nameof(BackupAge)] = (all, time) => all with { BackupAge = time },
        [nameof(TerminationLimit)] = (all, time) => all with { TerminationLimit = time },
        [nameof(Patience)] = (all, time) => all with { Patience = time },
    };

    /// <summary>Names of all thresholds.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys];

    /// <summary>A small answer of the API server that takes longer, the way there included, is slow.</summary>
    public TimeSpan SlowAnswer { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Certificates that end sooner are told; with a quarter of it left that of the API server is an error.</summary>
    public TimeSpan CertificateWarning { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A backup of etcd older than this is old; kops makes one every 15 minutes.</summary>
    public TimeSpan BackupAge { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>A namespace that is being removed for longer is stuck.</summary>
    public TimeSpan TerminationLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is not done after this is not about to be done: nodes without set-up, load balancers, certificates without approval.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>These with some replaced.</summary>
    /// <param name="told">Names and durations, as <c>15m</c> or <c>60d</c>.</param>
    /// <exception cref="KopsException"><c>KopsThresholdInvalid</c>.</exception>
    public ComponentThresholds With(IDictionary told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var all = this;
        foreach (DictionaryEntry entry in told)
        {
            var name = entry.Key.ToString() ?? "";
            if (!Known.TryGetValue(name, out var set))
            {
                throw Faults.ThresholdInvalid(name, $"there is no such threshold; there are {string.Join(", ", Names)}");
            }

            all = NodeThresholds.Time(entry.Value ?? "") is { } time
                ? set(all, time)
                : throw Faults.ThresholdInvalid(name, $"'{entry.Value}' is no duration such as 15m or 60d");
        }

        return all;
    }

    /// <summary>These with those of a YAML or JSON file replaced: its section <c>Component</c>, or the whole file where it has no sections.</summary>
    /// <exception cref="KopsException"><c>KopsThresholdInvalid</c>, <c>KopsThresholdFileUnreadable</c>.</exception>
    public async Task<ComponentThresholds> WithFileAsync(string path, CancellationToken cancellationToken) =>
        await NodeThresholds.SectionAsync(path, "Component", cancellationToken).ConfigureAwait(false) is { } own ? With(own) : this;
}

using System.Collections;
using System.Globalization;
using KopsPS.Engine.Spec;

namespace KopsPS.Engine.Health;

/// <summary>Where the judgement on a node turns; the values are what an ordinary kops cluster is judged by.</summary>
public sealed record NodeThresholds
{
    private static readonly Dictionary<string, Func<NodeThresholds, object, NodeThresholds?>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(StartTime)] = (all, value) => Time(value) is { } time ? all with { StartTime = time } : null,
        [nameof(StatusAge)] = (all, value) => Time(value) is { } time ? all with { StatusAge = time } : null,
        [nameof(KubeletMinorVersions)] = (all, value) => Number(value) is { } number ? all with { KubeletMinorVersions = number } : null,
        [nameof(CertificateAgeWarning)] = (all, value) => Time(value) is { } time ? all with { CertificateAgeWarning = time } : null,
        [nameof(CertificateAgeError)] = (all, value) => Time(value) is { } time ? all with { CertificateAgeError = time } : null,
        [nameof(RequestPercent)] = (all, value) => Number(value) is { } number ? all with { RequestPercent = number } : null,
        [nameof(MemoryLimitPercent)] = (all, value) => Number(value) is { } number ? all with { MemoryLimitPercent = number } : null,
        [nameof(PodPercent)] = (all, value) => Number(value) is { } number ? all with { PodPercent = number } : null,
        [nameof(CrashingPods)] = (all, value) => Number(value) is { } number ? all with { CrashingPods = number } : null,
        [nameof(RestartingPods)] = (all, value) => Number(value) is { } number ? all with { RestartingPods = number } : null,
        [nameof(RecentTime)] = (all, value) => Time(value) is { } time ? all with { RecentTime = time } : null,
        [nameof(JoinTime)] = (all, value) => Time(value) is { } time ? all with { JoinTime = time } : null,
        [nameof(UpdateOverdue)] = (all, value) => Time(value) is { } time ? all with { UpdateOverdue = time } : null,
    };

    /// <summary>Names of all thresholds.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys];

    /// <summary>What a node may take from its first sign until everything about it is set up.</summary>
    public TimeSpan StartTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A kubelet posts its status every 5 minutes even if nothing changes; twice that is silence. Counts where leases cannot be read.</summary>
    public TimeSpan StatusAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Minor versions that a kubelet of 1.25 or newer may be behind the API server; older ones one less (Kubernetes' version skew policy).</summary>
    public int KubeletMinorVersions { get; init; } = 3;

    /// <summary>kops gives a node certificates for 455 to 485 days when it starts and never renews them: time to plan.</summary>
    public TimeSpan CertificateAgeWarning { get; init; } = TimeSpan.FromDays(365);

    /// <summary>The same: high time.</summary>
    public TimeSpan CertificateAgeError { get; init; } = TimeSpan.FromDays(425);

    /// <summary>Requests of CPU or memory, in percent of what the node can give, from which on it is told to be full.</summary>
    public int RequestPercent { get; init; } = 95;

    /// <summary>Limits of memory, in percent of what the node can give, from which on it is told.</summary>
    public int MemoryLimitPercent { get; init; } = 200;

    /// <summary>Pods, in percent of the node's limit, from which on it is told; at the limit itself it is a warning.</summary>
    public int PodPercent { get; init; } = 90;

    /// <summary>Pods of as many different owners crash on one node: then the node may be the cause.</summary>
    public int CrashingPods { get; init; } = 4;

    /// <summary>Pods of as many different owners restarted lately on one node: the same.</summary>
    public int RestartingPods { get; init; } = 6;

    /// <summary>What restarted or was killed within this time did so lately.</summary>
    public TimeSpan RecentTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>What an instance may take from its launch until it is a node.</summary>
    public TimeSpan JoinTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>An instance that is older than its launch template's newest version for longer than this was forgotten.</summary>
    public TimeSpan UpdateOverdue { get; init; } = TimeSpan.FromDays(30);

    /// <summary>These with some replaced.</summary>
    /// <param name="told">Names and values: durations as <c>15m</c> or <c>400d</c>, whole numbers.</param>
    /// <exception cref="KopsException"><c>KopsThresholdInvalid</c>.</exception>
    public NodeThresholds With(IDictionary told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var all = this;
        foreach (DictionaryEntry entry in told)
        {
            var name = entry.Key.ToString() ?? "";
            all = Known.TryGetValue(name, out var set)
                ? set(all, entry.Value ?? "") ?? throw Faults.ThresholdInvalid(name, $"'{entry.Value}' is neither a whole number nor a duration such as 15m or 400d, whichever it takes")
                : throw Faults.ThresholdInvalid(name, $"there is no such threshold; there are {string.Join(", ", Names)}");
        }

        return all;
    }

    /// <summary>These with those of a YAML or JSON file replaced: its section <c>Node</c>, or the whole file where it has no sections.</summary>
    /// <exception cref="KopsException"><c>KopsThresholdInvalid</c>, <c>KopsThresholdFileUnreadable</c>.</exception>
    public async Task<NodeThresholds> WithFileAsync(string path, CancellationToken cancellationToken) =>
        await SectionAsync(path, "Node", cancellationToken).ConfigureAwait(false) is { } own ? With(own) : this;

    /// <summary>The thresholds of a file that are for one kind of health, or null where it has only those of others.</summary>
    internal static async Task<KopsSpec?> SectionAsync(string path, string section, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.ThresholdFileUnreadable(path, fault);
        }

        KopsSpec file;
        try
        {
            file = KopsYaml.Read(text, path);
        }
        catch (KopsException fault)
        {
            throw Faults.ThresholdInvalid(path, "the file is no YAML or JSON mapping: " + fault.Message, fault);
        }

        // Sections of other kinds are for other cmdlets.
        return file.Section(section) ?? file.Section(section.ToLowerInvariant()) ?? (file.Keys.Cast<object>().Any(key => file[(string)key] is KopsSpec) ? null : file);
    }

    internal static TimeSpan? Time(object value)
    {
        if (value is TimeSpan time)
        {
            return time;
        }

        var text = value.ToString() ?? "";
        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days))
        {
            return TimeSpan.FromDays(days);
        }

        return GoDuration.TryParse(text, out time) ? time : null;
    }

    private static int? Number(object value) => value switch
    {
        int number => number,
        long number => (int)number,
        _ => int.TryParse(value.ToString()?.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
    };
}

namespace KopsPS;

/// <summary>The health of a whole cluster: every fault once, with what suffers from it.</summary>
public sealed class KopsHealth
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>
    /// The judgement on all: <c>Unhealthy</c> with any error; else <c>NotChecked</c> where something could not be judged; else <c>Degraded</c> with any warning.
    /// </summary>
    public required KopsVerdict Verdict { get; init; }

    /// <summary>All in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Faults, worst first.</summary>
    public required KopsHealthProblem[] Problems { get; init; }

    /// <summary>What is worth knowing and no fault.</summary>
    public required KopsHealthProblem[] Notes { get; init; }

    /// <summary>Kinds that were looked at, with how many of each have which verdict.</summary>
    public required KopsHealthCount[] Counts { get; init; }

    /// <summary>Checks that could not run, and why; each once.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary>The API server's clock when all had been read, in UTC; null where its answers have no date.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>The summary with a table of the problems below it, as it is shown.</summary>
    /// <param name="width">Columns of the terminal; 0 cuts nothing.</param>
    public string ToTable(int width = 0) => HealthTable.Of(this, width);

    /// <inheritdoc/>
    public override string ToString() => Summary;
}

using System.Globalization;

namespace KopsPS;

/// <summary>The health of one part of a cluster's network, judged by the API server's clock.</summary>
public sealed class KopsNetworkHealth
{
    /// <summary><c>Dns</c>, <c>Cni</c>, <c>KubeProxy</c>, <c>Service</c>, <c>NetworkPolicy</c>, <c>Probe</c>; <c>ApiServer</c> where that cannot be reached.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace; empty where there is none.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name; of a probe its node; <c>*</c> stands for all objects of a kind that could not be read.</summary>
    public required string Name { get; init; }

    /// <summary>The judgement.</summary>
    public required KopsVerdict Verdict { get; init; }

    /// <summary>What was found, worst first.</summary>
    public required KopsFinding[] Findings { get; init; }

    /// <summary>Checks that could not run, and why.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary>What is to be seen of it, such as <c>3/3 ready</c>.</summary>
    public string? Detail { get; init; }

    /// <summary>The API server's clock when it was judged, in UTC; null where its answers have no date.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>The worst finding in short, or an empty string.</summary>
    public string Finding => Findings.Length == 0
        ? Verdict == KopsVerdict.NotChecked && NotChecked.Length > 0 ? NotChecked[0].ToString() : ""
        : Findings.Length == 1 ? Findings[0].ToString() : string.Create(CultureInfo.InvariantCulture, $"{Findings[0]} (+{Findings.Length - 1})");

    /// <summary>How long the worst finding has lasted, where the cluster says.</summary>
    public TimeSpan? Since => Findings.Length > 0 && Findings[0].Since is { } since && ObservedAt is { } now && now > since ? now - since : null;

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";
}

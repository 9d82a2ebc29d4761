using System.Globalization;

namespace KopsPS;

/// <summary>What a name of the cluster leads to, and where that breaks off.</summary>
public sealed class KopsServiceResolution
{
    /// <summary>The name as it was asked for.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace of the service; where there is none, the one that was looked in.</summary>
    public required string Namespace { get; init; }

    /// <summary>Namespace from which it was asked.</summary>
    public required string From { get; init; }

    /// <summary>The whole name that a pod would end with.</summary>
    public required string DnsName { get; init; }

    /// <summary>The service; null where the name leads to none.</summary>
    public string? Service { get; init; }

    /// <summary>Its type; null where there is none.</summary>
    public string? Type { get; init; }

    /// <summary>What DNS answers: addresses, or the other name that it stands for; empty where it answers nothing.</summary>
    public required string[] Addresses { get; init; }

    /// <summary>Ports that are served there, those asked for only.</summary>
    public required KopsServicePort[] Ports { get; init; }

    /// <summary>What it leads to; those that are not ready say why.</summary>
    public required KopsEndpoint[] Endpoints { get; init; }

    /// <summary>The links from the name to its pods and nodes.</summary>
    public required KopsResolutionStep[] Chain { get; init; }

    /// <summary>The judgement: healthy where the name leads to something that works.</summary>
    public required KopsVerdict Verdict { get; init; }

    /// <summary>What was found, worst first.</summary>
    public required KopsFinding[] Findings { get; init; }

    /// <summary>Checks that could not run, and why.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary>The API server's clock, in UTC; null where its answers have no date.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>The link that does not hold; null where all do.</summary>
    public KopsResolutionStep? BrokenAt => Array.Find(Chain, step => step.Verdict == KopsCheckVerdict.Fail);

    /// <summary>What DNS answers, in one line.</summary>
    public string Answer => string.Join(',', Addresses);

    /// <summary>Ready endpoints of all, such as <c>3/4</c>; empty where there is no service.</summary>
    public string EndpointCount => Service is null || Type == "ExternalName" ? "" : FormattableString.Invariant($"{Endpoints.Count(endpoint => endpoint.Ready)}/{Endpoints.Length}");

    /// <summary>The worst finding in short, or an empty string.</summary>
    public string Finding => Findings.Length == 0
        ? Verdict == KopsVerdict.NotChecked && NotChecked.Length > 0 ? NotChecked[0].ToString() : ""
        : Findings.Length == 1 ? Findings[0].ToString() : string.Create(CultureInfo.InvariantCulture, $"{Findings[0]} (+{Findings.Length - 1})");

    /// <inheritdoc/>
    public override string ToString() => $"{Name} -> {DnsName}";
}

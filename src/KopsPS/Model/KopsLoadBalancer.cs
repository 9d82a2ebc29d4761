using System.Globalization;

namespace KopsPS;

/// <summary>A service of type LoadBalancer, or an Ingress, with its load balancer in AWS.</summary>
public sealed class KopsLoadBalancer
{
    /// <summary>Namespace of the service or Ingress.</summary>
    public required string Namespace { get; init; }

    /// <summary><c>Service</c> or <c>Ingress</c>: what the load balancer was made for.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the service or Ingress.</summary>
    public required string Service { get; init; }

    /// <summary>Name in DNS, or address; null as long as there is none.</summary>
    public string? Hostname { get; init; }

    /// <summary>Ports of the service; of an Ingress those that it serves by nature.</summary>
    public required KopsServicePort[] Ports { get; init; }

    /// <summary>Name in AWS; null where it is not known there.</summary>
    public string? Name { get; init; }

    /// <summary><c>network</c>, <c>application</c> or <c>classic</c>; null where it is not known.</summary>
    public string? Type { get; init; }

    /// <summary><c>internet-facing</c> or <c>internal</c>; null where it is not known.</summary>
    public string? Scheme { get; init; }

    /// <summary><c>active</c>, <c>provisioning</c>, <c>active_impaired</c> or <c>failed</c>; null where it is not known, and of classic ones, which have no state.</summary>
    public string? State { get; init; }

    /// <summary>ARN; null where it is not known, and of classic ones.</summary>
    public string? Arn { get; init; }

    /// <summary>The VPC that it stands in.</summary>
    public string? VpcId { get; init; }

    /// <summary>What it sends to; null where that is not known.</summary>
    public KopsTargetGroup[]? TargetGroups { get; init; }

    /// <summary>The judgement.</summary>
    public required KopsVerdict Verdict { get; init; }

    /// <summary>What was found, worst first.</summary>
    public required KopsFinding[] Findings { get; init; }

    /// <summary>Checks that could not run, and why.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary>When the service or Ingress was made, in UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The API server's clock when it was judged, in UTC; null where its answers have no date.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Region that it was looked for in.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint of AWS.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>Healthy targets of all, such as <c>2/3</c>; <c>?</c> where they are not known.</summary>
    public string HealthyTargets => TargetGroups is null ? Hostname is null ? "" : "?" : FormattableString.Invariant($"{TargetGroups.Sum(group => group.Healthy)}/{TargetGroups.Sum(group => group.Targets.Length)}");

    /// <summary>The worst finding in short, or an empty string.</summary>
    public string Finding => Findings.Length == 0
        ? Verdict == KopsVerdict.NotChecked && NotChecked.Length > 0 ? NotChecked[0].ToString() : ""
        : Findings.Length == 1 ? Findings[0].ToString() : string.Create(CultureInfo.InvariantCulture, $"{Findings[0]} (+{Findings.Length - 1})");

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Service} {Hostname ?? "(pending)"}";
}

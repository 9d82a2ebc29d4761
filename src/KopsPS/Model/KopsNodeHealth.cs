using System.Globalization;

namespace KopsPS;

/// <summary>The health of one node, judged by the API server's clock.</summary>
public sealed class KopsNodeHealth
{
    /// <summary><c>Node</c>, or <c>Instance</c> for an EC2 instance that should be a node and is none.</summary>
    public string Kind { get; init; } = "Node";

    /// <summary>Empty: nodes have no namespace.</summary>
    public string Namespace { get; } = "";

    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>The judgement.</summary>
    public required KopsVerdict Verdict { get; init; }

    /// <summary>What was found, worst first.</summary>
    public required KopsFinding[] Findings { get; init; }

    /// <summary>Checks that could not run, and why.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary><c>control-plane</c>, <c>node</c>, or another role; null where no label says.</summary>
    public string? Role { get; init; }

    /// <summary>Instance group of kops, or null where the label is missing.</summary>
    public string? InstanceGroup { get; init; }

    /// <summary>Availability zone.</summary>
    public string? Zone { get; init; }

    /// <summary>Version of its kubelet, such as <c>v1.36.2</c>.</summary>
    public string? Version { get; init; }

    /// <summary>EC2 instance.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Time since the Node object was made.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>When the Node object was made, in UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The Ready condition: <c>True</c>, <c>False</c> or <c>Unknown</c>; null where the kubelet never posted one.</summary>
    public string? Ready { get; init; }

    /// <summary>The API server's clock when the node was judged, in UTC; null where its answers have no date.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Cluster that the node belongs to.</summary>
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
    public override string ToString() => Name;
}

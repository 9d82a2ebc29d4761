using System.Globalization;

namespace KopsPS;

/// <summary>The health of one workload, service, volume or limit, judged by the API server's clock.</summary>
public sealed class KopsWorkloadHealth
{
    /// <summary>Kind, such as <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace; empty where the kind has none.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name; <c>*</c> stands for all objects of a kind that could not be read.</summary>
    public required string Name { get; init; }

    /// <summary>The judgement.</summary>
    public required KopsVerdict Verdict { get; init; }

    /// <summary>What was found, worst first; among equals the cause comes before what follows from it.</summary>
    public required KopsFinding[] Findings { get; init; }

    /// <summary>Checks that could not run, and why.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary>What is ready of what is wanted, such as <c>3/5</c>; a phase or a type where nothing is counted.</summary>
    public string? Ready { get; init; }

    /// <summary>What controls it, such as <c>CronJob/nightly-report</c>; null where nothing does.</summary>
    public string? Owner { get; init; }

    /// <summary>Node of a pod.</summary>
    public string? Node { get; init; }

    /// <summary>Time since the object was made.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>When the object was made, in UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The API server's clock when it was judged, in UTC; null where its answers have no date.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>Kind and name as kubectl takes them, such as <c>deploy/web</c>.</summary>
    public string Resource => $"{Kind switch
    {
        "Deployment" => "deploy",
        "StatefulSet" => "sts",
        "DaemonSet" => "ds",
        "ReplicaSet" => "rs",
        "ReplicationController" => "rc",
        "CronJob" => "cj",
        "Pod" => "po",
        "PersistentVolumeClaim" => "pvc",
        "PersistentVolume" => "pv",
        "Service" => "svc",
        "Ingress" => "ing",
        "HorizontalPodAutoscaler" => "hpa",
        "ResourceQuota" => "quota",
        "PodDisruptionBudget" => "pdb",
        _ => Kind.ToLowerInvariant(),
    }}/{Name}";

    /// <summary>The worst finding in short, or an empty string.</summary>
    public string Finding => Findings.Length == 0
        ? Verdict == KopsVerdict.NotChecked && NotChecked.Length > 0 ? NotChecked[0].ToString() : ""
        : Findings.Length == 1 ? Findings[0].ToString() : string.Create(CultureInfo.InvariantCulture, $"{Findings[0]} (+{Findings.Length - 1})");

    /// <summary>How long the worst finding has lasted, where the cluster says.</summary>
    public TimeSpan? Since => Findings.Length > 0 && Findings[0].Since is { } since && ObservedAt is { } now && now > since ? now - since : null;

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";
}

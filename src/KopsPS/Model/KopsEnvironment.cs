using System.Collections;

namespace KopsPS;

/// <summary>Everything around a cluster that was set up: what each step did, and what the cluster is made with.</summary>
public sealed class KopsEnvironment
{
    /// <summary>Name of the environment; everything made for it carries it as a tag.</summary>
    public required string EnvironmentName { get; init; }

    /// <summary>Whether every step succeeded.</summary>
    public bool Ready => Array.TrueForAll(Steps, step => step.Outcome is not (KopsStepOutcome.Failed or KopsStepOutcome.Skipped));

    /// <summary>The steps, in their order.</summary>
    public required KopsEnvironmentStep[] Steps { get; init; }

    /// <summary>Parameters for <c>New-KopsCluster @…</c>: whatever of them the environment decides.</summary>
    public required Hashtable ClusterParameter { get; init; }

    /// <summary>Name of the cluster to come.</summary>
    public string? ClusterName { get; init; }

    /// <summary>State store, such as <c>s3://acme-kops</c>.</summary>
    public string? StateStore { get; init; }

    /// <summary>Discovery store, such as <c>s3://acme-oidc</c>.</summary>
    public string? DiscoveryStore { get; init; }

    /// <summary>Hosted zone.</summary>
    public string? DnsZone { get; init; }

    /// <summary>Records to enter by hand where the zone's parent is not in Route 53 of this account.</summary>
    public KopsDnsRecord[] Delegation { get; init; } = [];

    /// <summary>Zones of the cluster.</summary>
    public string[] Zone { get; init; } = [];

    /// <summary>Public SSH key.</summary>
    public string? SshPublicKey { get; init; }

    /// <summary>ARN of the user or of the pipeline's role that works with the environment.</summary>
    public string? IdentityArn { get; init; }

    /// <summary>The user or role, with the access key that this call made as a <c>SecureString</c>; null where none was asked for.</summary>
    public KopsIdentity? Identity { get; init; }

    /// <summary>Kubernetes version of the cluster to come.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Name of the management server.</summary>
    public string? ServerName { get; init; }

    /// <summary>AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint, where one was named.</summary>
    public string? EndpointUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => EnvironmentName;
}

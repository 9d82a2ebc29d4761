using System.Security;

namespace KopsPS.Engine.Environments;

/// <summary>An environment as it should be. What is null or empty is not wanted, or left to a default.</summary>
public sealed record EnvironmentRequest
{
    /// <summary>Name of the environment: lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>AWS region; null for the session's.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile; null for the session's.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint for all AWS services; null for AWS' own.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Name of the cluster to come.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Zones of the cluster.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Bucket of the state store; null for one called after environment, account and region.</summary>
    public string? StateStoreName { get; init; }

    /// <summary>KMS key of the state store; null for S3's own encryption.</summary>
    public string? KmsKey { get; init; }

    /// <summary>Bucket of the discovery store; null for none.</summary>
    public string? DiscoveryStoreName { get; init; }

    /// <summary>Hosted zone; null for none.</summary>
    public string? DnsZone { get; init; }

    /// <summary>VPCs of a private zone; empty for a public one.</summary>
    public IReadOnlyList<string> NetworkIds { get; init; } = [];

    /// <summary>How long to wait until the world sees the zone; null not to wait.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Name servers to ask about the delegation.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>User to make; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Profile to store the user's new access key in.</summary>
    public string? StoreProfile { get; init; }

    /// <summary>Role to make for a pipeline; null for one called after the environment.</summary>
    public string? RoleName { get; init; }

    /// <summary>Who may take the pipeline's role; null for no role.</summary>
    public Identity.IdentityTrust? Trust { get; init; }

    /// <summary>Policies limited to this environment in place of kOps' full-access ones.</summary>
    public bool LeastPrivilege { get; init; }

    /// <summary>ARN of the managed policy that limits what is made.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Where the private SSH key lies, or is made.</summary>
    public required string SshKeyPath { get; init; }

    /// <summary>Passphrase of a private key that is made; null for none.</summary>
    public SecureString? SshKeyPassphrase { get; init; }

    /// <summary>A public key that is there already; then none is made.</summary>
    public string? SshPublicKey { get; init; }

    /// <summary>Management server; null for none.</summary>
    public string? ServerName { get; init; }

    /// <summary>Its instance type; null for the default.</summary>
    public string? ServerType { get; init; }

    /// <summary>Its operating system.</summary>
    public KopsServerSystem ServerSystem { get; init; }

    /// <summary>Whether it is reached by Session Manager, with no port open.</summary>
    public bool SessionManager { get; init; }

    /// <summary>Where it gets this module from.</summary>
    public ManagementServers.ModuleSource? Module { get; init; }

    /// <summary>Ranges that may use SSH, on the server and on the cluster's nodes.</summary>
    public IReadOnlyList<string> SshAccess { get; init; } = [];

    /// <summary>Ranges that may reach the cluster's API.</summary>
    public IReadOnlyList<string> AdminAccess { get; init; } = [];

    /// <summary>Kubernetes version of the cluster.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Version of kops to install here; null to install none.</summary>
    public string? KopsVersion { get; init; }

    /// <summary>Version of kubectl to install here; null to install none.</summary>
    public string? KubectlVersion { get; init; }

    /// <summary>Mirror to install from; null for the official sites.</summary>
    public string? Mirror { get; init; }

    /// <summary>Tags of the user's own.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

namespace KopsPS;

/// <summary>All that defines a cluster: its own object, its instance groups and SSH keys.</summary>
public sealed class KopsManifest
{
    /// <summary>Name of the cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The cluster.</summary>
    public required KopsCluster Cluster { get; init; }

    /// <summary>Its instance groups.</summary>
    public KopsInstanceGroup[] InstanceGroups { get; init; } = [];

    /// <summary>Public SSH keys of the cluster's administrators, in OpenSSH's form.</summary>
    public string[] SshKeys { get; init; } = [];

    /// <summary>Cluster and instance groups as YAML documents, as <c>kops get all -o yaml</c> writes and <c>kops replace</c> reads them.</summary>
    public required string Yaml { get; init; }

    /// <summary>State store that holds the cluster.</summary>
    public string? StateStore { get; init; }

    /// <summary>AWS region that it was reached by.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile that it was reached by.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint that it was reached by.</summary>
    public string? EndpointUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ClusterName;
}

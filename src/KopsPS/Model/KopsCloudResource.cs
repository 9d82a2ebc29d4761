namespace KopsPS;

/// <summary>One thing in the cloud that belongs to a cluster and goes when the cluster is deleted.</summary>
public sealed class KopsCloudResource
{
    /// <summary>kops' own word for the kind, such as <c>autoscaling-group</c> or <c>vpc</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Identity within its kind: an id, a name, an ARN or a URL.</summary>
    public required string Id { get; init; }

    /// <summary>Name that people see; empty where there is none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The cluster that it belongs to.</summary>
    public string? ClusterName { get; init; }

    /// <summary>State store of the cluster.</summary>
    public string? StateStore { get; init; }

    /// <summary>AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile that it was read with.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint that it was read from, where one was named.</summary>
    public string? EndpointUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Type}:{Id}";
}

namespace KopsPS;

/// <summary>What an update did.</summary>
public sealed class KopsUpdateResult
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>State store of the cluster.</summary>
    public string? StateStore { get; init; }

    /// <summary>AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>Name of the AWS profile.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint for all AWS services.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>The plan that was applied.</summary>
    public required KopsPlan Plan { get; init; }

    /// <summary>False where the plan was empty, so that nothing was called.</summary>
    public required bool Applied { get; init; }

    /// <summary>Tasks that kops worked through; 0 where nothing was applied.</summary>
    public int Tasks { get; init; }

    /// <summary>How long applying took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What kops warned of while it applied.</summary>
    public string[] Warnings { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Applied ? $"{ClusterName}: applied {Plan.Summary}" : $"{ClusterName}: nothing to apply";
}

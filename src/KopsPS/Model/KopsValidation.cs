using System.Globalization;

namespace KopsPS;

/// <summary>The outcome of a validation: is the cluster ready, and if not, what stands in the way.</summary>
public sealed class KopsValidation
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

    /// <summary>Kubeconfig that the cluster was reached by, where one was named.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Context within the kubeconfig.</summary>
    public string? Context { get; init; }

    /// <summary>True where kops found no failure.</summary>
    public required bool Ready { get; init; }

    /// <summary>The nodes that have joined.</summary>
    public KopsValidationNode[] Nodes { get; init; } = [];

    /// <summary>What stands in the way; none where the cluster is ready.</summary>
    public KopsValidationFailure[] Failures { get; init; } = [];

    /// <summary>Nodes that are ready.</summary>
    public int ReadyNodes => Nodes.Count(node => node.Ready);

    /// <summary>Nodes that there should be: those that joined, machines that have not yet, and those that groups lack.</summary>
    public int WantedNodes { get; init; }

    /// <summary>When it was validated, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ClusterName}: {(Ready ? "ready" : "not ready")}, {ReadyNodes}/{WantedNodes} nodes, {Failures.Length} failures");
}

namespace KopsPS;

/// <summary>One thing that a service leads to: a pod, or an address that somebody wrote.</summary>
public sealed class KopsEndpoint
{
    /// <summary>Addresses, one a family; all that lead to the same pod together.</summary>
    public required string[] Addresses { get; init; }

    /// <summary>Takes traffic.</summary>
    public required bool Ready { get; init; }

    /// <summary>Its pod is ready, be it that it is ending.</summary>
    public required bool Serving { get; init; }

    /// <summary>Its pod is ending.</summary>
    public required bool Terminating { get; init; }

    /// <summary>Namespace of the pod; null where it is no pod.</summary>
    public string? Namespace { get; init; }

    /// <summary>The pod; null where it is none.</summary>
    public string? Pod { get; init; }

    /// <summary>Node that it is on, where that is known.</summary>
    public string? Node { get; init; }

    /// <summary>Zone that it is in, where that is known.</summary>
    public string? Zone { get; init; }

    /// <summary>Name of its own, as stateful sets give it to their pods.</summary>
    public string? Hostname { get; init; }

    /// <summary>The DNS name of only this one; null where it has none.</summary>
    public string? DnsName { get; init; }

    /// <summary>Where it listens, such as <c>http 8080/TCP</c>.</summary>
    public required string[] Ports { get; init; }

    /// <summary>Why it is not ready, as <c>Resolve-KopsService</c> finds it; null where it is ready, or where nobody looked.</summary>
    public KopsFinding? Finding { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(',', Addresses)}{(Pod is null ? "" : $" {Pod}")}{(Ready ? "" : " (not ready)")}";
}

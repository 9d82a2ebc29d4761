namespace KopsPS;

/// <summary>One target of a load balancer.</summary>
public sealed class KopsLoadBalancerTarget
{
    /// <summary>Instance, or address of a pod.</summary>
    public required string Id { get; init; }

    /// <summary>Port, where it has one of its own.</summary>
    public int? Port { get; init; }

    /// <summary>Zone, where it is known.</summary>
    public string? Zone { get; init; }

    /// <summary><c>healthy</c>, <c>unhealthy</c>, <c>initial</c>, <c>draining</c>, <c>unused</c>, <c>unavailable</c>; of classic load balancers <c>InService</c> and <c>OutOfService</c> stand as healthy and unhealthy.</summary>
    public required string State { get; init; }

    /// <summary>Why, in AWS' words.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}{(Port is null ? "" : FormattableString.Invariant($":{Port}"))} {State}";
}

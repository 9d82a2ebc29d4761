namespace KopsPS;

/// <summary>What a load balancer sends to, with the health of each target. A classic load balancer has one, its instances.</summary>
public sealed class KopsTargetGroup
{
    /// <summary>Name; of a classic load balancer its own.</summary>
    public required string Name { get; init; }

    /// <summary>Protocol, where there is one for all.</summary>
    public string? Protocol { get; init; }

    /// <summary>Port, where there is one for all.</summary>
    public int? Port { get; init; }

    /// <summary><c>instance</c> or <c>ip</c>.</summary>
    public required string TargetType { get; init; }

    /// <summary>Its targets.</summary>
    public required KopsLoadBalancerTarget[] Targets { get; init; }

    /// <summary>How many are healthy.</summary>
    public int Healthy => Targets.Count(target => target.State == "healthy");

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name} {Healthy}/{Targets.Length}");
}

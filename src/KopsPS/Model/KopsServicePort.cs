namespace KopsPS;

/// <summary>A port of a service.</summary>
public sealed class KopsServicePort
{
    /// <summary>Name; null where it has none.</summary>
    public string? Name { get; init; }

    /// <summary><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Port of the service.</summary>
    public required int Port { get; init; }

    /// <summary>Port of its pods: a number, or the name of a container's port.</summary>
    public string? TargetPort { get; init; }

    /// <summary>Port on every node; null where there is none.</summary>
    public int? NodePort { get; init; }

    /// <summary>What is spoken on it, where it says so, such as <c>https</c>.</summary>
    public string? AppProtocol { get; init; }

    /// <summary>Name of its SRV record; null where the port has no name.</summary>
    public string? SrvName { get; init; }

    /// <summary>As kubectl writes it: <c>80/TCP</c>, <c>443:30456/TCP</c>.</summary>
    public override string ToString() => NodePort is null ? FormattableString.Invariant($"{Port}/{Protocol}") : FormattableString.Invariant($"{Port}:{NodePort}/{Protocol}");
}

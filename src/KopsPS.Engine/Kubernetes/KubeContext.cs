namespace KopsPS.Engine.Kubernetes;

/// <summary>A context with its cluster and user. Holds secrets: never written out.</summary>
public sealed record KubeContext
{
    /// <summary>Name of the context.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the cluster entry, which kops calls as the cluster.</summary>
    public required string ClusterEntry { get; init; }

    /// <summary>The file or files it was read from.</summary>
    public required string Source { get; init; }

    /// <summary>Namespace that the context names for those who name none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Address of the API server.</summary>
    public required Uri Server { get; init; }

    /// <summary>Certificates of the authority, as PEM.</summary>
    public byte[]? AuthorityData { get; init; }

    /// <summary>File with the same; used where the data is missing.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Take any certificate of the server.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>Name that the server's certificate must have, where it is not the address's.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Proxy for this cluster only: http, https or socks5.</summary>
    public string? ProxyUrl { get; init; }

    /// <summary>Never ask for compressed answers.</summary>
    public bool DisableCompression { get; init; }

    /// <summary>What the cluster has for exec plug-ins, as JSON.</summary>
    public string? ExecConfig { get; init; }

    /// <summary>Who asks.</summary>
    public required KubeUser User { get; init; }

    /// <summary>Only the name: the rest may be secret.</summary>
    public override string ToString() => Name;
}

namespace KopsPS.Engine.Kubernetes;

/// <summary>A user of a kubeconfig; without any field nobody in particular. Holds secrets: never written out.</summary>
public sealed record KubeUser
{
    /// <summary>Name of the entry.</summary>
    public string? Name { get; init; }

    /// <summary>Client certificate, as PEM; beats the file.</summary>
    public byte[]? CertificateData { get; init; }

    /// <summary>File of the client certificate.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Key of the client certificate, as PEM; beats the file.</summary>
    public byte[]? KeyData { get; init; }

    /// <summary>File of the key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>File of the bearer token, read again now and then; beats the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Name for basic authentication.</summary>
    public string? Username { get; init; }

    /// <summary>Password for basic authentication.</summary>
    public string? Password { get; init; }

    /// <summary>User to act as.</summary>
    public string? ImpersonateUser { get; init; }

    /// <summary>UID to act as.</summary>
    public string? ImpersonateUid { get; init; }

    /// <summary>Groups to act as.</summary>
    public IReadOnlyList<string> ImpersonateGroups { get; init; } = [];

    /// <summary>Extra fields to act with.</summary>
    public IReadOnlyList<(string Key, string Value)> ImpersonateExtra { get; init; } = [];

    /// <summary>Name of an old-style provider, which Kubernetes removed in 1.26.</summary>
    public string? AuthProvider { get; init; }

    /// <summary>Program that gives credentials.</summary>
    public ExecPlugin? Exec { get; init; }

    /// <summary>Only the name: the rest may be secret.</summary>
    public override string ToString() => Name ?? "";
}

namespace KopsPS;

/// <summary>A key pair for SSH: two files on this machine, and the key pair of EC2 that has the public one.</summary>
public sealed class KopsSshKey
{
    /// <summary>Name of the key pair.</summary>
    public required string KeyName { get; init; }

    /// <summary><c>Ed25519</c> or <c>Rsa</c>.</summary>
    public required KopsSshKeyAlgorithm Algorithm { get; init; }

    /// <summary>Path of the private key.</summary>
    public required string PrivateKeyPath { get; init; }

    /// <summary>Path of the public key; New-KopsCluster takes it.</summary>
    public required string PublicKeyPath { get; init; }

    /// <summary>The public key as a line of <c>authorized_keys</c>.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Fingerprint as <c>ssh-keygen -l</c> shows it, <c>SHA256:…</c>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Whether the private key needs a passphrase.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Id of the key pair in EC2; null where it was not imported.</summary>
    public string? KeyPairId { get; init; }

    /// <summary>What this call did, and what it found to be right.</summary>
    public KopsChange[] Changes { get; init; } = [];

    /// <summary>AWS region of the key pair; null where it was not imported.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile that was used.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint that was used, where one was named.</summary>
    public string? EndpointUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => PublicKeyPath;
}

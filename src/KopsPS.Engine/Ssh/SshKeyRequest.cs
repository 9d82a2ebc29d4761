using System.Security;

namespace KopsPS.Engine.Ssh;

/// <summary>A key for SSH as it should be.</summary>
public sealed record SshKeyRequest
{
    /// <summary>Name of the key, and of the key pair in EC2.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the private key; null for a file of that name in <c>~/.ssh</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Only the public key has to be there, beside the path; none is made.</summary>
    internal bool PublicOnly { get; init; }

    /// <summary>Algorithm; null for Ed25519, or whatever is there.</summary>
    public KopsSshKeyAlgorithm? Algorithm { get; init; }

    /// <summary>Passphrase, or null for none.</summary>
    public SecureString? Passphrase { get; init; }

    /// <summary>Comment in the public key; null for the name.</summary>
    public string? Comment { get; init; }

    /// <summary>Import it into EC2.</summary>
    public bool Import { get; init; }

    /// <summary>Environment that the key pair belongs to, if any.</summary>
    public string? Environment { get; init; }

    /// <summary>Tags of the user's own for the key pair.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

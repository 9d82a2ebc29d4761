namespace KopsPS;

/// <summary>Algorithm of a key for SSH.</summary>
public enum KopsSshKeyAlgorithm
{
    /// <summary>Ed25519: short, and what is advised today.</summary>
    Ed25519,

    /// <summary>RSA with 4,096 bits, for what does not know Ed25519.</summary>
    Rsa,
}

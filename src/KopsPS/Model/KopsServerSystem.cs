namespace KopsPS;

/// <summary>Operating systems that a management server can be made with.</summary>
public enum KopsServerSystem
{
    /// <summary>Ubuntu Server, a release with long-term support.</summary>
    Ubuntu,

    /// <summary>Amazon Linux 2023.</summary>
    AmazonLinux,
}

namespace KopsPS.Engine.ManagementServers;

/// <summary>What a management server is to be.</summary>
public sealed record ManagementServerRequest
{
    /// <summary>Instance type where none is told.</summary>
    public const string DefaultType = "t2.medium";

    /// <summary>Size of the root disk where none is told, in GiB.</summary>
    public const int DefaultDiskGib = 20;

    /// <summary>Name of the server, and its host name.</summary>
    public required string Name { get; init; }

    /// <summary>Instance type; null means <see cref="DefaultType"/>.</summary>
    public string? InstanceType { get; init; }

    /// <summary>Availability zone; null means any that offers the type.</summary>
    public string? Zone { get; init; }

    /// <summary>Subnet; null means one of the network.</summary>
    public string? SubnetId { get; init; }

    /// <summary>VPC; null means the region's default VPC.</summary>
    public string? NetworkId { get; init; }

    /// <summary>Operating system whose newest image is looked up.</summary>
    public KopsServerSystem System { get; init; }

    /// <summary>Release of Ubuntu, such as <c>24.04</c>; null means the newest with long-term support.</summary>
    public string? SystemVersion { get; init; }

    /// <summary>An image by its id, instead of one that is looked up.</summary>
    public string? ImageId { get; init; }

    /// <summary>Account to log in with; null means the image's usual one.</summary>
    public string? SshUser { get; init; }

    /// <summary>Key pair in EC2.</summary>
    public string? KeyName { get; init; }

    /// <summary>The key pair is still to be made: a plan does not look for it.</summary>
    internal bool KeyIsToCome { get; init; }

    /// <summary>Ranges that may reach SSH; none without it.</summary>
    public IReadOnlyList<string> SshAccess { get; init; } = [];

    /// <summary>Whether people get on it by Session Manager instead of SSH.</summary>
    public bool SessionManager { get; init; }

    /// <summary>Name of the instance profile.</summary>
    public string? InstanceProfile { get; init; }

    /// <summary>Size of the root disk in GiB; null means <see cref="DefaultDiskGib"/>, or the image's own size where that is more.</summary>
    public int? DiskGib { get; init; }

    /// <summary>Whether it gets a public address; null leaves it to the subnet.</summary>
    public bool? PublicIp { get; init; }

    /// <summary>Whether EC2 refuses to terminate it; null leaves it as it is.</summary>
    public bool? TerminationProtection { get; init; }

    /// <summary>State store that kops on it works with by default.</summary>
    public string? StateStore { get; init; }

    /// <summary>Where it gets this module from.</summary>
    public required ModuleSource Module { get; init; }

    /// <summary>Version of kops on it, or <c>Latest</c>.</summary>
    public string KopsVersion { get; init; } = "Latest";

    /// <summary>Version of kubectl on it, or <c>Stable</c>.</summary>
    public string KubectlVersion { get; init; } = "Stable";

    /// <summary>Environment that it belongs to.</summary>
    public string? Environment { get; init; }

    /// <summary>Tags of the user's own.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

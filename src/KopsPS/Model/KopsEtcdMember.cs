namespace KopsPS;

/// <summary>A member of one of a cluster's etcd clusters.</summary>
public sealed class KopsEtcdMember
{
    /// <summary>Name of the etcd cluster: <c>main</c>, <c>events</c> or <c>cilium</c>.</summary>
    public required string EtcdCluster { get; init; }

    /// <summary>Name of the member, such as <c>a</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Instance group that the member runs in.</summary>
    public string? InstanceGroup { get; init; }

    /// <summary>Whether its volume is encrypted; null where the spec does not say.</summary>
    public bool? EncryptedVolume { get; init; }

    /// <summary>Size of its volume in GiB; null where the spec does not say.</summary>
    public int? VolumeSize { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{EtcdCluster}/{Name}";
}

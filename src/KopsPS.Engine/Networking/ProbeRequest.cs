namespace KopsPS.Engine.Networking;

/// <summary>What is probed, and with what.</summary>
public sealed record ProbeRequest
{
    /// <summary>Image with a shell, <c>nslookup</c> and <c>nc</c> that the cluster can pull.</summary>
    public string Image { get; init; } = "public.ecr.aws/docker/library/busybox:1.37";

    /// <summary>Namespace of the probe's pods.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Time for each pod, from its making to its result.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time between two looks at a pod.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);
}

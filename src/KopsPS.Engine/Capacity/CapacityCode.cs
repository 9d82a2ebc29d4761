namespace KopsPS.Engine.Capacity;

/// <summary>Stable names of what <c>Get-KopsCapacity</c> finds.</summary>
internal static class CapacityCode
{
    /// <summary>Pods wait that no node could hold.</summary>
    public const string PodsFitNowhere = nameof(PodsFitNowhere);

    /// <summary>Pods wait until nodes have room again.</summary>
    public const string PodsWaitForRoom = nameof(PodsWaitForRoom);

    /// <summary>A quota is used up, so that new pods are refused.</summary>
    public const string QuotaUsedUp = nameof(QuotaUsedUp);

    /// <summary>Containers do not say what they need: they are the first to go, and nobody reserves anything for them.</summary>
    public const string RequestMissing = nameof(RequestMissing);

    /// <summary>More is used than was asked for.</summary>
    public const string RequestTooLow = nameof(RequestTooLow);

    /// <summary>Far less is used than was asked for.</summary>
    public const string RequestTooHigh = nameof(RequestTooHigh);
}

using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>What every check works with.</summary>
internal sealed record PrerequisiteContext
{
    /// <summary>What the call was told.</summary>
    public required KopsSettings Settings { get; init; }

    /// <summary>How AWS is reached.</summary>
    public required AwsSession Session { get; init; }

    /// <summary>The cluster to come.</summary>
    public required PrerequisiteRequest Request { get; init; }

    /// <summary>Where it is told what is done.</summary>
    public required IFeedback Feedback { get; init; }

    /// <summary>ARN of who asks; null where AWS did not take the credentials.</summary>
    public string? Identity { get; init; }

    /// <summary>The region that the zones are in, else the session's.</summary>
    public string? Region => Request.Zones.Count > 0 ? Lifecycle.CreateChecks.RegionOf(Request.Zones[0]) : Session.Region;

    /// <summary>Whether the region is one that the account may use.</summary>
    public bool HasRegion { get; init; }

    /// <summary>Whether what a check needs is there.</summary>
    public bool Offers(PrerequisiteNeed need) => need switch
    {
        PrerequisiteNeed.Credentials => Identity is not null,
        PrerequisiteNeed.Region => Identity is not null && HasRegion,
        _ => true,
    };
}

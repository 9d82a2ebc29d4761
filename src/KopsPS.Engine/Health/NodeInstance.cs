namespace KopsPS.Engine.Health;

/// <summary>What EC2 says of one instance.</summary>
internal sealed class NodeInstance
{
    public required string Id { get; init; }

    /// <summary>EC2's word: <c>pending</c>, <c>running</c>, <c>shutting-down</c>, <c>terminated</c>, <c>stopping</c>, <c>stopped</c>.</summary>
    public required string State { get; init; }

    public DateTimeOffset? Launched { get; init; }

    public string? InstanceGroup { get; init; }

    public string? Zone { get; init; }

    public bool IsSpot { get; init; }

    /// <summary>kops' tags say that it is to be a node.</summary>
    public bool IsNode { get; init; }

    public string? TemplateId { get; init; }

    public long? TemplateVersion { get; init; }

    /// <summary>Somebody marked it for kops' next rolling update.</summary>
    public bool NeedsUpdate { get; init; }

    public string? SystemStatus { get; set; }

    public string? Status { get; set; }

    public DateTimeOffset? ImpairedSince { get; set; }

    /// <summary>What EC2 has planned, and from when on.</summary>
    public IReadOnlyList<(string Code, DateTime? NotBefore)> Events { get; set; } = [];

    public string? SpotNotice { get; set; }

    public DateTimeOffset? SpotNoticeAt { get; set; }

    public long? NewestTemplate { get; set; }

    public DateTimeOffset? NewestTemplateAt { get; set; }
}

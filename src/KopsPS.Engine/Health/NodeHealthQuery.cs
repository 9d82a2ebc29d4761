using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Health;

/// <summary>Which nodes are wanted.</summary>
public sealed record NodeHealthQuery
{
    /// <summary>Tells whether a name is wanted; null is every one.</summary>
    public Func<string, bool>? Name { get; init; }

    /// <summary>Tells whether an instance group is wanted; null is every one.</summary>
    public Func<string, bool>? InstanceGroup { get; init; }

    /// <summary>Judge what runs on the nodes as well: all pods and the events about nodes are read first, and nodes come at the end.</summary>
    public bool IncludePod { get; init; }

    /// <summary>Judge the EC2 instances as well, by this session; null does not.</summary>
    public AwsSession? Instances { get; init; }

    /// <summary>Where the judgement turns.</summary>
    public NodeThresholds Thresholds { get; init; } = new();

    /// <summary>Tells whether findings and checks of a code are left out; null leaves none out.</summary>
    public Func<string, bool>? Excluded { get; init; }
}

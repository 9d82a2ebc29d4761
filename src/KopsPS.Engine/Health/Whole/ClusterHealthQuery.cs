using KopsPS.Engine.Aws;
using KopsPS.Engine.Health.Components;

namespace KopsPS.Engine.Health.Whole;

/// <summary>How a whole cluster is judged.</summary>
public sealed record ClusterHealthQuery
{
    /// <summary>Judge what runs on each node as well.</summary>
    public bool IncludePod { get; init; }

    /// <summary>Judge the EC2 instances as well, by this session; null does not.</summary>
    public AwsSession? Instances { get; init; }

    /// <summary>Where the backups of etcd are; null says that nobody told.</summary>
    public EtcdBackupSource? Backups { get; init; }

    /// <summary>Where the judgement turns.</summary>
    public HealthThresholds Thresholds { get; init; } = new();

    /// <summary>Tells whether findings and checks of a code are left out; null leaves none out.</summary>
    public Func<string, bool>? Excluded { get; init; }
}

namespace KopsPS.Engine.Health.Components;

/// <summary>Which parts are wanted, and how they are judged.</summary>
public sealed record ComponentHealthQuery
{
    /// <summary>Parts; empty is every one. What no wanted part needs is not read.</summary>
    public IReadOnlyCollection<KopsComponentPart> Parts { get; init; } = [];

    /// <summary>Tells whether findings of a code are left out; null leaves out none.</summary>
    public Func<string, bool>? Excluded { get; init; }

    /// <summary>Where the backups of etcd are; null says that nobody told.</summary>
    public EtcdBackupSource? Backups { get; init; }

    /// <summary>Where numbers begin to matter.</summary>
    public ComponentThresholds Thresholds { get; init; } = new();

    /// <summary>Called once the API server has answered what measures it.</summary>
    internal Action? Probed { get; init; }

    internal bool Wants(params KopsComponentPart[] parts) => Parts.Count == 0 || parts.Any(Parts.Contains);

    internal bool Checks(string code) => Excluded?.Invoke(code) != true;
}

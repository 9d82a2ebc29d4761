namespace KopsPS.Engine.Health.Components;

/// <summary>Which parts are wanted, and where numbers begin to matter.</summary>
public sealed record ComponentHealthQuery
{
    /// <summary>Parts; empty is every one. What no wanted part needs is not read.</summary>
    public IReadOnlyCollection<KopsComponentPart> Parts { get; init; } = [];

    /// <summary>Tells whether findings of a code are left out; null leaves out none.</summary>
    public Func<string, bool>? Excluded { get; init; }

    /// <summary>Where the backups of etcd are; null says that nobody told.</summary>
    public EtcdBackupSource? Backups { get; init; }

    /// <summary>An answer of the API server that takes longer is slow.</summary>
    public TimeSpan SlowAnswer { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Certificates that end sooner are told; within a quarter of it that of the API server is an error.</summary>
    public TimeSpan CertificateWarning { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A backup of etcd older than this is old; kops makes one every 15 minutes.</summary>
    public TimeSpan BackupAge { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>A namespace that is being removed for longer is stuck.</summary>
    public TimeSpan TerminationLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is not done after this is not about to be done: pods without scheduler, certificates without approval, load balancers.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    internal bool Wants(params KopsComponentPart[] parts) => Parts.Count == 0 || parts.Any(Parts.Contains);

    internal bool Checks(string code) => Excluded?.Invoke(code) != true;
}

namespace KopsPS.Engine.Health.Whole;

/// <summary>One area of a cluster's health.</summary>
internal interface IHealthSource
{
    /// <summary>What stands for it where nothing of it can be read, such as <c>Node</c>.</summary>
    string Kind { get; }

    /// <summary>Reads and judges its objects, the healthy ones too.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    IAsyncEnumerable<HealthItem> ReadAsync(CancellationToken cancellationToken);
}

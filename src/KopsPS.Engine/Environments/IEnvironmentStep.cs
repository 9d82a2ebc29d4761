namespace KopsPS.Engine.Environments;

/// <summary>One thing that an environment consists of.</summary>
internal interface IEnvironmentStep
{
    /// <summary>Its name, as it stands in <see cref="KopsEnvironmentStep.Name"/>.</summary>
    string Name { get; }

    /// <summary>What it is about: a bucket, a zone, a role.</summary>
    string? Target { get; }

    /// <summary>Names of the steps whose results it needs; those that are not wanted do not count.</summary>
    IReadOnlyList<string> After { get; }

    /// <summary>What it would do. Reads only.</summary>
    Task<IReadOnlyList<KopsChange>> PlanAsync(CancellationToken cancellationToken);

    /// <summary>Does it, or what is left of it, and says what it did.</summary>
    Task<IReadOnlyList<KopsChange>> ApplyAsync(CancellationToken cancellationToken);
}

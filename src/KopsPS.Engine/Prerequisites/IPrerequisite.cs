namespace KopsPS.Engine.Prerequisites;

/// <summary>Something that a cluster needs before it can be made.</summary>
internal interface IPrerequisite
{
    /// <summary>Names of its checks, as they stand in <see cref="KopsCheck.Name"/>; more may follow where another part judges.</summary>
    string Name { get; }

    /// <summary>What must work before this is worth a try.</summary>
    PrerequisiteNeed Need { get; }

    /// <summary>Whether nothing can be said of the whole while one of its checks could not be made.</summary>
    bool IsDecisive(KopsCheck check);

    /// <summary>Whether what was asked for gives it something to check.</summary>
    bool Applies(PrerequisiteRequest request);

    /// <summary>Checks. Never changes anything, but for the probe object with which a bucket is tried.</summary>
    Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken);
}

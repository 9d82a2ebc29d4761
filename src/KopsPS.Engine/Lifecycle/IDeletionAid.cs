namespace KopsPS.Engine.Lifecycle;

/// <summary>What a removal needs of AWS where kops gets stuck.</summary>
public interface IDeletionAid
{
    /// <summary>Finds what holds the resources that could not be deleted.</summary>
    Task<IReadOnlyList<KopsDeletionBlocker>> FindHoldersAsync(
        string clusterName, IReadOnlyCollection<DeletionEntry> left, CancellationToken cancellationToken);

    /// <summary>Takes away what kops stumbles over because it is gone.</summary>
    /// <returns>True where there was something.</returns>
    Task<bool> ClearStaleAsync(string clusterName, CancellationToken cancellationToken);
}

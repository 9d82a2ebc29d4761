using KopsPS.Engine.Aws;

namespace KopsPS.Engine.StateStore;

/// <summary>Opens state stores.</summary>
public static class StateStores
{
    /// <summary>Opens a store; asks nothing yet.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="session">For buckets, how AWS is reached.</param>
    /// <param name="feedback">Where to tell what is done.</param>
    public static IStateStore Open(StateStoreLocation location, AwsSession session, IFeedback? feedback = null)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(session);
        return location.Folder is null ? new S3StateStore(location, session, feedback ?? NoFeedback.Instance) : new FolderStateStore(location);
    }
}

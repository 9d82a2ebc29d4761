namespace KopsPS.Engine.Buckets;

/// <summary>An object that is in a bucket for a moment.</summary>
internal sealed class BucketDocument(string key, Func<Task> delete) : IAsyncDisposable
{
    /// <summary>Its key, which is its content too.</summary>
    public string Key => key;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await delete().ConfigureAwait(false);
}

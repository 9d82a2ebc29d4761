namespace KopsPS.Engine.Binaries;

/// <summary>An opened source of bytes.</summary>
internal sealed class TransferBody(Stream content, IDisposable? owner) : IAsyncDisposable
{
    public Stream Content => content;

    /// <summary>Position in the whole file of the first byte of <see cref="Content"/>.</summary>
    public long Start { get; init; }

    /// <summary>Length of the whole file, where the source says.</summary>
    public long? Length { get; init; }

    /// <summary>What proves on resuming that the file is still the same: a strong entity tag or a date; null where there is none.</summary>
    public string? Validator { get; init; }

    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        owner?.Dispose();
    }
}

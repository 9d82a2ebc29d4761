namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Reads lists whole.</summary>
public static class IdentityPages
{
    /// <summary>Reads all pages, one after another.</summary>
    /// <param name="page">Asks for one page; gets its marker, null for the first.</param>
    /// <param name="items">What a page has.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<List<T>> AllAsync<TPage, T>(
        Func<string?, Task<TPage>> page, Func<TPage, IEnumerable<T>> items, CancellationToken cancellationToken = default)
        where TPage : IdentityManagementPage
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(items);
        var all = new List<T>();
        string? marker = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = await page(marker).ConfigureAwait(false);
            all.AddRange(items(read));
            marker = read.Marker;
        }
        while (marker is not null);
        return all;
    }
}

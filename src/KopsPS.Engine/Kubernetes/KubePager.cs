using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Reads a list page by page, two pages in flight: the token of the next page stands before the objects, so its request
/// goes out before this page is parsed.
/// </summary>
internal static class KubePager
{
    /// <summary>More bring nothing where two cores parse, and cost memory where the reader is slow.</summary>
    private const int InFlight = 2;

    /// <summary>Lists.</summary>
    /// <param name="client">Client.</param>
    /// <param name="path">Path, such as <c>/api/v1/nodes</c>, with or without a query.</param>
    /// <param name="type">Shape of the list.</param>
    /// <param name="keyOf">Names an object, so that a list begun anew repeats none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<KubePage<T>> ListAsync<T>(
        KubeClient client, string path, JsonTypeInfo<KubeList<T>> type, Func<T, string> keyOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Not disposed: a request that nobody reads any more may still give its slot back.
        var slots = new SemaphoreSlim(InFlight);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var restarts = 0;
        Task<Fetched<T>>? next = FetchAsync(client, path, type, null, slots, stop.Token);
        try
        {
            while (next is not null)
            {
                Fetched<T> page;
                try
                {
                    page = await next.ConfigureAwait(false);
                }
                catch (KopsException fault) when (fault.Id == "KubernetesExpired" && restarts++ < 3)
                {
                    // The server's new token goes on where the old one stopped; without one the list begins anew.
                    next = FetchAsync(client, path, type, KubeRefusalException.Of(fault)?.Continue, slots, stop.Token);
                    continue;
                }

                slots.Release();
                next = page.Next;
                var items = page.Items.FindAll(item => seen.Add(keyOf(item)));
                yield return new KubePage<T>(items, page.Date, next is null, page.Remaining) { ResourceVersion = page.ResourceVersion };
            }
        }
        finally
        {
            // Whoever has enough leaves a request behind that nobody reads.
            await stop.CancelAsync().ConfigureAwait(false);
            if (next is not null)
            {
                await next.ContinueWith(
                    task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lists whole, for what is few or is needed at once.</summary>
    public static async Task<List<T>> AllAsync<T>(
        KubeClient client, string path, JsonTypeInfo<KubeList<T>> type, Func<T, string> keyOf, CancellationToken cancellationToken)
    {
        List<T> all = [];
        await foreach (var page in ListAsync(client, path, type, keyOf, cancellationToken).ConfigureAwait(false))
        {
            all.AddRange(page.Items);
        }

        return all;
    }

    private static Task<Fetched<T>> FetchAsync<T>(
        KubeClient client, string path, JsonTypeInfo<KubeList<T>> type, string? token, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        var query = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={client.Options.PageSize}"
            + (token is null ? "" : "&continue=" + Uri.EscapeDataString(token));
        Task<Fetched<T>>? next = null;
        string? nextToken = null;
        return Task.Run(FetchOneAsync, cancellationToken);

        async Task<Fetched<T>> FetchOneAsync()
        {
            // Given back by whoever takes the page.
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await client.SendAsync(KubeRequest.Get(query), ReadPageAsync, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                slots.Release();
                throw;
            }
        }

        async Task<Fetched<T>> ReadPageAsync(Stream body, DateTimeOffset? date, CancellationToken limited)
        {
            var head = await ListHead.ReadAsync(body, limited).ConfigureAwait(false);
            if (head.Continue is { } found && found != nextToken)
            {
                // A body that broke off is read again; the page after it is under way already.
                nextToken = found;
                next = FetchAsync(client, path, type, found, slots, cancellationToken);
            }

            var list = await JsonSerializer.DeserializeAsync(head.Whole, type, limited).ConfigureAwait(false);
            return new Fetched<T>(list?.Items ?? [], date, next, head.Remaining, head.ResourceVersion);
        }
    }

    private sealed record Fetched<T>(List<T> Items, DateTimeOffset? Date, Task<Fetched<T>>? Next, long? Remaining, string? ResourceVersion);
}

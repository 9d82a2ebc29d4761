using System.Text.Json;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// The beginning of a list, up to its objects: the API server writes <c>metadata</c> first. Where a server does otherwise
/// the token would be lost, so a list whose head is not found within 64 KiB is read whole before it is looked at.
/// </summary>
internal sealed class ListHead
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Token of the next page, or null on the last.</summary>
    public string? Continue { get; private set; }

    /// <summary>Objects that follow this page.</summary>
    public long? Remaining { get; private set; }

    /// <summary>Version of the list.</summary>
    public string? ResourceVersion { get; private set; }

    /// <summary>The whole body, the head included.</summary>
    public required Stream Whole { get; init; }

    public static async Task<ListHead> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var filled = 0;
        while (true)
        {
            var read = await body.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            filled += read;
            var head = new ListHead { Whole = new PrefixedStream(buffer.AsMemory(0, filled), body) };
            if (head.Scan(buffer.AsSpan(0, filled), read == 0) || read == 0)
            {
                return head;
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
                if (buffer.Length > MostBytes)
                {
                    var whole = new MemoryStream();
                    await head.Whole.CopyToAsync(whole, cancellationToken).ConfigureAwait(false);
                    whole.Position = 0;
                    var other = new ListHead { Whole = whole };
                    other.Scan(whole.GetBuffer().AsSpan(0, (int)whole.Length), true);
                    return other;
                }
            }
        }
    }

    /// <summary>True when the list's <c>metadata</c> has been seen to its end.</summary>
    /// <exception cref="JsonException">It is no JSON, or a value is none that it can be.</exception>
    private bool Scan(ReadOnlySpan<byte> bytes, bool isAll)
    {
        try
        {
            return Find(bytes, isAll);
        }
        catch (InvalidOperationException fault)
        {
            // What the reader throws for a value of another kind, and for text that no character stands for.
            throw new JsonException(fault.Message, fault);
        }
    }

    private bool Find(ReadOnlySpan<byte> bytes, bool isAll)
    {
        var reader = new Utf8JsonReader(bytes, isAll, default);
        var inMetadata = false;
        string? token = null;
        long? remaining = null;
        string? version = null;
        while (reader.Read())
        {
            if (inMetadata && reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.EndObject)
            {
                Continue = token is { Length: > 0 } ? token : null;
                Remaining = remaining;
                ResourceVersion = version;
                return true;
            }

            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1)
            {
                inMetadata = reader.ValueTextEquals("metadata"u8);
                if (!inMetadata && (!reader.Read() || !reader.TrySkip()))
                {
                    return false;
                }
            }
            else if (inMetadata && reader.CurrentDepth == 2)
            {
                var isToken = reader.ValueTextEquals("continue"u8);
                var isVersion = reader.ValueTextEquals("resourceVersion"u8);
                var isCount = reader.ValueTextEquals("remainingItemCount"u8);
                if (!reader.Read())
                {
                    return false;
                }

                token = isToken ? reader.GetString() : token;
                version = isVersion ? reader.GetString() : version;
                remaining = isCount && reader.TokenType != JsonTokenType.Null && reader.TryGetInt64(out var count) ? count : remaining;
                if (!reader.TrySkip())
                {
                    return false;
                }
            }
        }

        return false;
    }
}

using System.Buffers;
using System.Security.Cryptography;

namespace KopsPS.Engine.Binaries;

/// <summary>
/// Brings one file into a stream and computes its digest on the way. An attempt that breaks off is resumed where it broke
/// off, if the source can prove that the file is still the same, else begun anew.
/// </summary>
internal sealed class Download(ReleaseClient client, Uri address, Stream target, TransferProgress progress) : IDisposable
{
    private const int BlockLength = 128 << 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;
    private string? _validator;

    /// <summary>Whether the bytes come from more than one attempt.</summary>
    public bool WasResumed { get; private set; }

    public void Dispose() => _hash.Dispose();

    /// <summary>Downloads the file and returns its digest in lower-case hexadecimal.</summary>
    /// <exception cref="TransferFault">The source failed.</exception>
    /// <exception cref="StorageFault">The target failed.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await client.RetryAsync(address, AttemptAsync, cancellationToken);
        return FileDigest.ToHex(_hash.GetCurrentHash());
    }

    /// <summary>Forgets what came so far.</summary>
    public async Task RestartAsync()
    {
        _position = 0;
        _validator = null;
        WasResumed = false;
        _ = _hash.GetHashAndReset();
        await WriteAsync(() =>
        {
            target.Position = 0;
            target.SetLength(0);
            return ValueTask.CompletedTask;
        });
    }

    private static async ValueTask WriteAsync(Func<ValueTask> write)
    {
        try
        {
            await write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Kept apart from the source's faults, which are tried again.
            throw new StorageFault(fault);
        }
    }

    private async Task<bool> AttemptAsync(CancellationToken cancellationToken)
    {
        if (_position > 0 && _validator is null)
        {
            await RestartAsync();
        }

        TransferBody body;
        try
        {
            body = await client.OpenAsync(address, _position, _validator, cancellationToken);
        }
        catch (TransferFault fault) when (fault.Status == System.Net.HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            await RestartAsync();
            throw;
        }

        await using (body)
        {
            if (body.Start != _position)
            {
                // The source ignores ranges, or has another file by now.
                await RestartAsync();
                if (body.Start != 0)
                {
                    throw new TransferFault("The server answered with another part than was asked for.") { IsTransient = true };
                }
            }

            WasResumed |= _position > 0;
            _validator = body.Validator;
            await CopyAsync(body, cancellationToken);
            return body.Length is null || body.Length == _position
                ? true
                : throw new TransferFault($"The source ended after {_position} of {body.Length} bytes.") { IsTransient = true };
        }
    }

    private async Task CopyAsync(TransferBody body, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            for (int read; (read = await client.ReadAsync(body.Content, buffer, cancellationToken)) > 0;)
            {
                var block = buffer.AsMemory(0, read);
                await WriteAsync(() => target.WriteAsync(block, cancellationToken));
                _hash.AppendData(block.Span);
                _position += read;
                progress.Advance(read, _position, body.Length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

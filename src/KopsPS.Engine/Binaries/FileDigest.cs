using System.Security.Cryptography;

namespace KopsPS.Engine.Binaries;

/// <summary>SHA-256 of files.</summary>
internal static class FileDigest
{
    /// <summary>The digest of a file in lower-case hexadecimal, or null where there is no such file.</summary>
    public static async Task<string?> ComputeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions
            {
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
            return ToHex(await SHA256.HashDataAsync(file, cancellationToken));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Lower-case hexadecimal.</summary>
    public static string ToHex(ReadOnlySpan<byte> digest) => Convert.ToHexString(digest).ToLowerInvariant();
}

namespace KopsPS.Engine.Binaries;

/// <summary>A binary that <c>Install-KopsBinary</c> keeps.</summary>
/// <param name="Name"><c>kops</c> or <c>kubectl</c>.</param>
/// <param name="Version">Version without a leading <c>v</c>.</param>
/// <param name="Architecture"><c>amd64</c> or <c>arm64</c>.</param>
/// <param name="Scope">For whom it is installed.</param>
/// <param name="Path">Full path of the executable.</param>
/// <param name="Sha256">The published digest, noted when it was installed; null where the note is missing.</param>
public sealed record StoredBinary(string Name, string Version, string Architecture, KopsBinaryScope Scope, string Path, string? Sha256)
{
    /// <summary>Whether the file still has the digest that was published for it.</summary>
    public async Task<bool> IsVerifiedAsync(CancellationToken cancellationToken) =>
        Sha256 is not null && string.Equals(await FileDigest.ComputeAsync(Path, cancellationToken), Sha256, StringComparison.Ordinal);
}

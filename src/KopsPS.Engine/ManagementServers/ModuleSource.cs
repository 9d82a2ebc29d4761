using System.Text.RegularExpressions;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Where a server gets this module from: a version in the PowerShell Gallery, or a package whose digest is known.</summary>
public sealed partial record ModuleSource
{
    private ModuleSource()
    {
    }

    /// <summary>Version in the gallery, or null for a package.</summary>
    public string? GalleryVersion { get; private init; }

    /// <summary>Address of a package by https, or null.</summary>
    public Uri? Url { get; private init; }

    /// <summary>Bucket of a package in S3, or null.</summary>
    public string? Bucket { get; private init; }

    /// <summary>Key of a package in S3, or null.</summary>
    public string? Key { get; private init; }

    /// <summary>SHA-256 that the package must have, in small hexadecimal digits; null for the gallery.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>Reads what a person gave.</summary>
    /// <param name="source">A version, an https address, or <c>s3://bucket/key</c>.</param>
    /// <param name="sha256">Digest of the package.</param>
    /// <exception cref="KopsException"><c>KopsModuleSourceInvalid</c>.</exception>
    public static ModuleSource Parse(string source, string? sha256)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (Version().IsMatch(source))
        {
            return sha256 is null
                ? new ModuleSource { GalleryVersion = source }
                : throw Faults.ModuleSourceInvalid(source, "the gallery's packages are not compared with a digest of yours; give the package by https or from S3");
        }

        var package = Package(source);
        if (sha256 is null)
        {
            throw Faults.ModuleSourceInvalid(source, "a package needs its SHA-256, by -ModuleSha256");
        }

        return Digest().IsMatch(sha256)
            ? package with { Sha256 = sha256.ToLowerInvariant() }
            : throw Faults.ModuleSourceInvalid(source, $"'{sha256}' is no SHA-256 digest");
    }

    private static ModuleSource Package(string source)
    {
        if (S3Object().Match(source) is { Success: true } match)
        {
            return new ModuleSource { Bucket = match.Groups["bucket"].Value, Key = match.Groups["key"].Value };
        }

        if (!Uri.TryCreate(source, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps || url.Host.Length == 0)
        {
            throw Faults.ModuleSourceInvalid(source, "it is no version such as 0.1.0, no https address and no s3://bucket/key");
        }

        // Everybody who may describe the instance can read its user data.
        return url.UserInfo.Length == 0
            ? new ModuleSource { Url = url }
            : throw Faults.ModuleSourceInvalid(url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped), "an address with a password would be readable in the server's user data");
    }

    [GeneratedRegex(@"\A\d+(\.\d+){1,3}(-[0-9A-Za-z]+([.-][0-9A-Za-z]+)*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();

    [GeneratedRegex(@"\As3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?<key>[^\p{C}\p{Zl}\p{Zp}]{1,1024})\z", RegexOptions.CultureInvariant)]
    private static partial Regex S3Object();
}

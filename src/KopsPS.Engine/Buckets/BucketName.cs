using System.Net;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Buckets;

/// <summary>
/// The rules for names of buckets (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html), so that
/// a name is refused here and not by half of the calls of a set-up.
/// </summary>
public static partial class BucketName
{
    private static readonly string[] ReservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"];
    private static readonly string[] ReservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    /// <summary>Checks a name for a bucket that is to be made.</summary>
    /// <param name="name">The name, or <c>s3://</c> and the name.</param>
    /// <returns>The bare name.</returns>
    /// <exception cref="KopsException"><c>KopsBucketNameInvalid</c>.</exception>
    public static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bare = Bare(name);
        return Fault(bare) is { } why ? throw Faults.BucketNameInvalid(name, why) : bare;
    }

    /// <summary>The name without <c>s3://</c> and slashes at its end.</summary>
    /// <param name="name">A name, or a location.</param>
    public static string Bare(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = name.Trim();
        return (text.StartsWith("s3://", StringComparison.OrdinalIgnoreCase) ? text[5..] : text).TrimEnd('/');
    }

    /// <summary>What is unwise about a name that can be; null where nothing is.</summary>
    /// <param name="name">The bare name.</param>
    public static string? Warning(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Contains('.', StringComparison.Ordinal)
            ? $"The name {name} has dots: S3's certificate does not fit https://{name}.s3.amazonaws.com, so tools that address buckets by host name fail at TLS. Dashes are safer."
            : null;
    }

    private static string? Fault(string name) => name switch
    {
        { Length: < 3 or > 63 } => "it has to have 3 to 63 characters",
        _ when name.Contains('/', StringComparison.Ordinal) => "it is a bucket with a prefix; give the bucket alone",
        _ when name.Any(char.IsUpper) => $"capitals are not allowed: {name.ToLowerInvariant()}",
        _ when !Allowed().IsMatch(name) => "only a-z, 0-9, dots and dashes are allowed, with a letter or digit at both ends",
        _ when name.Contains("..", StringComparison.Ordinal) => "it has two dots in a row",
        _ when name.Split('.').Length == 4 && IPAddress.TryParse(name, out _) => "it looks like an IP address",
        _ when ReservedPrefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix => $"AWS keeps names that begin with {prefix} for itself",
        _ when ReservedSuffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } suffix => $"AWS keeps names that end in {suffix} for itself",
        _ => null,
    };

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]*[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed();
}

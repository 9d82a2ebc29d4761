using System.Text.RegularExpressions;

namespace KopsPS.Engine.Processes;

/// <summary>Takes secrets out of what people get to see: those that a run was given, and what looks like one.</summary>
internal sealed partial class Redaction
{
    private const string Mask = "***";

    private readonly string[] _secrets;

    /// <summary>Creates a redaction.</summary>
    /// <param name="secrets">Values that must not appear; short ones are not searched for, as they would mask words.</param>
    public Redaction(IEnumerable<string?> secrets)
    {
        _secrets = [.. secrets.OfType<string>().Where(secret => secret.Length >= 8).Distinct().OrderByDescending(secret => secret.Length)];
    }

    /// <summary>The text without secrets.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _secrets)
        {
            if (text.Contains(secret, StringComparison.Ordinal))
            {
                text = text.Replace(secret, Mask, StringComparison.Ordinal);
            }
        }

        return MayHoldSecret().IsMatch(text) ? MaskPatterns(text) : text;
    }

    private static string MaskPatterns(string text)
    {
        text = AccessKeyId().Replace(text, match => match.Value[..4] + Mask);
        text = NamedSecret().Replace(text, "$1" + Mask);
        text = UserInfo().Replace(text, "://" + Mask + "@");
        return PrivateKey().Replace(text, "$1" + Mask);
    }

    // One cheap look decides whether the four dear ones are needed; most lines hold nothing.
    [GeneratedRegex(@"AKIA|ASIA|secret|token|signature|credential|password|bearer|PRIVATE KEY|://[^/\s]*@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MayHoldSecret();

    [GeneratedRegex(@"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b", RegexOptions.CultureInvariant)]
    private static partial Regex AccessKeyId();

    [GeneratedRegex(
        @"((?:aws_?secret_?access_?key|secret_?access_?key|aws_?session_?token|session_?token|security-?token|x-amz-(?:security-token|signature|credential)|password|bearer)[""']?(?>(?>\s*)[=:]\s*|\s+)[""']?)(?!\*\*\*)[^\s""'&,;]{4,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedSecret();

    // Not from the scheme's first letter: a long word would be searched again from each of its letters.
    [GeneratedRegex(@"://[^/\s@""']+@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(-----BEGIN [A-Z ]*PRIVATE KEY-----)[A-Za-z0-9+/=\s\\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();
}

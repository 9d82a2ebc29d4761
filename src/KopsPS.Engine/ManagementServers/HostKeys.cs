using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.ManagementServers;

/// <summary>A server's host key.</summary>
/// <param name="Type">Type as in <c>known_hosts</c>, such as <c>ssh-ed25519</c>.</param>
/// <param name="Base64">The public key.</param>
internal sealed record HostKey(string Type, string Base64)
{
    /// <summary>The fingerprint as ssh shows it.</summary>
    public string Fingerprint => $"SHA256:{Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Base64))).TrimEnd('=')}";
}

/// <summary>
/// Finds the host keys that cloud-init prints on the console, which only the account can read: what shows them is the server
/// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connection-prereqs-general.html).
/// </summary>
internal static partial class ConsoleHostKeys
{
    /// <summary>The keys of the last start in a console's text; none where it has none.</summary>
    public static IReadOnlyList<HostKey> Read(string console)
    {
        const string begin = "-----BEGIN SSH HOST KEY KEYS-----", end = "-----END SSH HOST KEY KEYS-----";
        var from = console.LastIndexOf(begin, StringComparison.Ordinal);
        var to = from < 0 ? -1 : console.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0 ? [] : [.. Key().Matches(console[from..to]).Select(match => new HostKey(match.Groups[1].Value, match.Groups[2].Value)).Where(IsWhole)];
    }

    private static bool IsWhole(HostKey key)
    {
        // The first field of the key is its own type.
        Span<byte> bytes = new byte[key.Base64.Length];
        return Convert.TryFromBase64String(key.Base64, bytes, out var length) && length > 4 + key.Type.Length
            && System.Text.Encoding.ASCII.GetString(bytes.Slice(4, key.Type.Length)) == key.Type;
    }

    [GeneratedRegex(@"(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]+=*)", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}

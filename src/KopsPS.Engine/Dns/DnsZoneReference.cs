using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KopsPS.Engine.DnsZones;

/// <summary>
/// Caller references that are the same in every run, so that Route 53 itself refuses a second zone where two runs meet or
/// an answer was lost. A reference may stay used after its zone has been removed; then the next number is taken, again
/// the same in every run.
/// </summary>
internal static class DnsZoneReference
{
    private const string Prefix = "KopsPS-";

    /// <summary>The reference of a zone; Route 53 takes up to 128 characters, so the name goes in as its digest.</summary>
    public static string For(string name, string? networkId, int number)
    {
        var what = SHA256.HashData(Encoding.UTF8.GetBytes($"{(networkId is null ? "public" : "private")} {name} {networkId}"));
        return $"{Prefix}{Convert.ToHexString(what.AsSpan(0, 16))}-{number.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Whether KopsPS made the zone.</summary>
    public static bool IsOurs(string callerReference) => callerReference.StartsWith(Prefix, StringComparison.Ordinal);
}

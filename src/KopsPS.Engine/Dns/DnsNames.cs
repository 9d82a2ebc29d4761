using System.Globalization;

namespace KopsPS.Engine.DnsZones;

/// <summary>Domain names as zones have them: lower case, without a dot at the end, international ones in their ASCII form.</summary>
public static class DnsNames
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };

    /// <summary>Checks a name and writes it as all comparisons expect it.</summary>
    /// <param name="name">What was told.</param>
    /// <param name="isPrivate">Whether the zone is private; those may have a name of a single label.</param>
    /// <exception cref="KopsException"><c>KopsDnsZoneInvalid</c>.</exception>
    public static string ZoneName(string name, bool isPrivate = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = name.Trim();
        plain = plain.EndsWith('.') ? plain[..^1] : plain;
        string ascii;
        try
        {
            ascii = plain.All(char.IsAscii) ? plain.ToLowerInvariant() : Idn.GetAscii(plain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            throw Faults.DnsZoneInvalid(name, "it is no domain name");
        }

        // RFC 1035 and 2181; Route 53 takes more signs in records, and only these in zones that can be delegated.
        if (ascii.Length is 0 or > 253)
        {
            throw Faults.DnsZoneInvalid(name, "a name has 1 to 253 characters");
        }

        foreach (var label in ascii.Split('.'))
        {
            if (label.Length is 0 or > 63)
            {
                throw Faults.DnsZoneInvalid(name, "each part between the dots has 1 to 63 characters");
            }

            if (label.StartsWith('-') || label.EndsWith('-') || label.Any(sign => !char.IsAsciiLetterOrDigit(sign) && sign is not ('-' or '_')))
            {
                throw Faults.DnsZoneInvalid(name, $"'{label}' has other signs than letters, digits, '-' and '_', or a '-' at an end");
            }
        }

        if (!isPrivate && IsGossip(ascii))
        {
            throw Faults.DnsZoneInvalid(name, "clusters with gossip names (.k8s.local) find each other without DNS and need no zone");
        }

        return isPrivate || ascii.Contains('.', StringComparison.Ordinal) ? ascii : throw Faults.DnsZoneInvalid(name, "a public zone has at least two parts");
    }

    /// <summary>Whether clusters of this name need no zone at all.</summary>
    /// <param name="name">The name of a cluster or zone.</param>
    public static bool IsGossip(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = name.TrimEnd('.');
        return plain.Equals("k8s.local", StringComparison.OrdinalIgnoreCase) || plain.EndsWith(".k8s.local", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The names above one, the nearest first: <c>a.b.dev</c> has <c>b.dev</c> and <c>dev</c>.</summary>
    /// <param name="name">The name.</param>
    public static IEnumerable<string> Above(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            yield return name[(dot + 1)..];
        }
    }

    /// <summary>A name as it is compared: lower case, no dot at the end.</summary>
    internal static string Plain(string name) => name.TrimEnd('.').ToLowerInvariant();

    /// <summary>Names as a set that is compared without case, dots and order.</summary>
    internal static HashSet<string> Set(IEnumerable<string> names) => [.. names.Select(Plain)];
}

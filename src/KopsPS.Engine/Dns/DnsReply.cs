using System.Net;

namespace KopsPS.Engine.DnsZones;

/// <summary>How a question to a DNS server ended.</summary>
public enum DnsReplyKind
{
    /// <summary>It answered, maybe with nothing.</summary>
    Answered,

    /// <summary>The name does not exist (NXDOMAIN).</summary>
    NoSuchName,

    /// <summary>It does not answer this question to us (REFUSED).</summary>
    Refused,

    /// <summary>It could not find out (SERVFAIL and the like).</summary>
    ServerFailed,

    /// <summary>No answer in time.</summary>
    Silent,

    /// <summary>The network says that nobody is there.</summary>
    Unreachable,

    /// <summary>The answer is no DNS.</summary>
    Unreadable,
}

/// <summary>What a DNS server answered.</summary>
public sealed record DnsReply
{
    /// <summary>How the question ended.</summary>
    public required DnsReplyKind Kind { get; init; }

    /// <summary>The server's or the network's own word.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether the server speaks for the zone itself (the AA bit).</summary>
    public bool Authoritative { get; init; }

    /// <summary>Whether the server asks others (the RA bit).</summary>
    public bool Recursive { get; init; }

    /// <summary>Whether it only says who speaks for the zone.</summary>
    public bool Referral { get; init; }

    /// <summary>Name servers of the name, without a dot at the end.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>Seconds for which the answer, or the word that there is none, may be kept.</summary>
    public int? Ttl { get; init; }

    /// <summary>Primary name server in the zone's SOA.</summary>
    public string? Primary { get; init; }

    /// <summary>Name that the name is only another one for (CNAME).</summary>
    public string? Alias { get; init; }

    /// <summary>Addresses that came with the answer, by host.</summary>
    public IReadOnlyDictionary<string, IPAddress> Addresses { get; init; } = new Dictionary<string, IPAddress>();

    /// <summary>Whether the server answered at all.</summary>
    public bool Heard => Kind is not (DnsReplyKind.Silent or DnsReplyKind.Unreachable or DnsReplyKind.Unreadable);
}

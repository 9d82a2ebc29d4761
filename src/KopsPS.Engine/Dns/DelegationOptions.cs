using System.Net;

namespace KopsPS.Engine.DnsZones;

/// <summary>Whom to ask about a delegation, and how patiently.</summary>
public sealed record DelegationOptions
{
    /// <summary>Resolvers that the whole world uses.</summary>
    private static readonly string[] PublicResolvers = ["1.1.1.1", "8.8.8.8", "9.9.9.9"];

    /// <summary>Only these servers; empty for the parent's own servers, public resolvers and the machine's own.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>How long to wait for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often to ask again where none comes.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Resolvers to ask where <see cref="NameServers"/> names none; null for the public ones and the machine's own.</summary>
    public IReadOnlyList<IPEndPoint>? Resolvers { get; init; }

    /// <summary>Finds the address of a name server; null to ask the resolvers, and port 53.</summary>
    public Func<string, CancellationToken, Task<IPEndPoint?>>? Locate { get; init; }

    /// <summary>The resolvers to ask, with the name that a person knows them by.</summary>
    internal IReadOnlyList<DnsServerAddress> AllResolvers() => Resolvers is { } told
        ? [.. told.Select(one => new DnsServerAddress(one.ToString(), one))]
        : [.. MachinesOwn().Concat(PublicResolvers.Select(text => new DnsServerAddress(text, new IPEndPoint(IPAddress.Parse(text), 53))))
            .DistinctBy(server => server.EndPoint)];

    private static IEnumerable<DnsServerAddress> MachinesOwn()
    {
        try
        {
            return [.. DnsClient.NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false)
                .Select(one => IPEndPoint.Parse(one.ToString())).Select(one => new DnsServerAddress($"{one.Address} (this machine's)", one))];
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException or FormatException or UnauthorizedAccessException)
        {
            // A machine without resolvers of its own.
            return [];
        }
    }
}

using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;

namespace KopsPS.Engine.DnsZones;

/// <summary>Asks single DNS servers single questions: by UDP, by TCP where an answer is too long for it.</summary>
/// <param name="timeout">How long to wait for an answer.</param>
/// <param name="retries">How often to ask again where none comes.</param>
public sealed class DnsQuestions(TimeSpan timeout, int retries)
{
    /// <summary>How long to wait for an answer.</summary>
    public TimeSpan Timeout => timeout;

    /// <summary>Asks for records of a name.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">The name.</param>
    /// <param name="type">Type of the records.</param>
    /// <param name="recurse">Whether it may ask others; authoritative servers only tell what they know.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<DnsReply> AskAsync(IPEndPoint server, string name, QueryType type, bool recurse, CancellationToken cancellationToken)
    {
        var client = new LookupClient(new LookupClientOptions(new NameServer(server))
        {
            Timeout = timeout,
            Retries = retries,
            UseCache = false,
            UseTcpFallback = true,
            UseRandomNameServer = false,
            ContinueOnDnsError = false,
            ContinueOnEmptyResponse = false,
            ThrowDnsErrors = false,
            Recursion = recurse,
        });
        try
        {
            return Read(await client.QueryAsync(name, type, QueryClass.IN, cancellationToken).ConfigureAwait(false), name);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(fault);
        }
    }

    private static DnsReply Failed(Exception fault)
    {
        for (Exception? at = fault; at is not null; at = at.InnerException)
        {
            switch (at)
            {
                case SocketException { SocketErrorCode: SocketError.TimedOut }:
                case DnsResponseException { Code: DnsResponseCode.ConnectionTimeout }:
                case OperationCanceledException or TimeoutException:
                    return new DnsReply { Kind = DnsReplyKind.Silent };
                case SocketException socket:
                    return new DnsReply { Kind = DnsReplyKind.Unreachable, Detail = socket.Message };
            }
        }

        return new DnsReply { Kind = DnsReplyKind.Unreadable, Detail = fault.Message };
    }

    private static DnsReply Read(IDnsQueryResponse answer, string name)
    {
        var kind = answer.Header.ResponseCode switch
        {
            DnsHeaderResponseCode.NoError => DnsReplyKind.Answered,
            DnsHeaderResponseCode.NotExistentDomain => DnsReplyKind.NoSuchName,
            DnsHeaderResponseCode.Refused or DnsHeaderResponseCode.NotAuthorized => DnsReplyKind.Refused,
            _ => DnsReplyKind.ServerFailed,
        };
        bool Mine(DnsResourceRecord record) => HostedZones.Same(record.DomainName.Value, name);
        var own = answer.Answers.NsRecords().Where(Mine).ToList();
        var referred = answer.Authorities.OfType<NsRecord>().Where(Mine).ToList();
        var servers = own.Count > 0 ? own : referred;
        var glue = new Dictionary<string, IPAddress>(StringComparer.Ordinal);
        foreach (var address in answer.Additionals.Concat(answer.Answers).OfType<AddressRecord>())
        {
            var host = DnsNames.Plain(address.DomainName.Value);
            if (!glue.TryGetValue(host, out var there) || there.AddressFamily != AddressFamily.InterNetwork)
            {
                glue[host] = address.Address;
            }
        }

        return new DnsReply
        {
            Kind = kind,
            Detail = answer.Header.ResponseCode.ToString(),
            Authoritative = answer.Header.HasAuthorityAnswer,
            Recursive = answer.Header.RecursionAvailable,
            Referral = own.Count == 0 && referred.Count > 0,
            NameServers = [.. servers.Select(server => DnsNames.Plain(server.NSDName.Value)).Order(StringComparer.Ordinal)],
            Ttl = servers.Count > 0 ? servers.Min(server => server.InitialTimeToLive) : answer.Authorities.OfType<SoaRecord>().FirstOrDefault() is { } soa
                ? (int)Math.Min(soa.InitialTimeToLive, soa.Minimum)
                : null,
            Primary = answer.Answers.SoaRecords().FirstOrDefault(Mine) is { } start ? DnsNames.Plain(start.MName.Value) : null,
            Alias = answer.Answers.CnameRecords().FirstOrDefault(Mine) is { } alias ? DnsNames.Plain(alias.CanonicalName.Value) : null,
            Addresses = glue,
        };
    }
}

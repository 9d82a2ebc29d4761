using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KopsPS.Engine.DnsZones;

/// <summary>A DNS server to ask.</summary>
/// <param name="Text">As a person wrote it, or as it was found.</param>
/// <param name="EndPoint">Address and port.</param>
public sealed record DnsServerAddress(string Text, IPEndPoint EndPoint)
{
    private const int DnsPort = 53;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>1.1.1.1:53</c>, <c>::1</c> or <c>[::1]:53</c>; names are looked up as this machine does it.</summary>
    /// <param name="text">What was told.</param>
    /// <param name="cancellationToken">Ends the looking up.</param>
    /// <exception cref="KopsException"><c>KopsNameServerInvalid</c>.</exception>
    public static async Task<DnsServerAddress> ReadAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (host, port) = Split(text);
        if (IPAddress.TryParse(host, out var address))
        {
            return new DnsServerAddress(text, new IPEndPoint(address, port));
        }

        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
        {
            throw Faults.NameServerInvalid(text, "it is neither a name nor an address");
        }

        try
        {
            var found = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            var first = found.FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork) ?? found.FirstOrDefault();
            return first is null ? throw Faults.NameServerInvalid(text, "the name has no address") : new DnsServerAddress(text, new IPEndPoint(first, port));
        }
        catch (SocketException fault)
        {
            throw Faults.NameServerInvalid(text, fault.Message, fault);
        }
    }

    private static (string Host, int Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        var bracket = text.LastIndexOf(']');

        // Several colons without brackets are an IPv6 address alone.
        if (colon < 0 || colon < bracket || (bracket < 0 && text.IndexOf(':', StringComparison.Ordinal) != colon))
        {
            return (text.Trim('[', ']'), DnsPort);
        }

        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? (text[..colon].Trim('[', ']'), port)
            : throw Faults.NameServerInvalid(text, "its port is not between 1 and 65535");
    }
}

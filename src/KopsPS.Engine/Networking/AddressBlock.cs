using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KopsPS.Engine.Networking;

/// <summary>A block of addresses; bits behind its prefix do not count, as for Kubernetes.</summary>
internal sealed class AddressBlock
{
    private readonly byte[] _bytes;
    private readonly int _prefix;

    private AddressBlock(byte[] bytes, int prefix) => (_bytes, _prefix) = (bytes, prefix);

    /// <summary>Reads <c>10.0.0.0/8</c>; null where it is none.</summary>
    public static AddressBlock? Parse(string? text)
    {
        var parts = (text ?? "").Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        return prefix <= bytes.Length * 8 ? new AddressBlock(bytes, prefix) : null;
    }

    public bool Contains(IPAddress address)
    {
        if (address is { IsIPv4MappedToIPv6: true, AddressFamily: AddressFamily.InterNetworkV6 })
        {
            address = address.MapToIPv4();
        }

        var other = address.GetAddressBytes();
        if (other.Length != _bytes.Length)
        {
            return false;
        }

        for (var bit = 0; bit < _prefix; bit += 8)
        {
            var mask = _prefix - bit >= 8 ? 0xFF : 0xFF << (8 - (_prefix - bit)) & 0xFF;
            if (((_bytes[bit / 8] ^ other[bit / 8]) & mask) != 0)
            {
                return false;
            }
        }

        return true;
    }
}

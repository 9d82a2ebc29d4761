using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KopsPS.Fakes.Names;

/// <summary>
/// A DNS server on loopback, by UDP and TCP (RFC 1035): authoritative for the zones it is given, delegating others, or a
/// resolver that knows answers. It can be made to do wrong in every way that real ones do.
/// </summary>
public sealed class DnsServer : IDisposable
{
    private static readonly Dictionary<string, ushort> Types = new()
    {
        ["A"] = 1, ["NS"] = 2, ["CNAME"] = 5, ["SOA"] = 6, ["TXT"] = 16, ["AAAA"] = 28,
    };

    private readonly CancellationTokenSource _end = new();
    private readonly UdpClient _udp;
    private readonly TcpListener _tcp;
    private readonly object _lock = new();
    private readonly List<(string Name, string Type, int Ttl, string Value)> _records = [];
    private readonly HashSet<string> _zones = [];
    private readonly Dictionary<string, DnsFault> _faults = [];
    private readonly ConcurrentQueue<DnsQuery> _queries = new();

    /// <param name="resolver">Whether it answers as a resolver does: without authority, and for any name.</param>
    public DnsServer(bool resolver = false)
    {
        IsResolver = resolver;
        (_udp, _tcp) = Open();
        EndPoint = (IPEndPoint)_tcp.LocalEndpoint;
        _ = ServeUdpAsync();
        _ = ServeTcpAsync();
    }

    /// <summary>Whether it answers as a resolver.</summary>
    public bool IsResolver { get; }

    /// <summary>Where it answers.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Where it answers, as <c>-NameServer</c> takes it.</summary>
    public string Address => EndPoint.ToString();

    /// <summary>All questions, in order of arrival.</summary>
    public IReadOnlyCollection<DnsQuery> Queries => _queries;

    /// <summary>Makes it authoritative for a zone.</summary>
    public DnsServer Zone(string name, string primary, params string[] servers)
    {
        lock (_lock)
        {
            _zones.Add(name);
        }

        Set(name, "SOA", 60, $"{primary} hostmaster.example.com 1 7200 900 1209600 60");
        return Set(name, "NS", 172800, servers);
    }

    /// <summary>Gives a name records of a type, in place of those it had; none takes them away.</summary>
    public DnsServer Set(string name, string type, int ttl, params string[] values)
    {
        lock (_lock)
        {
            _records.RemoveAll(record => record.Name == name && record.Type == type);
            _records.AddRange(values.Select(value => (name, type, ttl, value)));
        }

        return this;
    }

    /// <summary>Makes it do wrong in questions about a name, or about all (<c>*</c>).</summary>
    public DnsServer Break(DnsFault fault, string name = "*")
    {
        lock (_lock)
        {
            _faults[name] = fault;
        }

        return this;
    }

    public void Dispose()
    {
        _end.Cancel();
        _udp.Dispose();
        _tcp.Dispose();
        _end.Dispose();
    }

    private static (UdpClient Udp, TcpListener Tcp) Open()
    {
        for (var attempt = 0; ; attempt++)
        {
            var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            try
            {
                return (new UdpClient((IPEndPoint)tcp.LocalEndpoint), tcp);
            }
            catch (SocketException) when (attempt < 20)
            {
                // Somebody has the same port for UDP.
                tcp.Dispose();
            }
        }
    }

    private async Task ServeUdpAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var got = await _udp.ReceiveAsync(_end.Token);
                if (Answer(got.Buffer, "udp") is { } answer)
                {
                    await _udp.SendAsync(answer, got.RemoteEndPoint, _end.Token);
                }
            }
            catch (SocketException)
            {
                // The asker has gone.
            }
            catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeTcpAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = TalkAsync(await _tcp.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var length = new byte[2];
            while (true)
            {
                await stream.ReadExactlyAsync(length, _end.Token);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(question, _end.Token);
                if (Answer(question, "tcp") is { } answer)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                    await stream.WriteAsync((byte[])[.. length, .. answer], _end.Token);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The asker has gone, or the test has ended.
        }
    }

    private byte[]? Answer(byte[] question, string protocol)
    {
        var at = 12;
        var name = ReadName(question, ref at);
        var type = BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(at));
        var head = question[..(at + 4)];
        var asked = (question[2] & 1) == 1;
        var word = Types.FirstOrDefault(pair => pair.Value == type).Key ?? type.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _queries.Enqueue(new DnsQuery(protocol, name, word, asked));
        lock (_lock)
        {
            var fault = _faults.GetValueOrDefault(name, _faults.GetValueOrDefault("*"));
            switch (fault)
            {
                case DnsFault.Silence:
                    return null;
                case DnsFault.Garbage:
                    return [question[0], question[1], 0xFF, 0xFF, 1];
                case DnsFault.Refused:
                    return Message(head, asked, 5, false, [], [], []);
                case DnsFault.ServerFailure:
                    return Message(head, asked, 2, false, [], [], []);
                case DnsFault.Lame:
                    return Message(head, asked, 0, false, [], [], []);
                case DnsFault.Truncation when protocol == "udp":
                    var cut = Message(head, asked, 0, true, [], [], []);
                    cut[2] |= 2;
                    return cut;
            }

            return Find(head, asked, name, word);
        }
    }

    private byte[] Find(byte[] head, bool asked, string name, string type)
    {
        List<(string Name, string Type, int Ttl, string Value)> Of(string owner, string kind) => _records.FindAll(record => record.Name == owner && record.Type == kind);
        List<(string Name, string Type, int Ttl, string Value)> Addresses(IEnumerable<(string Name, string Type, int Ttl, string Value)> servers) =>
            [.. servers.SelectMany(server => Of(server.Value.TrimEnd('.'), "A"))];

        var zone = Above(name).FirstOrDefault(_zones.Contains);
        if (zone is null && !IsResolver)
        {
            return Message(head, asked, 5, false, [], [], []);
        }

        // A name server record below the zone's own name hands over what is below it.
        var handed = IsResolver ? null : Above(name).TakeWhile(one => one != zone).LastOrDefault(one => Of(one, "NS").Count > 0);
        if (handed is not null)
        {
            var servers = Of(handed, "NS");
            return Message(head, asked, 0, false, [], servers, Addresses(servers));
        }

        var found = Of(name, type) is { Count: > 0 } exact ? exact : Of(name, "CNAME");
        var exists = found.Count > 0 || _records.Exists(record => record.Name == name || record.Name.EndsWith("." + name, StringComparison.Ordinal));
        var start = Above(name).Select(one => Of(one, "SOA")).FirstOrDefault(one => one.Count > 0) ?? [];
        return Message(head, asked, exists ? 0 : 3, !IsResolver, found, found.Count > 0 ? [] : start, type == "NS" ? Addresses(found) : []);
    }

    private static IEnumerable<string> Above(string name)
    {
        for (var one = name; one.Length > 0; one = one.Contains('.', StringComparison.Ordinal) ? one[(one.IndexOf('.', StringComparison.Ordinal) + 1)..] : "")
        {
            yield return one;
        }
    }

    private byte[] Message(
        byte[] head, bool asked, int code, bool authoritative,
        List<(string Name, string Type, int Ttl, string Value)> answers, List<(string Name, string Type, int Ttl, string Value)> authorities, List<(string Name, string Type, int Ttl, string Value)> additional)
    {
        var message = new List<byte>(head);
        message[2] = (byte)(0x80 | (authoritative ? 4 : 0) | (asked ? 1 : 0));
        message[3] = (byte)((IsResolver ? 0x80 : 0) | code);
        foreach (var (place, records) in (ReadOnlySpan<(int, List<(string Name, string Type, int Ttl, string Value)>)>)[(6, answers), (8, authorities), (10, additional)])
        {
            message[place] = (byte)(records.Count >> 8);
            message[place + 1] = (byte)records.Count;
            foreach (var (name, type, ttl, value) in records)
            {
                var data = Data(type, value);
                message.AddRange(Name(name));
                message.AddRange([(byte)(Types[type] >> 8), (byte)Types[type], 0, 1, (byte)(ttl >> 24), (byte)(ttl >> 16), (byte)(ttl >> 8), (byte)ttl, (byte)(data.Length >> 8), (byte)data.Length]);
                message.AddRange(data);
            }
        }

        // Extensions that the question may have had are not answered.
        message[4] = 0;
        message[5] = 1;
        return [.. message];
    }

    private static byte[] Data(string type, string value)
    {
        if (type is "A" or "AAAA")
        {
            return IPAddress.Parse(value).GetAddressBytes();
        }

        if (type != "SOA")
        {
            return Name(value);
        }

        var parts = value.Split(' ');
        var data = new List<byte>([.. Name(parts[0]), .. Name(parts[1])]);
        foreach (var part in parts[2..])
        {
            var number = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(number, uint.Parse(part, System.Globalization.CultureInfo.InvariantCulture));
            data.AddRange(number);
        }

        return [.. data];
    }

    private static byte[] Name(string name) =>
        [.. name.TrimEnd('.').Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private static string ReadName(byte[] message, ref int at)
    {
        var labels = new List<string>();
        for (int length = message[at++]; length > 0; length = message[at++])
        {
            labels.Add(Encoding.ASCII.GetString(message, at, length).ToLowerInvariant());
            at += length;
        }

        return string.Join('.', labels);
    }
}

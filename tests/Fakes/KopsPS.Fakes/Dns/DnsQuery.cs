namespace KopsPS.Fakes.Names;

/// <summary>A question that a DNS server got.</summary>
/// <param name="Protocol"><c>udp</c> or <c>tcp</c>.</param>
/// <param name="Name">Name, lower case, without a dot at the end.</param>
/// <param name="Type">Type, such as <c>NS</c>.</param>
/// <param name="RecursionDesired">Whether it was asked to ask others.</param>
public sealed record DnsQuery(string Protocol, string Name, string Type, bool RecursionDesired);

using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace KopsPS.Engine.Aws.Route53;

/// <summary>A VPC of a private hosted zone.</summary>
/// <param name="VpcId">Its id.</param>
/// <param name="VpcRegion">Its region.</param>
public sealed record Vpc(string VpcId, string VpcRegion);

/// <summary>A private hosted zone of a VPC.</summary>
/// <param name="HostedZoneId">Its id.</param>
/// <param name="Name">Its domain name, with a dot at the end.</param>
public sealed record HostedZoneSummary(string HostedZoneId, string Name);

/// <summary>A change and how far it has come.</summary>
/// <param name="Id">Id of the change.</param>
/// <param name="Status"><c>PENDING</c>, or <c>INSYNC</c> once all of Route 53's servers have it.</param>
public sealed record ChangeInfo(string Id, string Status);

/// <summary>A hosted zone.</summary>
/// <param name="Id">Its id, such as <c>Z0123456789ABCDEFGHIJ</c>, without the path in front.</param>
/// <param name="Name">Its domain name, with a dot at the end.</param>
/// <param name="CallerReference">What its maker said to make the call safe to repeat.</param>
/// <param name="PrivateZone">Whether only VPCs see it.</param>
/// <param name="ResourceRecordSetCount">Number of its record sets.</param>
public sealed record HostedZone(string Id, string Name, string CallerReference, bool PrivateZone, long ResourceRecordSetCount)
{
    internal static readonly HostedZone None = new("", "", "", false, 0);

    internal static HostedZone Read(XElement zone) => new(
        Route53Request.Bare(Route53Response.Text(zone, "Id") ?? ""),
        RecordName.Decode(Route53Response.Text(zone, "Name") ?? ""),
        Route53Response.Text(zone, "CallerReference") ?? "",
        Route53Response.Child(zone, "Config") is { } config && Route53Response.Flag(config, "PrivateZone"),
        long.TryParse(Route53Response.Text(zone, "ResourceRecordSetCount"), CultureInfo.InvariantCulture, out var count) ? count : 0);
}

/// <summary>A set of records with one name and type.</summary>
/// <param name="Name">Domain name, with a dot at the end.</param>
/// <param name="Type">Type, such as <c>NS</c>.</param>
/// <param name="Ttl">Seconds that resolvers may keep it; null for an alias.</param>
/// <param name="Values">Values; empty for an alias.</param>
/// <param name="SetIdentifier">What tells it from others of the same name and type, where there is a routing policy.</param>
public sealed record ResourceRecordSet(string Name, string Type, long? Ttl, IReadOnlyList<string> Values, string? SetIdentifier = null)
{
    internal static ResourceRecordSet Read(XElement record) => new(
        RecordName.Decode(Route53Response.Text(record, "Name") ?? ""),
        Route53Response.Text(record, "Type") ?? "",
        long.TryParse(Route53Response.Text(record, "TTL"), CultureInfo.InvariantCulture, out var ttl) ? ttl : null,
        [.. Route53Response.Members(record, "ResourceRecords").Select(value => Route53Response.Text(value, "Value") ?? "")],
        Route53Response.Text(record, "SetIdentifier"));

    internal XElement ToXml()
    {
        var ns = Route53Client.Namespace;
        return new XElement(
            ns + "ResourceRecordSet",
            new XElement(ns + "Name", Name),
            new XElement(ns + "Type", Type),
            SetIdentifier is null ? null : new XElement(ns + "SetIdentifier", SetIdentifier),
            Ttl is null ? null : new XElement(ns + "TTL", Ttl.Value.ToString(CultureInfo.InvariantCulture)),
            new XElement(ns + "ResourceRecords", Values.Select(value => new XElement(ns + "ResourceRecord", new XElement(ns + "Value", value)))));
    }
}

/// <summary>A change of one record set.</summary>
/// <param name="Action"><c>CREATE</c>, <c>UPSERT</c> or <c>DELETE</c>; a deletion has to name the set exactly as it is.</param>
/// <param name="Record">The record set.</param>
public sealed record ResourceRecordChange(string Action, ResourceRecordSet Record);

/// <summary>Route 53 writes signs other than letters, digits, hyphen and underscore as <c>\052</c>, in octal.</summary>
internal static class RecordName
{
    public static string Decode(string name)
    {
        if (!name.Contains('\\', StringComparison.Ordinal))
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\' && i + 3 < name.Length && name.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                text.Append((char)(((name[i + 1] - '0') * 64) + ((name[i + 2] - '0') * 8) + (name[i + 3] - '0')));
                i += 3;
            }
            else
            {
                text.Append(name[i]);
            }
        }

        return text.ToString();
    }
}

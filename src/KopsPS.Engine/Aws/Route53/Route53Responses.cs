using System.Xml.Linq;
using Amazon.Runtime;

namespace KopsPS.Engine.Aws.Route53;

/// <summary>An answer of Route 53.</summary>
public abstract class Route53Response : AmazonWebServiceResponse
{
    /// <summary>Reads the answer.</summary>
    internal virtual void Read(XElement root)
    {
    }

    /// <summary>A child by its name, or null.</summary>
    internal static XElement? Child(XElement parent, string name) => parent.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    /// <summary>The text of a child, or null where there is none.</summary>
    internal static string? Text(XElement parent, string name) => Child(parent, name)?.Value is { Length: > 0 } text ? text : null;

    /// <summary>The members of a list.</summary>
    internal static IEnumerable<XElement> Members(XElement parent, string list) => Child(parent, list)?.Elements() ?? [];

    /// <summary>A child that is true or false.</summary>
    internal static bool Flag(XElement parent, string name) => string.Equals(Text(parent, name), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Tags of a tag set.</summary>
    private protected static Dictionary<string, string> Tags(XElement? set) =>
        (set is null ? [] : Members(set, "Tags")).ToDictionary(tag => Text(tag, "Key") ?? "", tag => Text(tag, "Value") ?? "", StringComparer.Ordinal);

    /// <summary>VPCs of a list.</summary>
    private protected static Vpc ReadVpc(XElement vpc) => new(Text(vpc, "VPCId") ?? "", Text(vpc, "VPCRegion") ?? "");
}

/// <summary>An answer to something that changes a zone.</summary>
public abstract class Route53ChangeResponse : Route53Response
{
    /// <summary>The change; null where the server tells none.</summary>
    public ChangeInfo? ChangeInfo { get; private set; }

    internal override void Read(XElement root) => ChangeInfo = Child(root, "ChangeInfo") is { } info
        ? new ChangeInfo(Route53Request.Bare(Text(info, "Id") ?? ""), Text(info, "Status") ?? "")
        : null;
}

/// <summary>Hosted zones.</summary>
public sealed class ListHostedZonesResponse : Route53Response
{
    /// <summary>The zones of the page.</summary>
    public IReadOnlyList<HostedZone> HostedZones { get; private set; } = [];

    /// <summary>The next page, or null.</summary>
    public string? NextMarker { get; private set; }

    internal override void Read(XElement root)
    {
        HostedZones = [.. Members(root, "HostedZones").Select(HostedZone.Read)];
        NextMarker = Flag(root, "IsTruncated") ? Text(root, "NextMarker") : null;
    }
}

/// <summary>Hosted zones from a name on.</summary>
public sealed class ListHostedZonesByNameResponse : Route53Response
{
    /// <summary>The zones of the page, also those of names that follow.</summary>
    public IReadOnlyList<HostedZone> HostedZones { get; private set; } = [];

    /// <summary>Name that the next page begins with, or null.</summary>
    public string? NextDnsName { get; private set; }

    /// <summary>Zone that the next page begins with, or null.</summary>
    public string? NextHostedZoneId { get; private set; }

    internal override void Read(XElement root)
    {
        HostedZones = [.. Members(root, "HostedZones").Select(HostedZone.Read)];
        var more = Flag(root, "IsTruncated");
        NextDnsName = more ? Text(root, "NextDNSName") : null;
        NextHostedZoneId = more ? Text(root, "NextHostedZoneId") : null;
    }
}

/// <summary>Private hosted zones of a VPC.</summary>
public sealed class ListHostedZonesByVpcResponse : Route53Response
{
    /// <summary>Ids and names of the zones of the page.</summary>
    public IReadOnlyList<HostedZoneSummary> HostedZoneSummaries { get; private set; } = [];

    /// <summary>The next page, or null.</summary>
    public string? NextToken { get; private set; }

    internal override void Read(XElement root)
    {
        HostedZoneSummaries =
        [
            .. Members(root, "HostedZoneSummaries").Select(one => new HostedZoneSummary(
                Route53Request.Bare(Text(one, "HostedZoneId") ?? ""), Text(one, "Name") ?? "")),
        ];
        NextToken = Text(root, "NextToken");
    }
}

/// <summary>One hosted zone.</summary>
public sealed class GetHostedZoneResponse : Route53Response
{
    /// <summary>The zone.</summary>
    public HostedZone HostedZone { get; private set; } = HostedZone.None;

    /// <summary>Name servers of a public zone.</summary>
    public IReadOnlyList<string> NameServers { get; private set; } = [];

    /// <summary>VPCs of a private zone.</summary>
    public IReadOnlyList<Vpc> Vpcs { get; private set; } = [];

    internal override void Read(XElement root)
    {
        HostedZone = Child(root, "HostedZone") is { } zone ? HostedZone.Read(zone) : HostedZone.None;
        NameServers = Child(root, "DelegationSet") is { } set ? [.. Members(set, "NameServers").Select(one => one.Value)] : [];
        Vpcs = [.. Members(root, "VPCs").Select(ReadVpc)];
    }
}

/// <summary>A hosted zone that was made.</summary>
public sealed class CreateHostedZoneResponse : Route53ChangeResponse
{
    /// <summary>The zone.</summary>
    public HostedZone HostedZone { get; private set; } = HostedZone.None;

    internal override void Read(XElement root)
    {
        base.Read(root);
        HostedZone = Child(root, "HostedZone") is { } zone ? HostedZone.Read(zone) : HostedZone.None;
    }
}

/// <summary>A hosted zone was removed.</summary>
public sealed class DeleteHostedZoneResponse : Route53ChangeResponse;

/// <summary>A VPC was associated.</summary>
public sealed class AssociateVpcWithHostedZoneResponse : Route53ChangeResponse;

/// <summary>Records were changed.</summary>
public sealed class ChangeResourceRecordSetsResponse : Route53ChangeResponse;

/// <summary>How far a change has come.</summary>
public sealed class GetChangeResponse : Route53ChangeResponse;

/// <summary>Records of a zone.</summary>
public sealed class ListResourceRecordSetsResponse : Route53Response
{
    /// <summary>The records of the page.</summary>
    public IReadOnlyList<ResourceRecordSet> ResourceRecordSets { get; private set; } = [];

    /// <summary>Whether there are more.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Name that the next page begins with.</summary>
    public string? NextRecordName { get; private set; }

    /// <summary>Type that the next page begins with.</summary>
    public string? NextRecordType { get; private set; }

    /// <summary>Identifier that the next page begins with.</summary>
    public string? NextRecordIdentifier { get; private set; }

    internal override void Read(XElement root)
    {
        ResourceRecordSets = [.. Members(root, "ResourceRecordSets").Select(ResourceRecordSet.Read)];
        IsTruncated = Flag(root, "IsTruncated");
        NextRecordName = Text(root, "NextRecordName");
        NextRecordType = Text(root, "NextRecordType");
        NextRecordIdentifier = Text(root, "NextRecordIdentifier");
    }
}

/// <summary>Tags were changed.</summary>
public sealed class ChangeTagsForResourceResponse : Route53Response;

/// <summary>Tags of a hosted zone.</summary>
public sealed class ListTagsForResourceResponse : Route53Response
{
    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> ResourceTags { get; private set; } = new Dictionary<string, string>();

    internal override void Read(XElement root) => ResourceTags = Tags(Child(root, "ResourceTagSet"));
}

/// <summary>Tags of several hosted zones.</summary>
public sealed class ListTagsForResourcesResponse : Route53Response
{
    /// <summary>The tags of each zone, by its id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ResourceTags { get; private set; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    internal override void Read(XElement root) => ResourceTags = Members(root, "ResourceTagSets").ToDictionary(
        set => Text(set, "ResourceId") ?? "", set => (IReadOnlyDictionary<string, string>)Tags(set), StringComparer.Ordinal);
}

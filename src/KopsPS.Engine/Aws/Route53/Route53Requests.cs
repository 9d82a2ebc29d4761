using System.Globalization;
using System.Xml.Linq;
using Amazon.Runtime;

namespace KopsPS.Engine.Aws.Route53;

/// <summary>A request of Route 53: a path, a query, and XML where something is told.</summary>
public abstract class Route53Request : AmazonWebServiceRequest
{
    /// <summary>HTTP method.</summary>
    internal virtual string Method => "GET";

    /// <summary>Path after the API's version.</summary>
    internal abstract string Path { get; }

    /// <summary>Parameters of the query; those without a value are left out.</summary>
    internal virtual IEnumerable<KeyValuePair<string, string?>> Query() => [];

    /// <summary>What is sent, or null.</summary>
    internal virtual XElement? Body() => null;

    /// <summary>An id as paths have it: answers bring <c>/hostedzone/Z123</c>.</summary>
    internal static string Bare(string id) => id[(id.LastIndexOf('/') + 1)..];

    /// <summary>A parameter of the query.</summary>
    private protected static KeyValuePair<string, string?> One(string name, string? value) => KeyValuePair.Create(name, value);

    /// <summary>A number in the query.</summary>
    private protected static KeyValuePair<string, string?> One(string name, int? value) =>
        KeyValuePair.Create(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>An element of the request.</summary>
    private protected static XElement Element(string name, params object?[] content) => new(Route53Client.Namespace + name, content);
}

/// <summary>Asks for all hosted zones.</summary>
public sealed class ListHostedZonesRequest : Route53Request
{
    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    /// <summary>Zones on a page, at most 100 (Route 53's default).</summary>
    public int? MaxItems { get; init; }

    internal override string Path => "hostedzone";

    internal override IEnumerable<KeyValuePair<string, string?>> Query() => [One("marker", Marker), One("maxitems", MaxItems)];
}

/// <summary>Asks for hosted zones from a name on.</summary>
public sealed class ListHostedZonesByNameRequest : Route53Request
{
    /// <summary>Name to begin with; null for the first.</summary>
    public string? DnsName { get; init; }

    /// <summary>Zone to begin with among those of the name; only together with it.</summary>
    public string? HostedZoneId { get; init; }

    /// <summary>Zones on a page.</summary>
    public int? MaxItems { get; init; }

    internal override string Path => "hostedzonesbyname";

    internal override IEnumerable<KeyValuePair<string, string?>> Query() =>
        [One("dnsname", DnsName), One("hostedzoneid", HostedZoneId is { } id ? Bare(id) : null), One("maxitems", MaxItems)];
}

/// <summary>Asks for the private hosted zones of a VPC.</summary>
public sealed class ListHostedZonesByVpcRequest : Route53Request
{
    /// <summary>The VPC.</summary>
    public required string VpcId { get; init; }

    /// <summary>Its region.</summary>
    public required string VpcRegion { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? NextToken { get; init; }

    internal override string Path => "hostedzonesbyvpc";

    internal override IEnumerable<KeyValuePair<string, string?>> Query() =>
        [One("vpcid", VpcId), One("vpcregion", VpcRegion), One("nexttoken", NextToken)];
}

/// <summary>Asks for one hosted zone.</summary>
public sealed class GetHostedZoneRequest : Route53Request
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    internal override string Path => $"hostedzone/{Bare(Id)}";
}

/// <summary>Makes a hosted zone.</summary>
public sealed class CreateHostedZoneRequest : Route53Request
{
    /// <summary>Its domain name.</summary>
    public required string Name { get; init; }

    /// <summary>Text that makes the call safe to repeat: Route 53 refuses a second zone with the same one.</summary>
    public required string CallerReference { get; init; }

    /// <summary>What it is for.</summary>
    public string? Comment { get; init; }

    /// <summary>First VPC of a private zone; null makes a public one.</summary>
    public Vpc? Vpc { get; init; }

    internal override string Method => "POST";

    internal override string Path => "hostedzone";

    internal override XElement Body() => Element(
        "CreateHostedZoneRequest",
        Element("Name", Name),
        Vpc is null ? null : Element("VPC", Element("VPCRegion", Vpc.VpcRegion), Element("VPCId", Vpc.VpcId)),
        Element("CallerReference", CallerReference),
        Comment is null && Vpc is null
            ? null
            : Element("HostedZoneConfig", Comment is null ? null : Element("Comment", Comment), Element("PrivateZone", Vpc is null ? "false" : "true")));
}

/// <summary>Removes a hosted zone.</summary>
public sealed class DeleteHostedZoneRequest : Route53Request
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    internal override string Method => "DELETE";

    internal override string Path => $"hostedzone/{Bare(Id)}";
}

/// <summary>Associates a VPC with a private hosted zone.</summary>
public sealed class AssociateVpcWithHostedZoneRequest : Route53Request
{
    /// <summary>The zone.</summary>
    public required string HostedZoneId { get; init; }

    /// <summary>The VPC.</summary>
    public required Vpc Vpc { get; init; }

    internal override string Method => "POST";

    internal override string Path => $"hostedzone/{Bare(HostedZoneId)}/associatevpc";

    internal override XElement Body() => Element(
        "AssociateVPCWithHostedZoneRequest", Element("VPC", Element("VPCRegion", Vpc.VpcRegion), Element("VPCId", Vpc.VpcId)));
}

/// <summary>Asks for records of a zone, in the order of reversed labels and types.</summary>
public sealed class ListResourceRecordSetsRequest : Route53Request
{
    /// <summary>The zone.</summary>
    public required string HostedZoneId { get; init; }

    /// <summary>Name to begin with; null for the first.</summary>
    public string? StartRecordName { get; init; }

    /// <summary>Type to begin with; only together with the name.</summary>
    public string? StartRecordType { get; init; }

    /// <summary>Identifier to begin with, among records that share name and type.</summary>
    public string? StartRecordIdentifier { get; init; }

    /// <summary>Records on a page, at most 300 (Route 53's default).</summary>
    public int? MaxItems { get; init; }

    internal override string Path => $"hostedzone/{Bare(HostedZoneId)}/rrset";

    internal override IEnumerable<KeyValuePair<string, string?>> Query() =>
        [One("name", StartRecordName), One("type", StartRecordType), One("identifier", StartRecordIdentifier), One("maxitems", MaxItems)];
}

/// <summary>Changes records of a zone.</summary>
public sealed class ChangeResourceRecordSetsRequest : Route53Request
{
    /// <summary>The zone.</summary>
    public required string HostedZoneId { get; init; }

    /// <summary>The changes; all are made or none.</summary>
    public required IReadOnlyList<ResourceRecordChange> Changes { get; init; }

    /// <summary>What they are for.</summary>
    public string? Comment { get; init; }

    internal override string Method => "POST";

    // The trailing slash is part of the documented path.
    internal override string Path => $"hostedzone/{Bare(HostedZoneId)}/rrset/";

    internal override XElement Body() => Element(
        "ChangeResourceRecordSetsRequest",
        Element(
            "ChangeBatch",
            Comment is null ? null : Element("Comment", Comment),
            Element("Changes", Changes.Select(change => Element("Change", Element("Action", change.Action), change.Record.ToXml())))));
}

/// <summary>Asks how far a change has come.</summary>
public sealed class GetChangeRequest : Route53Request
{
    /// <summary>The change.</summary>
    public required string Id { get; init; }

    internal override string Path => $"change/{Bare(Id)}";
}

/// <summary>Changes tags of a hosted zone.</summary>
public sealed class ChangeTagsForResourceRequest : Route53Request
{
    /// <summary>The zone.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Tags to set; at most ten in one call.</summary>
    public IReadOnlyDictionary<string, string> AddTags { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of tags to remove.</summary>
    public IReadOnlyList<string> RemoveTagKeys { get; init; } = [];

    internal override string Method => "POST";

    internal override string Path => $"tags/hostedzone/{Bare(ResourceId)}";

    internal override XElement Body() => Element(
        "ChangeTagsForResourceRequest",
        AddTags.Count == 0 ? null : Element("AddTags", AddTags.Select(tag => Element("Tag", Element("Key", tag.Key), Element("Value", tag.Value)))),
        RemoveTagKeys.Count == 0 ? null : Element("RemoveTagKeys", RemoveTagKeys.Select(key => Element("Key", key))));
}

/// <summary>Asks for the tags of a hosted zone.</summary>
public sealed class ListTagsForResourceRequest : Route53Request
{
    /// <summary>The zone.</summary>
    public required string ResourceId { get; init; }

    internal override string Path => $"tags/hostedzone/{Bare(ResourceId)}";
}

/// <summary>Asks for the tags of several hosted zones.</summary>
public sealed class ListTagsForResourcesRequest : Route53Request
{
    /// <summary>The zones, at most ten.</summary>
    public required IReadOnlyList<string> ResourceIds { get; init; }

    internal override string Method => "POST";

    internal override string Path => "tags/hostedzone";

    internal override XElement Body() => Element(
        "ListTagsForResourcesRequest", Element("ResourceIds", ResourceIds.Select(id => Element("ResourceId", Bare(id)))));
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KopsPS.Fakes.Aws;

/// <summary>
/// Route 53 as its API reference describes it, in-process, for what an emulator does otherwise: a caller reference counts
/// once, lists come in pages and in the order of reversed labels, changes are pending first, and calls can be refused,
/// fail, or lose their answers.
/// </summary>
public sealed partial class Route53Stub : IAsyncDisposable
{
    private static readonly XNamespace Ns = "https://route53.amazonaws.com/doc/2013-04-01/";

    private readonly WebApplication _app;
    private readonly object _lock = new();
    private readonly List<Zone> _zones = [];
    private readonly HashSet<string> _references = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _changes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<StubRequest> _requests = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly Dictionary<string, (Route53Refusal Refusal, int Left)> _refusals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lost = new(StringComparer.Ordinal);
    private int _ids;

    private Route53Stub(WebApplication app) => _app = app;

    /// <summary>Where it answers.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>Zones and records on a page.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>How often a change is still pending when asked for.</summary>
    public int PendingFor { get; set; }

    /// <summary>Runs before each call is answered, with its name.</summary>
    public Func<string, Task>? Before { get; set; }

    /// <summary>All requests, in order of arrival.</summary>
    public IReadOnlyCollection<StubRequest> Requests => _requests;

    /// <summary>Names of all calls, in order of arrival.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>Ids and names of the zones there are.</summary>
    public IReadOnlyList<(string Id, string Name)> Zones
    {
        get
        {
            lock (_lock)
            {
                return [.. _zones.Select(zone => (zone.Id, zone.Name))];
            }
        }
    }

    /// <summary>Starts one without zones.</summary>
    public static async Task<Route53Stub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var stub = new Route53Stub(app);
        app.Run(stub.AnswerAsync);
        await app.StartAsync().ConfigureAwait(false);
        stub.Endpoint = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return stub;
    }

    /// <summary>Puts a zone there that somebody else made.</summary>
    /// <returns>Its id.</returns>
    public string AddZone(string name, bool isPrivate = false, params (string Name, string Type, string[] Values)[] records)
    {
        lock (_lock)
        {
            var zone = NewZone(name, $"somebody-{_ids}", isPrivate ? [("vpc-1", "us-east-1")] : [], isPrivate);
            zone.Records.AddRange(records.Select(record => new Record(record.Name, record.Type, 300, record.Values)));
            return zone.Id;
        }
    }

    /// <summary>Gives a zone the tag by which KopsPS knows what it made.</summary>
    public void MakeOurs(string zoneId)
    {
        lock (_lock)
        {
            _zones.Single(zone => zone.Id == zoneId).Tags["KopsPS:Owner"] = "KopsPS";
        }
    }

    /// <summary>The values of a record, or null where there is none.</summary>
    public string[]? Values(string zoneId, string name, string type)
    {
        lock (_lock)
        {
            return _zones.SingleOrDefault(zone => zone.Id == zoneId)?.Records.SingleOrDefault(record => record.Name == name && record.Type == type)?.Values;
        }
    }

    /// <summary>The tags of a zone.</summary>
    public IReadOnlyDictionary<string, string> Tags(string zoneId)
    {
        lock (_lock)
        {
            return new Dictionary<string, string>(_zones.Single(zone => zone.Id == zoneId).Tags);
        }
    }

    /// <summary>Name servers of a public zone.</summary>
    public string[] NameServers(string zoneId) => Values(zoneId, Zones.Single(zone => zone.Id == zoneId).Name, "NS")!;

    /// <summary>Refuses a call by its name, such as <c>CreateHostedZone</c>.</summary>
    public void Refuse(string call, Route53Refusal refusal)
    {
        lock (_lock)
        {
            _refusals[call] = (refusal, refusal.Times);
        }
    }

    /// <summary>Refuses nothing any more.</summary>
    public void Allow()
    {
        lock (_lock)
        {
            _refusals.Clear();
        }
    }

    /// <summary>Does the next calls of this name, and cuts the connection instead of answering.</summary>
    public void LoseAnswers(string call, int times)
    {
        lock (_lock)
        {
            _lost[call] = times;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var body = await new StreamReader(request.Body).ReadToEndAsync().ConfigureAwait(false);
        var credential = request.Headers.Authorization.ToString().Split("Credential=").ElementAtOrDefault(1)?.Split(',')[0].Split('/') ?? [];
        _requests.Enqueue(new StubRequest(
            request.Method, request.Path, request.QueryString.ToString(), body, credential.ElementAtOrDefault(0), credential.ElementAtOrDefault(2)));
        var call = CallOf(request.Method, request.Path.Value!);
        _calls.Enqueue(call);
        if (Before is { } before)
        {
            await before(call).ConfigureAwait(false);
        }

        var (status, answer, lost) = Answer(call, request, body);
        if (lost)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/xml";
        await context.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + answer).ConfigureAwait(false);
    }

    private (int Status, XElement Answer, bool Lost) Answer(string call, HttpRequest request, string body)
    {
        lock (_lock)
        {
            if (_refusals.TryGetValue(call, out var told) && told.Left > 0)
            {
                _refusals[call] = (told.Refusal, told.Left - 1);
                return (told.Refusal.Status, Error(told.Refusal.Code, told.Refusal.Message), false);
            }

            var lost = _lost.GetValueOrDefault(call) > 0;
            if (lost)
            {
                _lost[call]--;
            }

            try
            {
                return (call == "CreateHostedZone" ? 201 : 200, Do(call, request, body.Length == 0 ? null : XElement.Parse(body)), lost);
            }
            catch (Refused refused)
            {
                return (refused.Status, refused.Answer, lost);
            }
        }
    }

    private static string CallOf(string method, string path) => (method, PathOfZone().Replace(path["/2013-04-01/".Length..].TrimEnd('/'), "$1/{id}$2")) switch
    {
        ("GET", "hostedzone") => "ListHostedZones",
        ("POST", "hostedzone") => "CreateHostedZone",
        ("GET", "hostedzonesbyname") => "ListHostedZonesByName",
        ("GET", "hostedzonesbyvpc") => "ListHostedZonesByVPC",
        ("GET", "hostedzone/{id}") => "GetHostedZone",
        ("DELETE", "hostedzone/{id}") => "DeleteHostedZone",
        ("GET", "hostedzone/{id}/rrset") => "ListResourceRecordSets",
        ("POST", "hostedzone/{id}/rrset") => "ChangeResourceRecordSets",
        ("POST", "hostedzone/{id}/associatevpc") => "AssociateVPCWithHostedZone",
        ("GET", "change/{id}") => "GetChange",
        ("GET", "tags/hostedzone/{id}") => "ListTagsForResource",
        ("POST", "tags/hostedzone/{id}") => "ChangeTagsForResource",
        ("POST", "tags/hostedzone") => "ListTagsForResources",
        var (_, other) => throw new InvalidOperationException($"{method} {other} is no call that this stub knows."),
    };

    private XElement Do(string call, HttpRequest request, XElement? body)
    {
        var query = request.Query;
        Zone Named() => Find(request.Path.Value!.Split('/').Last(part => part.StartsWith('Z')));
        switch (call)
        {
            case "ListHostedZones":
                return ListPage("ListHostedZonesResponse", _zones, query["marker"], zone => zone.Id, next => [new XElement(Ns + "NextMarker", next.Id)]);
            case "ListHostedZonesByName":
                var from = Order(Dotted(query["dnsname"].ToString()));
                var id = query["hostedzoneid"].ToString();
                var sorted = _zones.OrderBy(zone => Order(zone.Name), StringComparer.Ordinal).ThenBy(zone => zone.Id, StringComparer.Ordinal)
                    .SkipWhile(zone => string.CompareOrdinal(Order(zone.Name), from) < 0 || (Order(zone.Name) == from && string.CompareOrdinal(zone.Id, id) < 0));
                return ListPage(
                    "ListHostedZonesByNameResponse", [.. sorted], null, zone => zone.Id,
                    next => [new XElement(Ns + "NextDNSName", next.Name), new XElement(Ns + "NextHostedZoneId", next.Id)]);
            case "GetHostedZone":
                var got = Named();
                return new XElement(
                    Ns + "GetHostedZoneResponse",
                    Describe(got),
                    got.Private
                        ? new XElement(Ns + "VPCs", got.Vpcs.Select(vpc => new XElement(Ns + "VPC", new XElement(Ns + "VPCRegion", vpc.Region), new XElement(Ns + "VPCId", vpc.Id))))
                        : new XElement(Ns + "DelegationSet", new XElement(Ns + "NameServers", Servers(got).Select(server => new XElement(Ns + "NameServer", server.TrimEnd('.'))))));
            case "CreateHostedZone":
                return Create(body!);
            case "DeleteHostedZone":
                var gone = Named();
                if (gone.Records.Any(record => record.Type is not ("NS" or "SOA") || record.Name != gone.Name))
                {
                    throw new Refused(400, Error("HostedZoneNotEmpty", "The specified hosted zone contains non-required resource record sets and so cannot be deleted."));
                }

                _zones.Remove(gone);
                return Changed("DeleteHostedZoneResponse");
            case "AssociateVPCWithHostedZone":
                Named().Vpcs.Add((Value(body!, "VPCId"), Value(body!, "VPCRegion")));
                return Changed("AssociateVPCWithHostedZoneResponse");
            case "ListResourceRecordSets":
                return Records(Named(), query["name"].ToString(), query["type"].ToString());
            case "ChangeResourceRecordSets":
                return Change(Named(), body!);
            case "GetChange":
                var change = request.Path.Value!.Split('/').Last();
                return new XElement(Ns + "GetChangeResponse", Info(change, _changes[change]-- > 0 ? "PENDING" : "INSYNC"));
            case "ChangeTagsForResource":
                var tagged = Named();
                foreach (var tag in body!.Descendants(Ns + "Tag"))
                {
                    tagged.Tags[tag.Element(Ns + "Key")!.Value] = tag.Element(Ns + "Value")!.Value;
                }

                foreach (var key in body.Descendants(Ns + "RemoveTagKeys").Elements())
                {
                    tagged.Tags.Remove(key.Value);
                }

                return new XElement(Ns + "ChangeTagsForResourceResponse");
            case "ListTagsForResource":
                return new XElement(Ns + "ListTagsForResourceResponse", TagSet(Named()));
            default:
                return new XElement(
                    Ns + "ListTagsForResourcesResponse",
                    new XElement(Ns + "ResourceTagSets", body!.Descendants(Ns + "ResourceId").Select(resource => TagSet(Find(resource.Value)))));
        }
    }

    private XElement Create(XElement body)
    {
        var reference = Value(body, "CallerReference");
        if (!_references.Add(reference))
        {
            throw new Refused(409, Error("HostedZoneAlreadyExists", "A hosted zone has already been created with the specified caller reference."));
        }

        var vpc = body.Element(Ns + "VPC");
        var zone = NewZone(
            Dotted(Value(body, "Name")), reference,
            vpc is null ? [] : [(vpc.Element(Ns + "VPCId")!.Value, vpc.Element(Ns + "VPCRegion")!.Value)], vpc is not null);
        var answer = Changed("CreateHostedZoneResponse");
        answer.AddFirst(Describe(zone));
        return answer;
    }

    private XElement Change(Zone zone, XElement body)
    {
        var records = zone.Records.ToList();
        foreach (var change in body.Descendants(Ns + "Change"))
        {
            var set = change.Element(Ns + "ResourceRecordSet")!;
            var record = new Record(
                Dotted(Value(set, "Name")), Value(set, "Type"), long.Parse(Value(set, "TTL"), CultureInfo.InvariantCulture), [.. set.Descendants(Ns + "Value").Select(value => value.Value)]);
            var there = records.SingleOrDefault(one => one.Name == record.Name && one.Type == record.Type);
            switch (Value(change, "Action"))
            {
                case "CREATE" when there is not null:
                    throw Invalid($"[Tried to create resource record set [name='{record.Name}', type='{record.Type}'] but it already exists]");
                case "DELETE" when there is null || there.Ttl != record.Ttl || !there.Values.Order().SequenceEqual(record.Values.Order()):
                    throw Invalid($"[Tried to delete resource record set [name='{record.Name}', type='{record.Type}'] but the values provided do not match the current values]");
                case "DELETE":
                    records.Remove(there);
                    break;
                default:
                    records.Remove(there!);
                    records.Add(record);
                    break;
            }
        }

        zone.Records.Clear();
        zone.Records.AddRange(records);
        return Changed("ChangeResourceRecordSetsResponse");
    }

    private XElement Records(Zone zone, string name, string type)
    {
        var from = Order(Dotted(name));
        var rest = zone.Records.OrderBy(record => Order(record.Name), StringComparer.Ordinal).ThenBy(record => record.Type, StringComparer.Ordinal)
            .SkipWhile(record => string.CompareOrdinal(Order(record.Name), from) < 0 || (Order(record.Name) == from && string.CompareOrdinal(record.Type, type) < 0))
            .ToList();
        var next = rest.Skip(PageSize).FirstOrDefault();
        return new XElement(
            Ns + "ListResourceRecordSetsResponse",
            new XElement(Ns + "ResourceRecordSets", rest.Take(PageSize).Select(record => new XElement(
                Ns + "ResourceRecordSet",
                new XElement(Ns + "Name", record.Name.Replace("*", @"\052", StringComparison.Ordinal)),
                new XElement(Ns + "Type", record.Type),
                new XElement(Ns + "TTL", record.Ttl),
                new XElement(Ns + "ResourceRecords", record.Values.Select(value => new XElement(Ns + "ResourceRecord", new XElement(Ns + "Value", value))))))),
            new XElement(Ns + "IsTruncated", next is not null),
            next is null ? null : new XElement(Ns + "NextRecordName", next.Name),
            next is null ? null : new XElement(Ns + "NextRecordType", next.Type),
            new XElement(Ns + "MaxItems", PageSize));
    }

    private XElement ListPage(string name, List<Zone> zones, string? marker, Func<Zone, string> key, Func<Zone, XElement[]> tail)
    {
        var rest = zones.SkipWhile(zone => !string.IsNullOrEmpty(marker) && key(zone) != marker).ToList();
        var next = rest.Skip(PageSize).FirstOrDefault();
        return new XElement(
            Ns + name,
            new XElement(Ns + "HostedZones", rest.Take(PageSize).Select(Describe)),
            new XElement(Ns + "IsTruncated", next is not null),
            next is null ? null : tail(next));
    }

    private Zone NewZone(string name, string reference, List<(string Id, string Region)> vpcs, bool isPrivate)
    {
        var number = ++_ids;
        var zone = new Zone($"Z{number:D10}STUB", Dotted(name), reference, isPrivate, vpcs);
        string[] servers = [.. ((string[])["com", "net", "org", "co.uk"]).Select((suffix, i) => $"ns-{(number * 10) + i}.awsdns-{number:D2}.{suffix}.")];
        zone.Records.Add(new Record(zone.Name, "NS", 172800, servers));
        zone.Records.Add(new Record(zone.Name, "SOA", 900, [$"{servers[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"]));
        _zones.Add(zone);
        return zone;
    }

    private XElement Changed(string name)
    {
        var id = $"C{++_ids:D10}";
        _changes[id] = PendingFor;
        return new XElement(Ns + name, Info(id, PendingFor > 0 ? "PENDING" : "INSYNC"));
    }

    private Zone Find(string id) => _zones.SingleOrDefault(zone => zone.Id == id)
        ?? throw new Refused(404, Error("NoSuchHostedZone", $"No hosted zone found with ID: {id}"));

    private static XElement Info(string id, string status) => new(
        Ns + "ChangeInfo", new XElement(Ns + "Id", $"/change/{id}"), new XElement(Ns + "Status", status), new XElement(Ns + "SubmittedAt", "2026-11-22T21:00:10.000Z"));

    private static XElement Describe(Zone zone) => new(
        Ns + "HostedZone",
        new XElement(Ns + "Id", $"/hostedzone/{zone.Id}"),
        new XElement(Ns + "Name", zone.Name),
        new XElement(Ns + "CallerReference", zone.Reference),
        new XElement(Ns + "Config", new XElement(Ns + "PrivateZone", zone.Private)),
        new XElement(Ns + "ResourceRecordSetCount", zone.Records.Count));

    private static XElement TagSet(Zone zone) => new(
        Ns + "ResourceTagSet",
        new XElement(Ns + "ResourceType", "hostedzone"),
        new XElement(Ns + "ResourceId", zone.Id),
        new XElement(Ns + "Tags", zone.Tags.Select(tag => new XElement(Ns + "Tag", new XElement(Ns + "Key", tag.Key), new XElement(Ns + "Value", tag.Value)))));

    private static XElement Error(string code, string message) => new(
        Ns + "ErrorResponse",
        new XElement(Ns + "Error", new XElement(Ns + "Type", "Sender"), new XElement(Ns + "Code", code), new XElement(Ns + "Message", message)),
        new XElement(Ns + "RequestId", "b25f48e8-84fd-11e6-80d9-574e0c4664cb"));

    private static Refused Invalid(string message) => new(
        400, new XElement(Ns + "InvalidChangeBatch", new XElement(Ns + "Messages", new XElement(Ns + "Message", message)), new XElement(Ns + "RequestId", "1")));

    private static string[] Servers(Zone zone) => zone.Records.Single(record => record.Name == zone.Name && record.Type == "NS").Values;

    private static string Value(XElement parent, string name) => parent.Descendants(Ns + name).First().Value;

    private static string Dotted(string name) => name.Length == 0 || name.EndsWith('.') ? name : name + ".";

    /// <summary>Labels from the last to the first, so that a zone stands before those below it.</summary>
    private static string Order(string name) => string.Join('.', name.TrimEnd('.').Split('.').Reverse());

    [GeneratedRegex("^(hostedzone|tags/hostedzone|change)/[^/]+(/.*)?$")]
    private static partial Regex PathOfZone();

    private sealed record Record(string Name, string Type, long Ttl, string[] Values);

    private sealed record Zone(string Id, string Name, string Reference, bool Private, List<(string Id, string Region)> Vpcs)
    {
        public List<Record> Records { get; } = [];

        public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Refused(int status, XElement answer) : Exception
    {
        public int Status => status;

        public XElement Answer => answer;
    }
}

using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.Route53;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Aws.Route53;

public sealed class Route53ClientTests : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
    private Route53Stub _stub = null!;
    private AwsSession _session = null!;

    private IRoute53 Client => _session.Route53();

    public async Task InitializeAsync()
    {
        _stub = await Route53Stub.StartAsync();
        _session = AwsSession.Create(TestSettings.With(_home.Path, ("AWS_REGION", "eu-central-1")) with { EndpointUrl = _stub.Endpoint });
    }

    public async Task DisposeAsync()
    {
        _session.Dispose();
        await _stub.DisposeAsync();
        _home.Dispose();
    }

    [Theory]
    [InlineData(null, "us-east-1", "https://route53.amazonaws.com")]
    [InlineData("eu-central-1", "us-east-1", "https://route53.amazonaws.com")]
    [InlineData("us-gov-east-1", "us-gov-west-1", "https://route53.us-gov.amazonaws.com")]
    [InlineData("cn-north-1", "cn-northwest-1", "https://route53.amazonaws.com.cn")]
    public void One_endpoint_serves_a_whole_partition(string? region, string signedFor, string endpoint)
    {
        Assert.Equal(signedFor, Route53Config.SigningRegion(region));
        var config = new Route53Config { RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(signedFor) };
        Assert.Equal(endpoint, config.DetermineServiceOperationEndpoint(null!).URL);
    }

    [Fact]
    public async Task Is_signed_for_the_region_of_the_service_and_not_for_the_sessions()
    {
        await Client.ListHostedZonesAsync(new ListHostedZonesRequest());

        var request = Assert.Single(_stub.Requests);
        Assert.Equal(("AKIATEST", "us-east-1"), (request.AccessKeyId, request.Region));
    }

    [Fact]
    public async Task Has_an_endpoint_variable_of_its_own()
    {
        using var session = AwsSession.Create(TestSettings.With(_home.Path, ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"), ("AWS_ENDPOINT_URL_ROUTE_53", _stub.Endpoint)));

        Assert.Empty((await session.Route53().ListHostedZonesAsync(new ListHostedZonesRequest())).HostedZones);
    }

    [Fact]
    public async Task Reads_zones_page_by_page_in_both_lists()
    {
        _stub.PageSize = 2;
        foreach (var name in (string[])["b.example", "a.example", "example", "x.a.example", "org"])
        {
            _stub.AddZone(name);
        }

        var all = new List<string>();
        for (string? marker = ""; marker is not null;)
        {
            var page = await Client.ListHostedZonesAsync(new ListHostedZonesRequest { Marker = marker.Length == 0 ? null : marker });
            all.AddRange(page.HostedZones.Select(zone => zone.Name));
            marker = page.NextMarker;
        }

        Assert.Equal(["b.example.", "a.example.", "example.", "x.a.example.", "org."], all);

        var first = await Client.ListHostedZonesByNameAsync(new ListHostedZonesByNameRequest { DnsName = "a.example" });
        Assert.Equal(["a.example.", "x.a.example."], first.HostedZones.Select(zone => zone.Name));
        var second = await Client.ListHostedZonesByNameAsync(
            new ListHostedZonesByNameRequest { DnsName = first.NextDnsName, HostedZoneId = first.NextHostedZoneId });
        Assert.Equal(["b.example.", "org."], second.HostedZones.Select(zone => zone.Name));
        Assert.Null(second.NextDnsName);
    }

    [Fact]
    public async Task Makes_changes_and_removes_zones_of_both_kinds()
    {
        var open = (await Client.CreateHostedZoneAsync(new CreateHostedZoneRequest { Name = "acme.dev", CallerReference = "one", Comment = "a & b" })).HostedZone;
        Assert.Equal(("acme.dev.", "one", false, 2L), (open.Name, open.CallerReference, open.PrivateZone, open.ResourceRecordSetCount));
        Assert.DoesNotContain('/', open.Id);
        var got = await Client.GetHostedZoneAsync(new GetHostedZoneRequest { Id = "/hostedzone/" + open.Id });
        Assert.Equal(4, got.NameServers.Count);

        var closed = (await Client.CreateHostedZoneAsync(new CreateHostedZoneRequest { Name = "acme.internal", CallerReference = "two", Vpc = new Vpc("vpc-1", "eu-central-1") })).HostedZone;
        await Client.AssociateVpcWithHostedZoneAsync(new AssociateVpcWithHostedZoneRequest { HostedZoneId = closed.Id, Vpc = new Vpc("vpc-2", "eu-west-1") });
        var inside = await Client.GetHostedZoneAsync(new GetHostedZoneRequest { Id = closed.Id });
        Assert.True(inside.HostedZone.PrivateZone);
        Assert.Equal([new Vpc("vpc-1", "eu-central-1"), new Vpc("vpc-2", "eu-west-1")], inside.Vpcs);

        await Client.DeleteHostedZoneAsync(new DeleteHostedZoneRequest { Id = closed.Id });
        Assert.Equal(["acme.dev."], _stub.Zones.Select(zone => zone.Name));
    }

    [Fact]
    public async Task Writes_and_reads_records_and_tags()
    {
        var id = _stub.AddZone("acme.dev");
        var record = new ResourceRecordSet("*.acme.dev.", "TXT", 60, ["\"a<b\"", "\"c\""]);
        _stub.PendingFor = 1;
        var change = (await Client.ChangeResourceRecordSetsAsync(
            new ChangeResourceRecordSetsRequest { HostedZoneId = id, Changes = [new ResourceRecordChange("CREATE", record)] })).ChangeInfo!;
        Assert.Equal("PENDING", change.Status);
        Assert.Equal("PENDING", (await Client.GetChangeAsync(new GetChangeRequest { Id = change.Id })).ChangeInfo!.Status);
        Assert.Equal("INSYNC", (await Client.GetChangeAsync(new GetChangeRequest { Id = change.Id })).ChangeInfo!.Status);

        _stub.PageSize = 2;
        var page = await Client.ListResourceRecordSetsAsync(new ListResourceRecordSetsRequest { HostedZoneId = id });
        Assert.Equal((true, "*.acme.dev.", "TXT"), (page.IsTruncated, page.NextRecordName, page.NextRecordType));
        var rest = await Client.ListResourceRecordSetsAsync(
            new ListResourceRecordSetsRequest { HostedZoneId = id, StartRecordName = page.NextRecordName, StartRecordType = page.NextRecordType });
        var read = Assert.Single(rest.ResourceRecordSets);
        Assert.Equal(("*.acme.dev.", "TXT", 60L), (read.Name, read.Type, read.Ttl));
        Assert.Equal(record.Values, read.Values);

        await Client.ChangeTagsForResourceAsync(new ChangeTagsForResourceRequest { ResourceId = id, AddTags = new Dictionary<string, string> { ["a"] = "1", ["b"] = "" } });
        await Client.ChangeTagsForResourceAsync(new ChangeTagsForResourceRequest { ResourceId = id, RemoveTagKeys = ["a"] });
        Assert.Equal([KeyValuePair.Create("b", "")], (await Client.ListTagsForResourceAsync(new ListTagsForResourceRequest { ResourceId = id })).ResourceTags);
        var several = await Client.ListTagsForResourcesAsync(new ListTagsForResourcesRequest { ResourceIds = [id] });
        Assert.Equal("", several.ResourceTags[id]["b"]);
    }

    [Fact]
    public async Task A_refused_batch_says_which_record_is_wrong()
    {
        var id = _stub.AddZone("acme.dev");

        var fault = await Assert.ThrowsAsync<AmazonServiceException>(() => Client.ChangeResourceRecordSetsAsync(new ChangeResourceRecordSetsRequest
        {
            HostedZoneId = id,
            Changes = [new ResourceRecordChange("DELETE", new ResourceRecordSet("x.acme.dev.", "NS", 60, ["a."]))],
        }));

        Assert.Equal("InvalidChangeBatch", fault.ErrorCode);
        Assert.Contains("x.acme.dev.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "AccessDenied", 1)]
    [InlineData(400, "Throttling", 4)]
    [InlineData(400, "PriorRequestNotComplete", 4)]
    [InlineData(500, "InternalFailure", 4)]
    public async Task A_refusal_keeps_its_code_and_is_repeated_where_that_can_help(int status, string code, int calls)
    {
        _stub.Refuse("ListHostedZones", new Route53Refusal(status, code, "said"));

        var fault = await Assert.ThrowsAsync<AmazonServiceException>(() => Client.ListHostedZonesAsync(new ListHostedZonesRequest()));

        Assert.Equal((code, "said", status), (fault.ErrorCode, fault.Message, (int)fault.StatusCode));
        Assert.Equal(calls, _stub.Calls.Count);
    }

    [Fact]
    public async Task An_emulator_understands_it()
    {
        var moto = await MotoServer.SharedAsync();
        using var session = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = moto.Endpoint });
        var client = session.Route53();
        var name = $"client-{Guid.NewGuid():N}.example.";

        var zone = (await client.CreateHostedZoneAsync(new CreateHostedZoneRequest { Name = name, CallerReference = name })).HostedZone;
        await client.ChangeTagsForResourceAsync(new ChangeTagsForResourceRequest { ResourceId = zone.Id, AddTags = new Dictionary<string, string> { ["KopsPS:Owner"] = "KopsPS" } });
        Assert.Equal("KopsPS", (await client.ListTagsForResourcesAsync(new ListTagsForResourcesRequest { ResourceIds = [zone.Id] })).ResourceTags[zone.Id]["KopsPS:Owner"]);
        var change = await client.ChangeResourceRecordSetsAsync(new ChangeResourceRecordSetsRequest
        {
            HostedZoneId = zone.Id,
            Changes = [new ResourceRecordChange("UPSERT", new ResourceRecordSet("a." + name, "NS", 300, ["ns1.example.", "ns2.example."]))],
        });
        Assert.Equal("INSYNC", change.ChangeInfo!.Status);
        var records = (await client.ListResourceRecordSetsAsync(new ListResourceRecordSetsRequest { HostedZoneId = zone.Id })).ResourceRecordSets;
        Assert.Equal(["ns1.example.", "ns2.example."], records.Single(record => record.Name == "a." + name).Values);
        Assert.Equal(zone.Id, Assert.Single((await client.ListHostedZonesByNameAsync(new ListHostedZonesByNameRequest { DnsName = name })).HostedZones).Id);
        await client.DeleteHostedZoneAsync(new DeleteHostedZoneRequest { Id = zone.Id });

        var fault = await Assert.ThrowsAsync<AmazonServiceException>(() => client.GetHostedZoneAsync(new GetHostedZoneRequest { Id = zone.Id }));
        Assert.Equal("NoSuchHostedZone", fault.ErrorCode);
    }
}

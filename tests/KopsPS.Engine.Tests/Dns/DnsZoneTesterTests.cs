using Amazon.EC2.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.DnsZones;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;
using KopsPS.Fakes.Names;

namespace KopsPS.Engine.Tests.DnsZones;

public sealed class DnsZoneTesterTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly DnsServer _dns = new(resolver: true);
    private readonly RecordingFeedback _told = new();

    public void Dispose()
    {
        _dns.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task A_private_zone_is_judged_by_the_settings_of_its_vpc()
    {
        var moto = await MotoServer.SharedAsync();
        using var session = Session(moto.Endpoint);
        var vpc = (await session.Ec2().CreateVpcAsync(new CreateVpcRequest("10.9.0.0/16"))).Vpc.VpcId;
        var name = $"t{Guid.NewGuid():N}.internal";
        var zone = await new DnsZoneProvisioner(session, _told).ApplyAsync(new DnsZoneRequest { ZoneName = name, NetworkId = [vpc] }, default);

        // A new VPC resolves names, and gives its instances none.
        Assert.Equal(["Pass HostedZone", "Pass NetworkAssociation", "Pass enableDnsSupport", "Fail enableDnsHostnames"], await VerdictsAsync(session, name));
        await session.Ec2().ModifyVpcAttributeAsync(new ModifyVpcAttributeRequest { VpcId = vpc, EnableDnsHostnames = true });
        Assert.Equal(["Pass HostedZone", "Pass NetworkAssociation", "Pass enableDnsSupport", "Pass enableDnsHostnames"], await VerdictsAsync(session, name));

        using var elsewhere = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = moto.Endpoint, Region = "eu-west-1" });
        Assert.Equal(
            ["Pass HostedZone", "Pass NetworkAssociation", "NotChecked enableDnsSupport", "NotChecked enableDnsHostnames"], await VerdictsAsync(elsewhere, name));
        await new DnsZoneProvisioner(session, _told).RemoveAsync(new DnsZoneRemoval { ZoneName = name, ZoneId = zone.ZoneId }, default);
    }

    [Fact]
    public async Task Quiet_wants_everything_that_decides()
    {
        await using var stub = await Route53Stub.StartAsync();
        using var session = Session(stub.Endpoint);
        var id = stub.AddZone("prod.example.com");
        var tester = Tester(session);

        Assert.False(tester.IsSound(await tester.CheckAsync("nosuch.example.com", null, [], default)));
        Assert.False(tester.IsSound(await tester.CheckAsync("prod.example.com", null, [], default)));
        _dns.Set("prod.example.com", "NS", 60, stub.NameServers(id)).Set("prod.example.com", "SOA", 60, stub.NameServers(id)[0] + " h.example 1 2 3 4 5");
        var checks = await tester.CheckAsync("prod.example.com", null, [], default);
        Assert.True(tester.IsSound(checks));
        Assert.Contains(checks, check => check.Name == "NameServer" && check.Verdict == KopsCheckVerdict.NotChecked);

        // The zone's own SOA in Route 53 is what the world's has to be.
        _dns.Set("prod.example.com", "SOA", 60, "ns1.other.example h.example 1 2 3 4 5");
        Assert.False(tester.IsSound(await tester.CheckAsync("prod.example.com", null, [], default)));
        Assert.True(_told.Reports[^1].Completed);
    }

    [Fact]
    public async Task Faults_of_credentials_stay_faults()
    {
        await using var stub = await Route53Stub.StartAsync();
        using var session = Session(stub.Endpoint);
        stub.Refuse("ListHostedZonesByName", new Route53Refusal(403, "ExpiredToken", "The security token included in the request is expired"));

        var fault = await Assert.ThrowsAsync<KopsException>(() => Tester(session).CheckAsync("prod.example.com", null, [], default));

        Assert.Equal("KopsCredentialsExpired", fault.Id);
    }

    private AwsSession Session(string endpoint) => AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = endpoint });

    private DnsZoneTester Tester(AwsSession session) => new(
        session, new DelegationProbe(new DelegationOptions { NameServers = [_dns.Address], Locate = (_, _) => Task.FromResult<System.Net.IPEndPoint?>(null) }, _told), _told);

    private async Task<IEnumerable<string>> VerdictsAsync(AwsSession session, string name) =>
        (await Tester(session).CheckAsync(name, null, [], default)).Select(check => $"{check.Verdict} {check.Name}");
}

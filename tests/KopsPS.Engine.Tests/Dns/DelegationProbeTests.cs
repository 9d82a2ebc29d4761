using System.Net;
using KopsPS.Engine.DnsZones;
using KopsPS.Fakes.Names;

namespace KopsPS.Engine.Tests.DnsZones;

/// <summary>
/// Real questions to servers on loopback: a resolver, two servers of the parent example.com, and the zone's own two.
/// </summary>
public sealed class DelegationProbeTests : IDisposable
{
    private const string Zone = "prod.example.com";
    private static readonly string[] Own = ["ns1.aws.example", "ns2.aws.example"];

    private readonly DnsServer _resolver = new(resolver: true);
    private readonly DnsServer _parent1 = new();
    private readonly DnsServer _parent2 = new();
    private readonly DnsServer _own1 = new();
    private readonly DnsServer _own2 = new();
    private readonly RecordingFeedback _told = new();

    public DelegationProbeTests()
    {
        _resolver.Set("example.com", "NS", 60, "a.parent.example", "b.parent.example").Set(Zone, "NS", 60, Own).Set(Zone, "SOA", 60, "ns1.aws.example h.example 1 2 3 4 60");
        foreach (var parent in (DnsServer[])[_parent1, _parent2])
        {
            parent.Zone("example.com", "a.parent.example", "a.parent.example", "b.parent.example").Set(Zone, "NS", 3600, Own);
        }

        _own1.Zone(Zone, "ns1.aws.example", Own);
        _own2.Zone(Zone, "ns1.aws.example", Own);
    }

    public void Dispose()
    {
        foreach (var server in (DnsServer[])[_resolver, _parent1, _parent2, _own1, _own2])
        {
            server.Dispose();
        }
    }

    [Fact]
    public async Task A_delegation_that_is_right_everywhere_passes_at_every_server()
    {
        var (checks, delegated) = await CheckAsync();

        Assert.True(delegated);
        Assert.All(checks, check => Assert.Equal(KopsCheckVerdict.Pass, check.Verdict));
        Assert.Equal(
            ["a.parent.example (parent example.com)", "b.parent.example (parent example.com)", _resolver.Address, "ns1.aws.example", "ns2.aws.example"],
            checks.Select(check => check.Target));

        // Servers of a zone are asked for what they know themselves, resolvers for what they can find out.
        Assert.All(_parent1.Queries.Concat(_own1.Queries), query => Assert.False(query.RecursionDesired));
        Assert.All(_resolver.Queries, query => Assert.True(query.RecursionDesired));
    }

    [Theory]
    [InlineData("ns1.aws.example", "partial: lacks ns2.aws.example")]
    [InlineData("ns1.old.example ns2.old.example", "wrong: ns1.old.example, ns2.old.example")]
    [InlineData("ns1.aws.example ns9.old.example", "partly wrong: has ns9.old.example, lacks ns2.aws.example")]
    [InlineData("ns1.aws.example ns2.aws.example ns9.old.example", "partly wrong: has ns9.old.example")]
    public async Task The_server_whose_answer_is_wrong_is_named(string servers, string found)
    {
        _parent2.Set(Zone, "NS", 3600, servers.Split(' '));

        var (checks, delegated) = await CheckAsync();

        Assert.False(delegated);
        var wrong = checks.Single(check => check.Name == "Delegation" && check.Verdict == KopsCheckVerdict.Fail);
        Assert.Equal(("b.parent.example (parent example.com)", found, "ns1.aws.example, ns2.aws.example"), (wrong.Target, wrong.Found, wrong.Wanted));
        Assert.Contains("New-KopsDnsZone", wrong.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_nobody_delegates_is_missing_everywhere()
    {
        _parent1.Set(Zone, "NS", 0);
        _parent2.Set(Zone, "NS", 0);
        _resolver.Set(Zone, "NS", 0).Set(Zone, "SOA", 0);

        var (checks, delegated) = await CheckAsync();

        Assert.False(delegated);
        Assert.All(checks.Where(check => check.Name == "Delegation"), check => Assert.Equal((KopsCheckVerdict.Fail, "the name does not exist (NXDOMAIN)"), (check.Verdict, check.Found)));
    }

    [Fact]
    public async Task A_resolver_with_an_older_answer_only_needs_time()
    {
        _resolver.Set(Zone, "NS", 5400, "ns1.old.example");

        var (checks, delegated) = await CheckAsync();

        Assert.True(delegated);
        var old = Assert.Single(checks, check => check.Verdict == KopsCheckVerdict.Warn);
        Assert.Equal((_resolver.Address, "still has an older answer for up to 1h30m: wrong: ns1.old.example"), (old.Target, old.Found));
    }

    [Fact]
    public async Task An_alias_in_place_of_a_delegation_is_told()
    {
        _parent1.Set(Zone, "NS", 0).Set(Zone, "CNAME", 60, "elsewhere.example.net");

        var (checks, delegated) = await CheckAsync();

        Assert.False(delegated);
        Assert.Contains("elsewhere.example.net", checks.Single(check => check.Verdict == KopsCheckVerdict.Fail).Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_of_another_zone_of_the_same_name_are_told()
    {
        _resolver.Set(Zone, "SOA", 60, "ns1.other.example h.example 1 2 3 4 60");
        _own2.Set(Zone, "SOA", 60, "ns1.other.example h.example 1 2 3 4 60");

        var (checks, _) = await CheckAsync(primary: "ns1.aws.example");

        Assert.Contains("its SOA says ns1.other.example", checks.Single(check => check.Target == "ns2.aws.example").Found, StringComparison.Ordinal);
        Assert.Contains("its SOA says ns1.other.example", checks.Single(check => check.Target == _resolver.Address).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DnsFault.Refused, KopsCheckVerdict.Fail, "REFUSED")]
    [InlineData(DnsFault.Lame, KopsCheckVerdict.Fail, "lame")]
    [InlineData(DnsFault.ServerFailure, KopsCheckVerdict.Fail, "ServerFailure")]
    [InlineData(DnsFault.Silence, KopsCheckVerdict.NotChecked, "no answer within")]
    [InlineData(DnsFault.Garbage, KopsCheckVerdict.NotChecked, "")]
    public async Task A_server_of_the_zone_or_of_its_parent_that_does_not_do_its_work_is_told(DnsFault fault, KopsCheckVerdict verdict, string said)
    {
        _own2.Break(fault);
        _parent2.Break(fault);

        var (checks, delegated) = await CheckAsync();

        Assert.Equal(verdict != KopsCheckVerdict.Fail, delegated);
        foreach (var target in (string[])["ns2.aws.example", "b.parent.example (parent example.com)"])
        {
            var check = checks.Single(one => one.Target == target);
            Assert.Equal(verdict, check.Verdict);
            Assert.Contains(said, check.Found, StringComparison.Ordinal);
        }

        Assert.Equal(3, checks.Count(check => check.Verdict == KopsCheckVerdict.Pass));
    }

    [Fact]
    public async Task An_answer_too_long_for_udp_is_asked_for_by_tcp()
    {
        _parent1.Break(DnsFault.Truncation);

        var (checks, delegated) = await CheckAsync();

        Assert.True(delegated);
        Assert.All(checks, check => Assert.Equal(KopsCheckVerdict.Pass, check.Verdict));
        Assert.Contains(_parent1.Queries, query => query.Protocol == "tcp");
    }

    [Fact]
    public async Task Only_the_servers_told_are_asked_and_each_has_to_answer()
    {
        var options = new DelegationOptions { NameServers = [_parent1.Address, _resolver.Address], Locate = Locate, Timeout = TimeSpan.FromSeconds(5), Retries = 0 };
        var probe = new DelegationProbe(options, _told);

        var right = await probe.CheckAsync(new DelegationQuestion(Zone, Own), default);
        Assert.Equal([_parent1.Address, _resolver.Address, "ns1.aws.example", "ns2.aws.example"], right.Select(check => check.Target));
        Assert.True(probe.IsDelegated(right));
        Assert.Empty(_parent2.Queries);

        var (deaf, brief) = (_resolver.Break(DnsFault.Silence), options with { Timeout = TimeSpan.FromMilliseconds(200) });
        var half = new DelegationProbe(brief, _told);
        var checks = await half.CheckAsync(new DelegationQuestion(Zone, Own), default);
        Assert.Equal(KopsCheckVerdict.NotChecked, checks.Single(check => check.Target == deaf.Address).Verdict);
        Assert.False(half.IsDelegated(checks));
    }

    [Fact]
    public async Task Without_any_resolver_nothing_is_said_to_be_right()
    {
        _resolver.Break(DnsFault.Silence);

        var (checks, delegated) = await CheckAsync();

        Assert.False(delegated);
        Assert.All(checks.Where(check => check.Name == "Delegation"), check => Assert.Equal(KopsCheckVerdict.NotChecked, check.Verdict));
    }

    [Fact]
    public async Task Waiting_ends_with_the_delegation()
    {
        _parent2.Set(Zone, "NS", 0);
        var clock = new TurningClock(() => _parent2.Set(Zone, "NS", 60, Own));
        var waiter = new DelegationWaiter(new DelegationProbe(Options, _told), _told, new DnsPace(TimeSpan.FromSeconds(15), TimeSpan.Zero, clock));

        await waiter.WaitAsync(new DelegationQuestion(Zone, Own), TimeSpan.FromMinutes(10), default);

        Assert.Contains(_told.Reports, report => report.Status.Contains("b.parent.example", StringComparison.Ordinal));
        Assert.True(_told.Reports[^1].Completed);
        Assert.Equal(1, clock.Turns);
    }

    [Fact]
    public async Task Waiting_ends_in_time_and_says_who_has_it_not()
    {
        _parent1.Set(Zone, "NS", 60, "ns1.old.example");
        var waiter = new DelegationWaiter(new DelegationProbe(Options, _told), _told, new DnsPace(TimeSpan.FromSeconds(15), TimeSpan.Zero, new TurningClock(() => { })));

        var fault = await Assert.ThrowsAsync<KopsException>(() => waiter.WaitAsync(new DelegationQuestion(Zone, Own), TimeSpan.FromSeconds(40), default));

        Assert.Equal(("KopsDnsDelegationTimeout", FaultKind.OperationTimeout, Zone), (fault.Id, fault.Kind, fault.Target));
        Assert.Contains("a.parent.example (parent example.com): wrong: ns1.old.example", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1.1.1", "1.1.1.1:53")]
    [InlineData("127.0.0.1:5353", "127.0.0.1:5353")]
    [InlineData("::1", "[::1]:53")]
    [InlineData("[::1]:5353", "[::1]:5353")]
    [InlineData("[::1]", "[::1]:53")]
    public async Task Reads_addresses_of_servers(string text, string read) =>
        Assert.Equal(read, (await DnsServerAddress.ReadAsync(text, default)).EndPoint.ToString());

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:70000")]
    [InlineData("127.0.0.1:x")]
    [InlineData("not a host")]
    [InlineData("")]
    public async Task Refuses_what_is_no_server(string text)
    {
        var fault = await Assert.ThrowsAsync<KopsException>(() => DnsServerAddress.ReadAsync(text, default));

        Assert.Equal(("KopsNameServerInvalid", FaultKind.InvalidArgument), (fault.Id, fault.Kind));
    }

    private DelegationOptions Options => new() { Resolvers = [_resolver.EndPoint], Locate = Locate, Timeout = TimeSpan.FromSeconds(2), Retries = 0 };

    private async Task<(IReadOnlyList<KopsCheck> Checks, bool Delegated)> CheckAsync(string? primary = null)
    {
        var probe = new DelegationProbe(Options, _told);
        var checks = await probe.CheckAsync(new DelegationQuestion(Zone, Own, primary), default);
        return (checks, probe.IsDelegated(checks));
    }

    private Task<IPEndPoint?> Locate(string server, CancellationToken cancellationToken) => Task.FromResult(server switch
    {
        "a.parent.example" => _parent1.EndPoint,
        "b.parent.example" => _parent2.EndPoint,
        "ns1.aws.example" => _own1.EndPoint,
        "ns2.aws.example" => _own2.EndPoint,
        _ => null,
    });
}

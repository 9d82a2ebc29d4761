using KopsPS.Engine.Aws;
using KopsPS.Engine.DnsZones;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.DnsZones;

public sealed class DnsZoneProvisionerTests : IAsyncLifetime
{
    private const string Zone = "prod.example.com";

    private readonly TemporaryFolder _home = new();
    private readonly RecordingFeedback _told = new();
    private Route53Stub _stub = null!;
    private AwsSession _session = null!;

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

    [Fact]
    public async Task A_zone_is_made_tagged_and_delegated_in_its_parent()
    {
        var parent = _stub.AddZone("example.com");
        _stub.PendingFor = 2;

        var zone = await Provisioner().ApplyAsync(
            new DnsZoneRequest { ZoneName = "Prod.Example.com.", Environment = "prod", Tags = new Dictionary<string, string> { ["Team"] = "ops" } }, default);

        Assert.Equal((Zone, false, parent), (zone.ZoneName, zone.Private, zone.ParentZoneId));
        Assert.Empty(zone.Delegation);
        Assert.Equal(_stub.NameServers(zone.ZoneId), _stub.Values(parent, "prod.example.com.", "NS"));
        Assert.Equal(("eu-central-1", _stub.Endpoint), (zone.Region, zone.EndpointUrl));
        Assert.Equal(
            [KeyValuePair.Create("KopsPS:Environment", "prod"), KeyValuePair.Create("KopsPS:Owner", "KopsPS"), KeyValuePair.Create("Team", "ops")],
            _stub.Tags(zone.ZoneId).OrderBy(tag => tag.Key, StringComparer.Ordinal));
        Assert.Equal(["Create HostedZone prod.example.com", "Create Record prod.example.com NS"], zone.Changes.Select(change => $"{change.Action} {change.Kind} {change.Name}"));

        // Both changes were pending first, and were waited for.
        Assert.True(_stub.Calls.Count(call => call == "GetChange") >= 6);
    }

    [Fact]
    public async Task Done_again_it_changes_nothing()
    {
        _stub.AddZone("example.com");
        var first = await Provisioner().ApplyAsync(Request, default);
        var before = _stub.Calls.Count;

        var second = await Provisioner().ApplyAsync(Request, default);

        Assert.Equal(first.ZoneId, second.ZoneId);
        Assert.All(second.Changes, change => Assert.Equal(KopsChangeAction.Keep, change.Action));
        Assert.DoesNotContain(_stub.Calls.Skip(before), IsChange);
    }

    [Fact]
    public async Task Without_a_parent_in_the_account_the_records_to_enter_come_back()
    {
        var zone = await Provisioner().ApplyAsync(Request, default);

        var record = Assert.Single(zone.Delegation);
        Assert.Equal(("prod.example.com.", "NS"), (record.Name, record.Type));
        Assert.Equal(_stub.NameServers(zone.ZoneId).Order(StringComparer.Ordinal), record.Values);
        Assert.Null(zone.ParentZoneId);
        Assert.Contains($"prod.example.com. 3600 IN NS {record.Values[0]}", record.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parent_that_hands_the_name_over_to_others_is_no_parent()
    {
        var top = _stub.AddZone("example.com", records: ("eu.example.com.", "NS", ["ns1.provider.example."]));

        var zone = await Provisioner().ApplyAsync(Request with { ZoneName = "prod.eu.example.com" }, default);

        Assert.Null(zone.ParentZoneId);
        Assert.Single(zone.Delegation);
        Assert.Null(_stub.Values(top, "prod.eu.example.com.", "NS"));
    }

    [Fact]
    public async Task A_delegation_that_leads_elsewhere_is_never_replaced_unasked()
    {
        var parent = _stub.AddZone("example.com", records: ("prod.example.com.", "NS", ["ns1.other.example.", "ns2.other.example."]));

        var fault = await FaultAsync(Request);

        Assert.Equal(("KopsDnsDelegationConflict", FaultKind.ResourceExists, Zone), (fault.Id, fault.Kind, fault.Target));
        Assert.Contains("ns1.other.example.", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_stub.Calls, IsChange);

        var zone = await Provisioner().ApplyAsync(Request with { ReplaceDelegation = true }, default);
        Assert.Equal(_stub.NameServers(zone.ZoneId), _stub.Values(parent, "prod.example.com.", "NS"));
        Assert.Contains("instead of to ns1.other.example.", zone.Changes[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zone_of_somebody_else_is_used_and_not_tagged()
    {
        var id = _stub.AddZone(Zone);

        var zone = await Provisioner().ApplyAsync(Request, default);

        Assert.Equal(id, zone.ZoneId);
        Assert.Empty(_stub.Tags(id));
        Assert.Equal(KopsChangeAction.Keep, Assert.Single(zone.Changes).Action);
    }

    [Fact]
    public async Task Of_two_zones_of_the_name_one_has_to_be_told()
    {
        var ids = new[] { _stub.AddZone(Zone), _stub.AddZone(Zone) };

        var fault = await FaultAsync(Request);

        Assert.Equal("KopsDnsZoneAmbiguous", fault.Id);
        Assert.All(ids, id => Assert.Contains(id, fault.Message, StringComparison.Ordinal));
        Assert.Equal(ids[1], (await Provisioner().ApplyAsync(Request with { ZoneId = ids[1] }, default)).ZoneId);
        Assert.Equal("KopsDnsZoneNotFound", (await FaultAsync(Request with { ZoneId = "ZNOSUCH" })).Id);
        Assert.Equal("KopsDnsZoneNameMismatch", (await FaultAsync(Request with { ZoneName = "other.example.com", ZoneId = ids[0] })).Id);
        Assert.Equal("KopsDnsZoneKindMismatch", (await FaultAsync(Request with { NetworkId = ["vpc-1"], ZoneId = ids[0] })).Id);
    }

    [Fact]
    public async Task Of_two_parents_one_has_to_be_told()
    {
        _stub.AddZone("example.com");
        var right = _stub.AddZone("example.com");

        var fault = await FaultAsync(Request);
        Assert.Equal(("KopsDnsZoneAmbiguous", "example.com"), (fault.Id, fault.Target));
        Assert.Contains("-ParentZoneId", fault.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain(_stub.Calls, IsChange);

        Assert.Equal(right, (await Provisioner().ApplyAsync(Request with { ParentZoneId = right }, default)).ParentZoneId);
    }

    [Fact]
    public async Task A_private_zone_is_seen_by_all_its_networks()
    {
        _stub.AddZone("example.com");
        var request = Request with { NetworkId = ["vpc-0a", "vpc-0b"] };

        var zone = await Provisioner().ApplyAsync(request, default);

        Assert.True(zone.Private);
        Assert.Equal(["vpc-0a", "vpc-0b"], zone.NetworkId);
        Assert.Empty(zone.Delegation);
        Assert.DoesNotContain("ChangeResourceRecordSets", _stub.Calls);
        var more = await Provisioner().ApplyAsync(request with { NetworkId = ["vpc-0b", "vpc-0c"] }, default);
        Assert.Equal((zone.ZoneId, 3), (more.ZoneId, more.NetworkId.Length));
    }

    [Fact]
    public async Task A_public_and_a_private_zone_of_one_name_stand_beside_each_other()
    {
        var open = await Provisioner().ApplyAsync(Request, default);
        var closed = await Provisioner().ApplyAsync(Request with { NetworkId = ["vpc-0a"] }, default);

        Assert.NotEqual(open.ZoneId, closed.ZoneId);
        Assert.Equal(open.ZoneId, (await Provisioner().ApplyAsync(Request, default)).ZoneId);
    }

    [Fact]
    public async Task An_answer_that_was_lost_makes_no_second_zone()
    {
        _stub.AddZone("example.com");
        _stub.LoseAnswers("CreateHostedZone", 1);
        _stub.LoseAnswers("ChangeResourceRecordSets", 1);

        var zone = await Provisioner().ApplyAsync(Request, default);

        Assert.Equal(zone.ZoneId, Assert.Single(_stub.Zones, one => one.Name == "prod.example.com.").Id);
        Assert.Equal("KopsPS", zone.Tags["KopsPS:Owner"]);
    }

    [Fact]
    public async Task Two_runs_at_once_make_one_zone()
    {
        _stub.AddZone("example.com");
        var both = new Meeting(2);
        _stub.Before = call => call == "CreateHostedZone" ? both.ArriveAsync() : Task.CompletedTask;

        var zones = await Task.WhenAll(Provisioner().ApplyAsync(Request, default), Provisioner().ApplyAsync(Request, default));

        Assert.Equal(zones[0].ZoneId, zones[1].ZoneId);
        Assert.Equal(zones[0].ZoneId, Assert.Single(_stub.Zones, one => one.Name == "prod.example.com.").Id);
    }

    [Theory]
    [InlineData("ChangeTagsForResource")]
    [InlineData("ChangeResourceRecordSets")]
    [InlineData("AssociateVPCWithHostedZone")]
    public async Task What_a_killed_run_left_is_finished_by_the_next(string call)
    {
        var parent = _stub.AddZone("example.com");
        var request = call.StartsWith("Associate", StringComparison.Ordinal) ? Request with { NetworkId = ["vpc-0a", "vpc-0b"] } : Request;
        using var killed = new CancellationTokenSource();
        _stub.Before = async one =>
        {
            if (one == call)
            {
                await killed.CancelAsync();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Provisioner().ApplyAsync(request, killed.Token));
        _stub.Before = null;

        var zone = await Provisioner().ApplyAsync(request, default);

        Assert.Equal(zone.ZoneId, Assert.Single(_stub.Zones, one => one.Name == "prod.example.com.").Id);
        Assert.Equal("KopsPS", _stub.Tags(zone.ZoneId)["KopsPS:Owner"]);
        Assert.Equal(request.NetworkId, zone.NetworkId);
        if (!zone.Private)
        {
            Assert.Equal(_stub.NameServers(zone.ZoneId), _stub.Values(parent, "prod.example.com.", "NS"));
        }
    }

    [Fact]
    public async Task A_zone_that_was_removed_can_be_made_again()
    {
        var first = await Provisioner().ApplyAsync(Request, default);
        await Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneName = Zone }, default);

        var second = await Provisioner().ApplyAsync(Request, default);

        Assert.NotEqual(first.ZoneId, second.ZoneId);
        Assert.Single(_stub.Zones);
    }

    [Theory]
    [InlineData("ListHostedZonesByName", "route53:ListHostedZonesByName")]
    [InlineData("CreateHostedZone", "route53:CreateHostedZone")]
    [InlineData("ListTagsForResource", "route53:ListTagsForResource")]
    [InlineData("ChangeTagsForResource", "route53:ChangeTagsForResource")]
    [InlineData("ListResourceRecordSets", "route53:ListResourceRecordSets")]
    [InlineData("ChangeResourceRecordSets", "route53:ChangeResourceRecordSets")]
    [InlineData("GetHostedZone", "route53:GetHostedZone")]
    [InlineData("GetChange", "route53:GetChange")]
    [InlineData("AssociateVPCWithHostedZone", "route53:AssociateVPCWithHostedZone")]
    public async Task A_permission_that_is_missing_is_named(string call, string action)
    {
        _stub.AddZone("example.com");
        _stub.PendingFor = 1;
        if (call == "ListTagsForResource")
        {
            _stub.AddZone(Zone);
        }

        _stub.Refuse(call, new Route53Refusal(403, "AccessDenied", $"User: arn:aws:iam::123456789012:user/ops is not authorized to perform: {action} on resource: *"));

        var fault = await FaultAsync(call.StartsWith("Associate", StringComparison.Ordinal) ? Request with { NetworkId = ["vpc-0a", "vpc-0b"] } : Request);

        Assert.Equal(("AwsAccessDenied", FaultKind.PermissionDenied), (fault.Id, fault.Kind));
        Assert.Contains(action, fault.Message, StringComparison.Ordinal);
        Assert.Contains("user/ops", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "ExpiredToken", "KopsCredentialsExpired")]
    [InlineData(403, "InvalidClientTokenId", "AwsCredentialsRejected")]
    [InlineData(400, "Throttling", "AwsThrottled")]
    [InlineData(400, "PriorRequestNotComplete", "AwsThrottled")]
    [InlineData(500, "InternalFailure", "AwsServiceFault")]
    [InlineData(400, "TooManyHostedZones", "AwsRequestRefused")]
    public async Task Other_refusals_keep_their_cause(int status, string code, string id)
    {
        _stub.Refuse("CreateHostedZone", new Route53Refusal(status, code, "said so"));

        Assert.Equal(id, (await FaultAsync(Request)).Id);
    }

    [Fact]
    public async Task Throttling_that_passes_is_no_fault()
    {
        _stub.Refuse("CreateHostedZone", new Route53Refusal(400, "Throttling", "Rate exceeded", Times: 2));

        Assert.Equal(Zone, (await Provisioner().ApplyAsync(Request, default)).ZoneName);
    }

    [Fact]
    public async Task An_endpoint_that_is_down_is_told()
    {
        await _stub.DisposeAsync();

        Assert.Equal("AwsUnreachable", (await FaultAsync(Request)).Id);
    }

    [Fact]
    public async Task Changes_that_stay_pending_end_in_time()
    {
        _stub.PendingFor = int.MaxValue;

        var fault = await FaultAsync(Request);

        Assert.Equal(("KopsDnsChangePending", FaultKind.OperationTimeout), (fault.Id, fault.Kind));
        Assert.True(_told.Reports[^1].Completed);
    }

    [Fact]
    public async Task Removal_takes_the_delegation_first_and_leaves_nothing()
    {
        var parent = _stub.AddZone("example.com");
        await Provisioner().ApplyAsync(Request, default);
        var before = _stub.Calls.Count;

        var removed = await Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneName = Zone }, default);

        Assert.Equal(["Delete Record prod.example.com NS", "Delete HostedZone prod.example.com"], removed.Select(change => $"{change.Action} {change.Kind} {change.Name}"));
        Assert.Equal(["ChangeResourceRecordSets", "DeleteHostedZone"], _stub.Calls.Skip(before).Where(IsChange));
        Assert.Equal([(parent, "example.com.")], _stub.Zones);
        Assert.Null(_stub.Values(parent, "prod.example.com.", "NS"));
    }

    [Fact]
    public async Task Removal_leaves_a_delegation_to_others()
    {
        var parent = _stub.AddZone("example.com", records: ("prod.example.com.", "NS", ["ns1.other.example."]));
        var id = _stub.AddZone(Zone);

        await Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneId = id, NotOnlyOurs = true }, default);

        Assert.Equal(["ns1.other.example."], _stub.Values(parent, "prod.example.com.", "NS")!);
    }

    [Fact]
    public async Task A_zone_with_records_of_others_stays()
    {
        var parent = _stub.AddZone("example.com");
        var id = _stub.AddZone(Zone, records: [("www.prod.example.com.", "CNAME", ["x."]), ("sub.prod.example.com.", "NS", ["y."])]);
        _stub.PageSize = 1;

        var fault = await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneId = id, NotOnlyOurs = true }, default));

        Assert.Equal(("KopsDnsZoneNotEmpty", FaultKind.ResourceExists, id), (fault.Id, fault.Kind, fault.Target));
        Assert.Contains("www.prod.example.com. CNAME", fault.Message, StringComparison.Ordinal);
        Assert.Contains("sub.prod.example.com. NS", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_stub.Calls, IsChange);
        Assert.Equal(2, _stub.Zones.Count);
        Assert.NotEqual(parent, id);
    }

    [Fact]
    public async Task A_zone_of_somebody_else_goes_only_by_its_id()
    {
        var id = _stub.AddZone(Zone);

        var fault = await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneName = Zone }, default));
        Assert.Equal(("KopsDnsZoneNotOwned", id), (fault.Id, fault.Target));
        Assert.Equal(
            "KopsDnsZoneNotOwned",
            (await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneName = Zone, ZoneId = id }, default))).Id);

        await Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneId = id, NotOnlyOurs = true }, default);
        Assert.Empty(_stub.Zones);
    }

    [Fact]
    public async Task Removal_says_which_zones_it_cannot_tell_apart_or_find()
    {
        Assert.Equal("KopsDnsZoneNotFound", (await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneName = Zone }, default))).Id);
        Assert.Equal("KopsDnsZoneNotFound", (await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneId = "ZNOSUCH" }, default))).Id);
        _stub.AddZone(Zone);
        _stub.AddZone(Zone, isPrivate: true);

        var fault = await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneName = Zone }, default));

        Assert.Equal("KopsDnsZoneAmbiguous", fault.Id);
        Assert.Contains("(private)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ChangeResourceRecordSets")]
    [InlineData("DeleteHostedZone")]
    public async Task A_removal_whose_answer_was_lost_is_done_all_the_same(string call)
    {
        var parent = _stub.AddZone("example.com");
        await Provisioner().ApplyAsync(Request, default);
        _stub.LoseAnswers(call, 1);

        await Provisioner().RemoveAsync(new DnsZoneRemoval { ZoneName = Zone }, default);

        Assert.Equal([(parent, "example.com.")], _stub.Zones);
    }

    [Fact]
    public async Task Plans_change_nothing()
    {
        _stub.AddZone("example.com");
        var plan = await Provisioner().PlanAsync(Request, default);
        Assert.Equal([KopsChangeAction.Create, KopsChangeAction.Create], plan.Select(change => change.Action));
        await Provisioner().ApplyAsync(Request, default);
        var before = _stub.Calls.Count;

        var removal = await Provisioner().PlanRemovalAsync(new DnsZoneRemoval { ZoneName = Zone }, default);

        Assert.Equal(["Record", "HostedZone"], removal.Select(change => change.Kind));
        Assert.DoesNotContain(_stub.Calls.Skip(before), IsChange);
        Assert.Equal(2, _stub.Zones.Count);
    }

    [Fact]
    public async Task An_emulator_that_takes_a_caller_reference_twice_ends_with_one_zone_too()
    {
        var moto = await MotoServer.SharedAsync();
        using var session = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = moto.Endpoint });
        var top = $"dns-{Guid.NewGuid():N}.example.com";
        var provisioner = new DnsZoneProvisioner(session, _told, Quick);
        var parent = await provisioner.ApplyAsync(Request with { ZoneName = top }, default);

        var zones = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => provisioner.ApplyAsync(Request with { ZoneName = "prod." + top }, default)));

        var only = Assert.Single(zones.Select(zone => zone.ZoneId).Distinct());
        Assert.Equal(only, Assert.Single(await new HostedZones(session).NamedAsync("prod." + top, default)).Id);
        Assert.All(zones, zone => Assert.Equal(parent.ZoneId, zone.ParentZoneId));
        await provisioner.RemoveAsync(new DnsZoneRemoval { ZoneName = "prod." + top }, default);
        await provisioner.RemoveAsync(new DnsZoneRemoval { ZoneName = top }, default);
        Assert.Empty(await new HostedZones(session).NamedAsync(top, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("example")]
    [InlineData("a..example.com")]
    [InlineData("-a.example.com")]
    [InlineData("a b.example.com")]
    [InlineData("prod.k8s.local")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com")]
    public async Task A_name_that_no_zone_can_have_is_refused_before_any_call(string name)
    {
        var fault = await FaultAsync(Request with { ZoneName = name });

        Assert.Equal(("KopsDnsZoneInvalid", FaultKind.InvalidArgument), (fault.Id, fault.Kind));
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public void Names_are_written_as_dns_has_them()
    {
        Assert.Equal("xn--mnchen-3ya.example.com", DnsNames.ZoneName("München.example.com."));
        Assert.Equal("internal", DnsNames.ZoneName("internal", isPrivate: true));
        Assert.Equal(["b.dev", "dev"], DnsNames.Above("a.b.dev"));
    }

    private static DnsZoneRequest Request => new() { ZoneName = Zone };

    private static DnsPace Quick => new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), new TurningClock(() => { }));

    private static bool IsChange(string call) => call.StartsWith("Create", StringComparison.Ordinal) || call.StartsWith("Change", StringComparison.Ordinal)
        || call.StartsWith("Delete", StringComparison.Ordinal) || call.StartsWith("Associate", StringComparison.Ordinal);

    private DnsZoneProvisioner Provisioner() => new(_session, _told, Quick);

    private Task<KopsException> FaultAsync(DnsZoneRequest request) => Assert.ThrowsAsync<KopsException>(() => Provisioner().ApplyAsync(request, default));

    /// <summary>Lets go once so many have come; later ones pass.</summary>
    private sealed class Meeting(int size)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _here;

        public Task ArriveAsync()
        {
            if (Interlocked.Increment(ref _here) == size)
            {
                _all.SetResult();
            }

            return _all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }
}

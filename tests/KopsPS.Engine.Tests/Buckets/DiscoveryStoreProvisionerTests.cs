using System.Text;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Buckets;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Buckets;

/// <summary>Buckets in moto; S3 Control, which moto does not serve at an address, in AWS' documented form from a stub before it.</summary>
public sealed class DiscoveryStoreProvisionerTests : IAsyncLifetime
{
    private const string BlockPath = "/v20180820/configuration/publicAccessBlock";

    private readonly TemporaryFolder _home = new();
    private readonly string _bucket = $"oidc-{Guid.NewGuid():n}";
    private readonly List<AwsSession> _sessions = [];
    private Func<StubRequest, StubAnswer?> _answer = _ => null;
    private MotoServer _moto = null!;
    private AwsStub _stub = null!;

    public async Task InitializeAsync()
    {
        _moto = await MotoServer.SharedAsync();
        _stub = await AwsStub.StartAsync(
            request => _answer(request) ?? (request.Path == BlockPath
                ? StubAnswer.RestXml(404, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
                : null),
            _moto.Endpoint);
    }

    public async Task DisposeAsync()
    {
        _sessions.ForEach(session => session.Dispose());
        await _stub.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_store_is_made_as_kops_demands_and_can_be_fetched_by_anybody()
    {
        var store = await Provisioner().ApplyAsync(Request() with { Region = "eu-central-1", Environment = "prod" });

        Assert.Equal((_bucket, $"s3://{_bucket}", "eu-central-1", true), (store.Name, store.DiscoveryStore, store.Region, store.Readable));
        Assert.Equal(("BucketOwnerPreferred", "not blocked", $"{_stub.Endpoint}/{_bucket}"), (store.Ownership, store.PublicAccess, store.Address));
        Assert.Equal(("KopsPS", "prod", "discovery-store"), (store.Tags["KopsPS:Owner"], store.Tags["KopsPS:Environment"], store.Tags["KopsPS:Purpose"]));
        Assert.Empty(store.NotChecked);
        Assert.Contains(_stub.Requests, request => request.Method == "GET" && request.Path.Contains("kopsps-probe", StringComparison.Ordinal) && request.AccessKeyId is null);
        Assert.Contains("AllUsers", await GetAsync("?acl"), StringComparison.Ordinal);
        Assert.Contains("s3:GetObject", await GetAsync("?policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("<Key>", await GetAsync(""), StringComparison.Ordinal);
        var asked = _stub.Requests.First(request => request.Path == BlockPath);
        Assert.Equal(("GET", "AKIATEST", "eu-central-1"), (asked.Method, asked.AccessKeyId, asked.Region));
    }

    [Fact]
    public async Task The_accounts_block_is_told_before_anything_is_made()
    {
        _answer = request => request.Path == BlockPath
            ? new StubAnswer(200, "<PublicAccessBlockConfiguration xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>")
            : null;

        var fault = await FaultAsync();

        Assert.Equal(("KopsDiscoveryPublicAccessForbidden", FaultKind.PermissionDenied), (fault.Id, fault.Kind));
        Assert.Contains("BlockPublicAcls, BlockPublicPolicy", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_stub.Requests, request => request.Method == "PUT");
    }

    [Fact]
    public async Task Where_the_accounts_block_may_not_be_read_that_is_said()
    {
        _answer = request => request.Path == BlockPath ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;

        var store = await Provisioner().ApplyAsync(Request());

        var skipped = Assert.Single(store.NotChecked);
        Assert.Equal("AccountPublicAccess", skipped.Code);
        Assert.Contains("s3:GetAccountPublicAccessBlock", skipped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_that_nobody_can_fetch_are_told_and_nothing_of_the_try_stays()
    {
        _answer = request => request.AccessKeyId is null ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;

        var fault = await FaultAsync();

        Assert.Equal("KopsDiscoveryNotReadable", fault.Id);
        Assert.Contains("403", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<Key>", await GetAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Again_it_keeps_what_is_there_and_after_an_end_it_goes_on()
    {
        _answer = request => request.Method == "PUT" && request.Query.Contains("policy", StringComparison.Ordinal) ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;
        Assert.Equal("AwsAccessDenied", (await FaultAsync()).Id);
        _answer = _ => null;

        Assert.Contains((await Provisioner().ApplyAsync(Request())).Changes, change => change is { Action: KopsChangeAction.Change, Kind: "BucketPolicy" });
        Assert.Equal(KopsChangeAction.Keep, Assert.Single(await Provisioner().PlanAsync(Request())).Action);
    }

    [Fact]
    public async Task A_bucket_that_is_something_else_is_never_made_public()
    {
        await _moto.CreateBucketAsync(_bucket);
        Assert.Equal("KopsDiscoveryStoreExists", (await FaultAsync()).Id);

        var state = $"kops-{Guid.NewGuid():n}";
        await new StateStoreProvisioner(Session(), NoFeedback.Instance, new WaitPace(TimeSpan.Zero, 3)).ApplyAsync(new StateStoreRequest { Name = state });
        Assert.Equal(
            "KopsDiscoveryStoreExists",
            (await Assert.ThrowsAsync<KopsException>(() => Provisioner().ApplyAsync(new DiscoveryStoreRequest { Name = state }))).Id);
    }

    [Fact]
    public async Task A_bucket_that_another_run_has_made_and_not_marked_yet_is_looked_at_again()
    {
        await Provisioner().ApplyAsync(Request());
        var looks = 0;
        _answer = request => request.Method == "GET" && request.Query.Contains("tagging", StringComparison.Ordinal) && ++looks == 1
            ? StubAnswer.RestXml(404, "NoSuchTagSet", "The TagSet does not exist") : null;

        Assert.Equal(KopsChangeAction.Keep, Assert.Single(await Provisioner().PlanAsync(Request())).Action);
        Assert.True(looks > 1);
    }

    [Fact]
    public async Task A_store_never_becomes_a_state_store()
    {
        await Provisioner().ApplyAsync(Request());
        var state = new StateStoreProvisioner(Session(), NoFeedback.Instance, new WaitPace(TimeSpan.Zero, 3));

        foreach (var existing in (bool[])[false, true])
        {
            Assert.Equal(
                "KopsStateStoreIsDiscoveryStore",
                (await Assert.ThrowsAsync<KopsException>(() => state.ApplyAsync(new StateStoreRequest { Name = _bucket, Existing = existing }))).Id);
        }

        Assert.Equal(KopsChangeAction.Keep, Assert.Single(await Provisioner().PlanAsync(Request())).Action);
    }

    [Fact]
    public async Task A_test_says_what_of_a_store_is_missing()
    {
        var missing = Assert.Single(await Provisioner().TestAsync($"s3://{_bucket}"));
        Assert.Equal(("Bucket", KopsCheckVerdict.Fail, $"New-KopsDiscoveryStore -Name {_bucket} -Region us-east-1"), (missing.Name, missing.Verdict, missing.Remedy));

        await Provisioner().ApplyAsync(Request());
        var good = await Provisioner().TestAsync($"s3://{_bucket}/prod");
        Assert.Equal(
            ["Bucket", "AccountPublicAccess", "PublicAccess", "Ownership", "PublicRead", "Encryption", "Acl", "Readable"], good.Select(check => check.Name));
        Assert.All(good, check => Assert.Equal((KopsCheckVerdict.Pass, _bucket), (check.Verdict, check.Target)));

        _answer = request => request.AccessKeyId is null ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied")
            : request.Path == BlockPath ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;
        var closed = await Provisioner().TestAsync(_bucket);
        Assert.Equal(KopsCheckVerdict.Fail, closed.Single(check => check.Name == "Readable").Verdict);
        Assert.Equal(KopsCheckVerdict.NotChecked, closed.Single(check => check.Name == "AccountPublicAccess").Verdict);
        Assert.DoesNotContain("<Key>", await GetAsync(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme.oidc")]
    [InlineData("Acme")]
    public async Task A_name_that_cannot_be_fetched_from_is_told_before_any_call(string name)
    {
        Assert.Equal("KopsBucketNameInvalid", (await Assert.ThrowsAsync<KopsException>(() => Provisioner().ApplyAsync(new DiscoveryStoreRequest { Name = name }))).Id);
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public async Task A_plan_reads_only()
    {
        var plan = await Provisioner().PlanAsync(Request());

        Assert.Equal(["Bucket", "BucketAcl", "BucketEncryption", "BucketOwnership", "BucketPolicy", "BucketTagging", "PublicAccessBlock"], plan.Select(change => change.Kind).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(_stub.Requests, request => request.Method == "PUT");
    }

    [Fact]
    public async Task Documents_need_force_and_clusters_keep_it()
    {
        await Provisioner().ApplyAsync(Request());
        await _moto.PutAsync(_bucket, "prod.example.com/discovery/openid/v1/jwks", "{}"u8.ToArray());

        Assert.Equal("KopsDiscoveryStoreNotEmpty", (await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new() { Name = _bucket }))).Id);
        await _moto.PutAsync(_bucket, "prod.example.com/config", Encoding.UTF8.GetBytes("kind: Cluster\n"));
        Assert.Equal("KopsStateStoreNotEmpty", (await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new() { Name = _bucket, Force = true }))).Id);
        await _moto.PutAsync(_bucket, "prod.example.com/config", Encoding.UTF8.GetBytes("kind: Other\n"));
        Assert.Single(await Provisioner().RemoveAsync(new() { Name = _bucket, Force = true, OwnedOnly = true }));
    }

    [Fact]
    public async Task A_discovery_store_is_no_state_store()
    {
        await Provisioner().ApplyAsync(Request());

        Assert.Empty(await new StateStoreInventory(Session(), NoFeedback.Instance).ReadAllAsync(name => name == _bucket).ToListAsync());
    }

    private DiscoveryStoreRequest Request() => new() { Name = _bucket };

    private AwsSession Session()
    {
        var session = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = _stub.Endpoint });
        _sessions.Add(session);
        return session;
    }

    private DiscoveryStoreProvisioner Provisioner() => new(Session(), NoFeedback.Instance, new WaitPace(TimeSpan.Zero, 3));

    private async Task<KopsException> FaultAsync() => await Assert.ThrowsAsync<KopsException>(() => Provisioner().ApplyAsync(Request()));

    private async Task<string> GetAsync(string query)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_moto.Endpoint}/{_bucket}{query}");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }
}

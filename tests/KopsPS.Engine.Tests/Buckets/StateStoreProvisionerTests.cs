using System.Net;
using System.Text;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Buckets;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Buckets;

/// <summary>Against moto, with a stub before it for what moto never does.</summary>
public sealed class StateStoreProvisionerTests : IAsyncLifetime
{
    private static readonly WaitPace Quick = new(TimeSpan.Zero, 3);

    private readonly TemporaryFolder _home = new();
    private readonly string _bucket = $"kops-{Guid.NewGuid():n}";
    private readonly List<AwsSession> _sessions = [];
    private Func<StubRequest, StubAnswer?> _answer = _ => null;
    private MotoServer _moto = null!;
    private AwsStub _stub = null!;

    public async Task InitializeAsync()
    {
        _moto = await MotoServer.SharedAsync();
        _stub = await AwsStub.StartAsync(request => _answer(request), _moto.Endpoint);
    }

    public async Task DisposeAsync()
    {
        _sessions.ForEach(session => session.Dispose());
        await _stub.DisposeAsync();
        _home.Dispose();
    }

    [Theory]
    [InlineData("us-east-1")]
    [InlineData("eu-central-1")]
    public async Task A_store_is_made_as_it_should_be_in_any_region(string region)
    {
        var store = await Provisioner().ApplyAsync(Request() with { Region = region, Environment = "prod", Tags = new Dictionary<string, string> { ["team"] = "platform" } });

        Assert.Equal((_bucket, $"s3://{_bucket}", region), (store.Name, store.StateStore, store.Region));
        Assert.Equal(("Enabled", "SSE-S3", true, "BucketOwnerEnforced", 90), (store.Versioning, store.Encryption, store.PublicAccessBlocked, store.Ownership, store.NoncurrentVersionDays));
        Assert.Equal(("KopsPS", "prod", "platform"), (store.Tags["KopsPS:Owner"], store.Tags["KopsPS:Environment"], store.Tags["team"]));
        Assert.True(store.Owned);
        Assert.Equal(0, store.ClusterCount);
        Assert.Equal(_stub.Endpoint, store.EndpointUrl);
        Assert.Contains(store.Changes, change => change is { Action: KopsChangeAction.Create, Kind: "Bucket" });
        var create = _stub.Requests.First(request => request.Method == "PUT" && request.Query.Length == 0);
        Assert.Equal(region != "us-east-1", create.Body.Contains($"<LocationConstraint>{region}<", StringComparison.Ordinal));
        Assert.Contains("<Key>KopsPS:Owner</Key>", create.Body, StringComparison.Ordinal);
        Assert.Empty(await VersionsAsync());
    }

    [Fact]
    public async Task A_tag_without_a_value_is_kept_as_one()
    {
        var request = Request() with { Tags = new Dictionary<string, string> { ["team"] = "" } };

        Assert.Equal("", (await Provisioner().ApplyAsync(request)).Tags["team"]);
        Assert.Equal(KopsChangeAction.Keep, Assert.Single((await Provisioner().ApplyAsync(request)).Changes).Action);
    }

    [Theory]
    [InlineData(400, "BadRequest", "Bad Request")]
    [InlineData(400, "MalformedXML", "The XML you provided was not well-formed")]
    [InlineData(403, "AccessDenied", "User: a is not authorized to perform: s3:TagResource")]
    public async Task A_service_that_takes_no_tags_with_the_bucket_gets_them_afterwards(int status, string code, string message)
    {
        _answer = request => request.Method == "PUT" && request.Query.Length == 0 && request.Body.Contains("<Tag>", StringComparison.Ordinal)
            ? StubAnswer.RestXml(status, code, message) : null;

        var store = await Provisioner().ApplyAsync(Request());

        Assert.True(store.Owned);
        Assert.Equal(KopsChangeAction.Keep, Assert.Single((await Provisioner().ApplyAsync(Request())).Changes).Action);
    }

    [Fact]
    public async Task A_service_that_denies_everything_by_the_policy_for_TLS_is_not_left_closed()
    {
        // As an emulator does that knows no conditions: whatever has the policy is closed, over TLS too.
        string? policy = null;
        var changed = 0;
        _answer = request =>
        {
            if (request.Query == "?policy" && request.Method is "PUT" or "DELETE")
            {
                changed++;
                policy = request.Method == "PUT" ? request.Body : null;
                return new StubAnswer(204);
            }

            if (request.Query == "?policy" && policy is not null)
            {
                return new StubAnswer(200, policy, "application/json");
            }

            return policy is not null && request.Path.Contains("kopsps-probe", StringComparison.Ordinal) ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;
        };

        var fault = await FaultAsync(Request() with { TlsOnly = true });

        Assert.Equal("KopsStateStoreNotUsable", fault.Id);
        Assert.Contains("does not read the policy's condition", fault.Message);
        Assert.Equal((null, 2), (policy, changed));
    }

    [Fact]
    public async Task A_plan_reads_only_and_says_what_would_be_made()
    {
        var plan = await Provisioner().PlanAsync(Request());

        Assert.Equal("Bucket", plan[0].Kind);
        Assert.Equal(
            ["Bucket", "BucketEncryption", "BucketLifecycle", "BucketOwnership", "BucketTagging", "BucketVersioning", "PublicAccessBlock"],
            plan.Select(change => change.Kind).Order(StringComparer.Ordinal));
        Assert.All(plan, change => Assert.Equal(KopsChangeAction.Create, change.Action));
        Assert.DoesNotContain(_stub.Requests, request => request.Method is "PUT" or "DELETE");
    }

    [Fact]
    public async Task Again_it_keeps_what_is_there()
    {
        await Provisioner().ApplyAsync(Request());
        var before = _stub.Requests.Count;

        var store = await Provisioner().ApplyAsync(Request());

        Assert.Equal(KopsChangeAction.Keep, Assert.Single(store.Changes).Action);
        Assert.DoesNotContain(_stub.Requests.Skip(before), request => request.Method == "PUT" && !request.Path.Contains("kopsps-probe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_missing_of_an_own_store_is_completed_after_a_run_that_was_ended()
    {
        _answer = request => request.Query.Contains("versioning", StringComparison.Ordinal) && request.Method == "PUT"
            ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;
        Assert.Equal("AwsAccessDenied", (await FaultAsync(Request())).Id);
        _answer = _ => null;

        var store = await Provisioner().ApplyAsync(Request());

        Assert.Equal(("Enabled", "SSE-S3", 90), (store.Versioning, store.Encryption, store.NoncurrentVersionDays));
        Assert.All(store.Changes, change => Assert.Equal(KopsChangeAction.Change, change.Action));
        Assert.Contains(store.Changes, change => change.Detail == "Versioning: Off, should be Enabled");
        Assert.DoesNotContain(store.Changes, change => change.Kind == "PublicAccessBlock");
    }

    [Fact]
    public async Task Two_runs_at_once_make_one_store()
    {
        var both = await Task.WhenAll(Provisioner().ApplyAsync(Request()), Provisioner().ApplyAsync(Request()));

        Assert.All(both, store => Assert.Equal(("Enabled", true), (store.Versioning, store.PublicAccessBlocked)));
    }

    [Fact]
    public async Task A_change_under_way_is_waited_for()
    {
        var refused = 0;
        _answer = request => request.Method == "PUT" && request.Query.Contains("publicAccessBlock", StringComparison.Ordinal) && refused++ < 2
            ? StubAnswer.RestXml(409, "OperationAborted", "A conflicting conditional operation is currently in progress against this resource.") : null;

        Assert.True((await Provisioner().ApplyAsync(Request())).PublicAccessBlocked);
        Assert.Equal(3, refused);
    }

    [Fact]
    public async Task A_bucket_that_KopsPS_did_not_make_is_left_to_Set()
    {
        await _moto.CreateBucketAsync(_bucket);

        var fault = await FaultAsync(Request());
        Assert.Equal(("KopsStateStoreExists", FaultKind.ResourceExists), (fault.Id, fault.Kind));
        Assert.Contains("Set-KopsStateStore", fault.RecommendedAction, StringComparison.Ordinal);

        var store = await Provisioner().ApplyAsync(Request() with { Existing = true });
        Assert.Equal(("Enabled", true, false), (store.Versioning, store.PublicAccessBlocked, store.Owned));
    }

    [Fact]
    public async Task Set_keeps_tags_rules_and_a_key_that_are_there_already()
    {
        await _moto.CreateBucketAsync(_bucket);
        await PutAsync("?tagging", "<Tagging><TagSet><Tag><Key>cost</Key><Value>42</Value></Tag></TagSet></Tagging>");
        await PutAsync("?lifecycle", "<LifecycleConfiguration><Rule><ID>logs</ID><Status>Enabled</Status><Filter><Prefix>logs/</Prefix></Filter><Expiration><Days>7</Days></Expiration></Rule></LifecycleConfiguration>");
        await PutAsync("?encryption", "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>1234</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>");

        var store = await Provisioner().ApplyAsync(Request() with { Existing = true, NoncurrentDays = 30, Tags = new Dictionary<string, string> { ["team"] = "platform" } });

        Assert.Equal(("42", "platform", "1234", 30), (store.Tags["cost"], store.Tags["team"], store.KmsKey, store.NoncurrentVersionDays));
        Assert.Contains("<ID>logs</ID>", await GetAsync("?lifecycle"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_other_accounts_and_TLS_are_set_where_they_are_asked_for()
    {
        _answer = request => request.Path.Contains("kopsps-probe", StringComparison.Ordinal) && request.Method == "PUT" ? new StubAnswer(200)
            : request.Path.Contains("kopsps-probe", StringComparison.Ordinal) ? new StubAnswer(200, request.Path.Split('/')[^1]) : null;

        // moto looks at no condition of a policy, so its own answers to the probe say nothing here.
        var store = await Provisioner().ApplyAsync(Request() with { KmsKey = "alias/kops", TrustedAccounts = ["111122223333"], TlsOnly = true });

        Assert.Equal(("alias/kops", true), (store.KmsKey, store.TlsOnly));
        Assert.Equal(["111122223333"], store.TrustedAccounts);
        Assert.Equal(KopsChangeAction.Keep, Assert.Single(await Provisioner().PlanAsync(Request() with { KmsKey = "alias/kops", TrustedAccounts = ["111122223333"], TlsOnly = true })).Action);
    }

    [Fact]
    public async Task A_log_bucket_that_takes_no_logs_is_told()
    {
        var logs = $"logs-{Guid.NewGuid():n}";
        await _moto.CreateBucketAsync(logs);

        var fault = await FaultAsync(Request() with { LogBucket = logs });

        Assert.Equal(("KopsLogBucketNotUsable", logs), (fault.Id, fault.Target));
        Assert.Contains("logging.s3.amazonaws.com", fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_name_costs_no_call()
    {
        Assert.Equal("KopsBucketNameInvalid", (await FaultAsync(Request() with { Name = "x" })).Id);
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public async Task Accounts_tags_and_regions_are_looked_at_before_anything_is_made()
    {
        Assert.Equal("AwsAccountInvalid", (await FaultAsync(Request() with { TrustedAccounts = ["12345"] })).Id);
        Assert.Equal("KopsTagInvalid", (await FaultAsync(Request() with { Tags = new Dictionary<string, string> { ["aws:x"] = "y" } })).Id);
        var region = await FaultAsync(Request() with { Region = "eu-centrall-1" });
        Assert.Equal("AwsRegionInvalid", region.Id);
        Assert.Contains("eu-central-1", region.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_stub.Requests, request => request.Method == "PUT");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_of_somebody_else_is_told(bool mayList)
    {
        _answer = request => request.Path == $"/{_bucket}" || request.Path == $"/{_bucket}/" ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied")
            : request.Path == "/" && request.Method == "GET" && !mayList ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;

        var fault = await FaultAsync(Request());

        Assert.Equal(("KopsStateStoreNameTaken", FaultKind.ResourceExists), (fault.Id, fault.Kind));
        Assert.DoesNotContain(_stub.Requests, request => request.Method == "PUT");
    }

    [Fact]
    public async Task A_name_that_somebody_else_took_at_the_same_time_is_told()
    {
        _answer = request => request.Method == "PUT" && request.Query.Length == 0 ? StubAnswer.RestXml(409, "BucketAlreadyExists", "The requested bucket name is not available.") : null;

        Assert.Equal("KopsStateStoreNameTaken", (await FaultAsync(Request())).Id);
    }

    [Fact]
    public async Task An_own_bucket_that_keeps_the_identity_out_is_no_foreign_one()
    {
        await _moto.CreateBucketAsync(_bucket);
        _answer = request => request.Path.StartsWith($"/{_bucket}", StringComparison.Ordinal) ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;

        Assert.Equal("AwsAccessDenied", (await FaultAsync(Request())).Id);
    }

    [Fact]
    public async Task A_bucket_in_another_region_is_told_with_its_region()
    {
        await Provisioner().ApplyAsync(Request() with { Region = "eu-west-1" });

        var fault = await FaultAsync(Request() with { Region = "us-west-2" });

        Assert.Equal("KopsStateStoreExists", fault.Id);
        Assert.Contains("eu-west-1", fault.Message, StringComparison.Ordinal);
        Assert.Equal("Give -Region eu-west-1, or another name.", fault.RecommendedAction);
    }

    [Theory]
    [InlineData("s3:CreateBucket", "PUT", "")]
    [InlineData("s3:PutBucketVersioning", "PUT", "versioning")]
    [InlineData("s3:PutBucketPublicAccessBlock", "PUT", "publicAccessBlock")]
    [InlineData("s3:PutEncryptionConfiguration", "PUT", "encryption")]
    [InlineData("s3:PutLifecycleConfiguration", "PUT", "lifecycle")]
    [InlineData("s3:PutBucketTagging", "PUT", "tagging")]
    [InlineData("s3:GetBucketVersioning", "GET", "versioning")]
    public async Task A_refusal_names_the_permission_and_who_asked(string action, string method, string query)
    {
        _answer = request => request.Method == method && request.Path.StartsWith($"/{_bucket}", StringComparison.Ordinal)
            && (query.Length == 0 ? request.Query.Length == 0 : request.Query.Contains(query, StringComparison.Ordinal))
            ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;

        var fault = await FaultAsync(Request());

        Assert.Equal("AwsAccessDenied", fault.Id);
        Assert.Contains($"may not do {action} on {_bucket}", fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("arn:aws:", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "ExpiredToken", "KopsCredentialsExpired")]
    [InlineData(403, "RequestTimeTooSkewed", "AwsClockSkew")]
    [InlineData(500, "InternalError", "AwsServiceFault")]
    [InlineData(503, "SlowDown", "AwsThrottled")]
    public async Task Faults_of_the_service_are_told(int status, string code, string id)
    {
        _answer = request => request.Method == "PUT" ? StubAnswer.RestXml(status, code, "no") : null;

        Assert.Equal(id, (await FaultAsync(Request())).Id);
    }

    [Fact]
    public async Task An_endpoint_that_is_down_is_told()
    {
        using var session = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = "http://127.0.0.1:1" });

        Assert.Equal("AwsUnreachable", (await Assert.ThrowsAsync<KopsException>(() => new StateStoreProvisioner(session, NoFeedback.Instance, Quick).ApplyAsync(Request()))).Id);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_to_is_told()
    {
        _answer = request => request.Path.Contains("kopsps-probe", StringComparison.Ordinal) ? StubAnswer.RestXml(400, "KMS.NotFoundException", "Key 'x' does not exist") : null;

        var fault = await FaultAsync(Request() with { KmsKey = "x" });

        Assert.Equal("AwsRequestRefused", fault.Id);
        Assert.Contains("KMS.NotFoundException", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_never_holds_ends_the_wait()
    {
        _answer = request => request.Method == "GET" && request.Query.Contains("versioning", StringComparison.Ordinal)
            ? new StubAnswer(200, "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>") : null;

        var fault = await FaultAsync(Request());

        Assert.Equal("KopsStateStoreNotUsable", fault.Id);
        Assert.Contains("Versioning", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_with_clusters_is_never_removed()
    {
        await Provisioner().ApplyAsync(Request());
        await _moto.PutAsync(_bucket, "prod.example.com/config", Encoding.UTF8.GetBytes("apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata:\n  name: prod.example.com\n"));
        await _moto.PutAsync(_bucket, "teams/b/spoilt.example.com/config", "a: ["u8.ToArray());
        await _moto.PutAsync(_bucket, "teams/b/spoilt.example.com/pki/private/ca/keyset.yaml", "x"u8.ToArray());

        var fault = await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new() { Name = _bucket, Force = true }));

        Assert.Equal(("KopsStateStoreNotEmpty", FaultKind.InvalidOperation), (fault.Id, fault.Kind));
        Assert.Equal(new[] { "prod.example.com", "teams/b/spoilt.example.com" }, fault.Target);
        Assert.Equal(3, (await VersionsAsync()).Count);
    }

    [Fact]
    public async Task Objects_of_no_cluster_need_force_and_go_with_all_their_versions()
    {
        await Provisioner().ApplyAsync(Request());
        for (var version = 0; version < 3; version++)
        {
            await _moto.PutAsync(_bucket, "notes/config", Encoding.UTF8.GetBytes($"a = {version}"));
        }

        var fault = await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new() { Name = _bucket }));
        Assert.Equal("KopsStateStoreNotEmpty", fault.Id);
        Assert.Contains("-Force", fault.RecommendedAction, StringComparison.Ordinal);

        var change = Assert.Single(await Provisioner().RemoveAsync(new() { Name = _bucket, Force = true }));
        Assert.Equal((KopsChangeAction.Delete, "Bucket", _bucket, "with 3 versions of objects"), (change.Action, change.Kind, change.Name, change.Detail));
        Assert.Equal("KopsStateStoreNotFound", (await Assert.ThrowsAsync<KopsException>(() => Provisioner().PlanRemovalAsync(new() { Name = _bucket }))).Id);
    }

    [Fact]
    public async Task Old_versions_and_delete_markers_alone_need_no_force()
    {
        await Provisioner().ApplyAsync(Request());
        await _moto.PutAsync(_bucket, "gone.example.com/config", "kind: Cluster"u8.ToArray());
        await SendAsync(HttpMethod.Delete, "/gone.example.com/config", null);
        Assert.Equal(2, (await VersionsAsync()).Count);

        Assert.Equal("with 2 versions of objects", Assert.Single(await Provisioner().RemoveAsync(new() { Name = _bucket })).Detail);
    }

    [Fact]
    public async Task A_thousand_versions_a_request_until_all_are_gone()
    {
        await Provisioner().ApplyAsync(Request());
        await Task.WhenAll(Enumerable.Range(0, 1100).Select(index => _moto.PutAsync(_bucket, $"o/{index:d4}", "x"u8.ToArray())));

        Assert.Equal("with 1100 versions of objects", Assert.Single(await Provisioner().RemoveAsync(new() { Name = _bucket, Force = true })).Detail);
        Assert.Equal(2, _stub.Requests.Count(request => request.Method == "POST" && request.Query.Contains("delete", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_a_store_of_ours_is_removed_unless_it_is_named()
    {
        await _moto.CreateBucketAsync(_bucket);

        Assert.Equal("KopsStateStoreNotOurs", (await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new() { Name = _bucket, OwnedOnly = true }))).Id);
        Assert.Single(await Provisioner().RemoveAsync(new() { Name = _bucket }));
    }

    [Fact]
    public async Task Versions_that_cannot_be_deleted_are_told_and_the_bucket_stays()
    {
        await Provisioner().ApplyAsync(Request());
        await _moto.PutAsync(_bucket, "locked", "x"u8.ToArray());
        _answer = request => request.Method == "POST" && request.Query.Contains("delete", StringComparison.Ordinal)
            ? new StubAnswer(200, "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Error><Key>locked</Key><Code>AccessDenied</Code><Message>object lock</Message></Error></DeleteResult>")
            : null;

        var fault = await Assert.ThrowsAsync<KopsException>(() => Provisioner().RemoveAsync(new() { Name = _bucket, Force = true }));

        Assert.Equal("KopsStateStoreRemovalIncomplete", fault.Id);
        Assert.Contains("locked: AccessDenied object lock", fault.Message, StringComparison.Ordinal);
        Assert.Single(await VersionsAsync());
    }

    [Fact]
    public async Task Checks_say_what_differs_with_the_command_that_mends_it()
    {
        await _moto.CreateBucketAsync(_bucket);

        var checks = await new StateStoreChecks(Session(), NoFeedback.Instance).RunAsync(Request() with { Existing = true }).ToListAsync();

        KopsCheck Of(string name) => Assert.Single(checks, check => check.Name == name);
        Assert.Equal(
            (KopsCheckVerdict.Pass, KopsCheckVerdict.Fail, KopsCheckVerdict.Fail, KopsCheckVerdict.Warn, KopsCheckVerdict.Pass),
            (Of("Bucket").Verdict, Of("PublicAccess").Verdict, Of("Versioning").Verdict, Of("OldVersions").Verdict, Of("Access").Verdict));
        Assert.Equal(("Off", "Enabled", $"Set-KopsStateStore -Name {_bucket}"), (Of("Versioning").Found, Of("Versioning").Wanted, Of("Versioning").Remedy));
        Assert.Equal(KopsCheckVerdict.NotChecked, Of("TlsOnly").Verdict);
        Assert.Empty(await VersionsAsync());
    }

    [Fact]
    public async Task What_may_not_be_read_is_not_checked()
    {
        await Provisioner().ApplyAsync(Request());
        _answer = request => request.Query.Contains("encryption", StringComparison.Ordinal) ? StubAnswer.RestXml(403, "AccessDenied", "Access Denied") : null;

        var checks = await new StateStoreChecks(Session(), NoFeedback.Instance).RunAsync(Request() with { Existing = true }, probe: false).ToListAsync();

        Assert.Equal(KopsCheckVerdict.NotChecked, Assert.Single(checks, check => check.Name == "Encryption").Verdict);
        var store = await new StateStoreInventory(Session(), NoFeedback.Instance).ReadAsync(_bucket);
        Assert.Null(store.Encryption);
        Assert.Equal("Encryption", Assert.Single(store.NotChecked).Code);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "New-KopsStateStore")]
    [InlineData(HttpStatusCode.Forbidden, "Choose another name")]
    public async Task A_store_that_is_missing_or_foreign_is_a_check_that_failed(HttpStatusCode status, string remedy)
    {
        _answer = request => request.Method == "HEAD" ? new StubAnswer((int)status) : null;

        var check = Assert.Single(await new StateStoreChecks(Session(), NoFeedback.Instance).RunAsync(Request()).ToListAsync());

        Assert.Equal(("Bucket", KopsCheckVerdict.Fail), (check.Name, check.Verdict));
        Assert.Contains(remedy, check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_own_stores_are_listed()
    {
        var foreign = $"kops-{Guid.NewGuid():n}";
        await _moto.CreateBucketAsync(foreign);
        await Provisioner().ApplyAsync(Request());

        var names = await new StateStoreInventory(Session(), NoFeedback.Instance).ReadAllAsync(name => name == foreign || name == _bucket).Select(store => store.Name).ToListAsync();

        Assert.Equal([_bucket], names);
    }

    private StateStoreRequest Request() => new() { Name = _bucket };

    private AwsSession Session()
    {
        var session = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = _stub.Endpoint });
        _sessions.Add(session);
        return session;
    }

    private StateStoreProvisioner Provisioner() => new(Session(), NoFeedback.Instance, Quick);

    private async Task<KopsException> FaultAsync(StateStoreRequest request) =>
        await Assert.ThrowsAsync<KopsException>(() => Provisioner().ApplyAsync(request));

    private async Task<IReadOnlyList<string>> VersionsAsync()
    {
        var text = await GetAsync("?versions");
        return [.. System.Text.RegularExpressions.Regex.Matches(text, "<VersionId>").Select(match => match.Value)];
    }

    private Task<string> GetAsync(string query) => SendAsync(HttpMethod.Get, query, null);

    private Task<string> PutAsync(string query, string body) => SendAsync(HttpMethod.Put, query, body);

    private async Task<string> SendAsync(HttpMethod method, string rest, string? body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{_moto.Endpoint}/{_bucket}{rest}") { Content = body is null ? null : new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }
}

using System.Net;
using System.Net.Sockets;
using KopsPS.Engine.Aws;
using KopsPS.Engine.StateStore;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.StateStore;

public sealed class S3StateStoreTests : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
    private readonly List<AwsSession> _sessions = [];
    private S3Stub _stub = null!;

    public async Task InitializeAsync() => _stub = await S3Stub.StartAsync(StateStoreSnapshot.Many(200));

    public async Task DisposeAsync()
    {
        _sessions.ForEach(session => session.Dispose());
        await _stub.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Two_hundred_clusters_cost_one_listing_and_a_bounded_crowd_of_reads()
    {
        _stub.Latency = TimeSpan.FromMilliseconds(20);

        var outcomes = await Reader().ReadClustersAsync().ToListAsync();

        Assert.Equal(200, outcomes.Count(outcome => outcome.Value is not null));
        Assert.Equal(outcomes.Select(outcome => outcome.Name).Order(StringComparer.Ordinal), outcomes.Select(outcome => outcome.Name));
        Assert.Equal(201, _stub.Requests.Count);
        Assert.InRange(_stub.MostInFlight, 8, 64);
    }

    [Fact]
    public async Task Follows_every_page_of_a_listing()
    {
        _stub.PageSize = 30;

        Assert.Equal(200, (await Reader().ListNamesAsync()).Count);
        Assert.Equal(7, _stub.Requests.Count);
    }

    [Fact]
    public async Task One_name_is_one_request()
    {
        Assert.Equal("c0042.example.com", (await Reader().GetClusterAsync("c0042.example.com")).ClusterName);
        Assert.Single(_stub.Requests);
    }

    [Fact]
    public async Task One_broken_cluster_of_two_hundred_leaves_the_others()
    {
        _stub.Put("c0100.example.com/config", "a: [");

        var outcomes = await Reader().ReadClustersAsync().ToListAsync();

        Assert.Equal(199, outcomes.Count(outcome => outcome.Value is not null));
        Assert.Equal("KopsManifestInvalid", Assert.Single(outcomes, outcome => outcome.Fault is not null).Fault!.Id);
    }

    [Fact]
    public async Task Ends_what_is_under_way_when_its_reader_has_enough()
    {
        _stub.Latency = TimeSpan.FromMilliseconds(20);
        await foreach (var outcome in Reader().ReadClustersAsync())
        {
            Assert.NotNull(outcome.Value);
            break;
        }

        Assert.InRange(_stub.Requests.Count, 2, 150);
    }

    [Fact]
    public async Task Follows_a_bucket_to_its_region()
    {
        _stub.Region = "eu-central-1";

        Assert.Equal(200, (await Reader().ListNamesAsync()).Count);
        Assert.Equal(["us-east-1", "eu-central-1"], _stub.Requests.Select(request => request.Region));
    }

    [Fact]
    public async Task Keeps_to_its_prefix()
    {
        await using var stub = await S3Stub.StartAsync(StateStoreSnapshot.Many(3).Select(item => KeyValuePair.Create("teams/a/" + item.Key, item.Value))
            .Append(KeyValuePair.Create("teams/b/other.example.com/config", "x"u8.ToArray())));

        var names = await Reader(settings => settings with { StateStore = "s3://acme-kops/teams/a", EndpointUrl = stub.Endpoint }).ListNamesAsync();

        Assert.Equal(["c0000.example.com", "c0001.example.com", "c0002.example.com"], names);
    }

    [Fact]
    public async Task A_bucket_that_is_missing_is_told() =>
        Assert.Equal("KopsStateStoreNotFound", (await FaultAsync(settings => settings with { StateStore = "s3://no-such-bucket" })).Id);

    [Fact]
    public async Task A_listing_without_a_word_on_why_it_is_not_found_is_a_missing_bucket()
    {
        _stub.S3Refuses = (404, "NotFound", "");

        Assert.Equal("KopsStateStoreNotFound", (await FaultAsync()).Id);
    }

    [Fact]
    public async Task Missing_rights_name_the_identity()
    {
        _stub.S3Refuses = (403, "AccessDenied", "Access Denied");

        var fault = await FaultAsync();

        Assert.Equal(("KopsStateStoreAccessDenied", FaultKind.PermissionDenied), (fault.Id, fault.Kind));
        Assert.Contains("arn:aws:iam::123456789012:user/ops", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.RecommendedAction);
    }

    [Fact]
    public async Task A_bucket_that_only_the_bucket_itself_denies_is_missing()
    {
        _stub.S3Refuses = (403, "AccessDenied", "Access Denied");
        _stub.HeadBucketStatus = 404;

        Assert.Equal("KopsStateStoreNotFound", (await FaultAsync()).Id);
    }

    [Theory]
    [InlineData(403, "Forbidden", 403, "InvalidClientTokenId", "AwsCredentialsRejected")]
    [InlineData(403, "AccessDenied", 403, "SignatureDoesNotMatch", "AwsCredentialsRejected")]
    [InlineData(400, "BadRequest", 403, "ExpiredToken", "KopsCredentialsExpired")]
    [InlineData(403, "AccessDenied", 403, "ExpiredToken", "KopsCredentialsExpired")]
    [InlineData(400, "ExpiredToken", 403, "AccessDenied", "KopsCredentialsExpired")]
    [InlineData(403, "InvalidAccessKeyId", 403, "AccessDenied", "AwsCredentialsRejected")]
    public async Task The_token_service_tells_bad_keys_from_missing_rights(int status, string code, int stsStatus, string stsCode, string id)
    {
        _stub.S3Refuses = (status, code, "no");
        _stub.StsRefuses = (stsStatus, stsCode, "The security token included in the request is no good");

        var fault = await FaultAsync();

        Assert.Equal((id, FaultKind.AuthenticationError), (fault.Id, fault.Kind));
    }

    [Fact]
    public async Task Throttling_that_lasts_is_told()
    {
        _stub.S3Refuses = (503, "SlowDown", "Please reduce your request rate.");

        var fault = await FaultAsync();

        Assert.Equal(("KopsStateStoreThrottled", FaultKind.LimitsExceeded), (fault.Id, fault.Kind));
        Assert.True(_stub.Requests.Count > 1);
    }

    [Fact]
    public async Task A_service_that_is_out_of_order_is_told()
    {
        _stub.S3Refuses = (500, "InternalError", "We encountered an internal error.");

        Assert.Equal("KopsStateStoreUnreachable", (await FaultAsync()).Id);
    }

    [Fact]
    public async Task An_endpoint_where_nobody_listens_is_told()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var fault = await FaultAsync(settings => settings with { EndpointUrl = $"http://127.0.0.1:{port}" });

        Assert.Equal(("KopsStateStoreUnreachable", FaultKind.ConnectionError), (fault.Id, fault.Kind));
        Assert.Contains("refused", fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_told() =>
        Assert.Equal("KopsStateStoreUnreachable", (await FaultAsync(settings => settings with { EndpointUrl = "http://s3.kopsps.invalid" })).Id);

    [Fact]
    public async Task Cancelling_ends_a_hanging_request()
    {
        _stub.Latency = TimeSpan.FromMinutes(5);
        using var stop = new CancellationTokenSource();
        var reading = Reader().ListNamesAsync(stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL")]
    [InlineData("AWS_ENDPOINT_URL_S3")]
    public async Task The_environment_may_name_the_endpoint(string variable)
    {
        var settings = TestSettings.With(_home.Path, (variable, _stub.Endpoint), ("KOPS_STATE_STORE", "s3://acme-kops"));

        Assert.Equal(200, (await Open(settings).ListNamesAsync()).Count);
    }

    [Fact]
    public async Task The_variables_of_kops_for_other_stores_bring_their_own_keys()
    {
        var settings = TestSettings.With(
            _home.Path, ("S3_ENDPOINT", _stub.Endpoint), ("S3_REGION", "home-1"), ("S3_ACCESS_KEY_ID", "MINIO"), ("S3_SECRET_ACCESS_KEY", "x"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"), ("AWS_ACCESS_KEY_ID", null), ("KOPS_STATE_STORE", "s3://acme-kops"));

        await Open(settings).ListNamesAsync();

        Assert.Equal(("MINIO", "home-1"), (Assert.Single(_stub.Requests).AccessKeyId, _stub.Requests.Single().Region));
    }

    [Fact]
    public async Task No_secret_is_in_any_fault()
    {
        _stub.S3Refuses = (403, "AccessDenied", "Access Denied");

        Assert.DoesNotContain("test-secret", (await FaultAsync()).ToString(), StringComparison.Ordinal);
    }

    private async Task<KopsException> FaultAsync(Func<KopsSettings, KopsSettings>? change = null) =>
        await Assert.ThrowsAsync<KopsException>(() => Reader(change).ListNamesAsync());

    private ClusterReader Reader(Func<KopsSettings, KopsSettings>? change = null)
    {
        var settings = TestSettings.With(_home.Path) with { StateStore = "s3://acme-kops", EndpointUrl = _stub.Endpoint };
        return Open(change?.Invoke(settings) ?? settings);
    }

    private ClusterReader Open(KopsSettings settings)
    {
        var session = AwsSession.Create(settings);
        _sessions.Add(session);
        return ClusterReader.Open(settings, session);
    }
}

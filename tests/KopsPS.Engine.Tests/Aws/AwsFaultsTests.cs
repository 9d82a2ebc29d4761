using System.Net;
using System.Net.Sockets;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using KopsPS.Engine.Aws;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Aws;

public sealed class AwsFaultsTests : IAsyncLifetime
{
    private static readonly BasicAWSCredentials Keys = new("AKIATEST", "test-secret");

    private readonly TemporaryFolder _home = new();
    private Func<StubRequest, StubAnswer?> _answer = _ => null;
    private AwsStub _stub = null!;

    public async Task InitializeAsync() => _stub = await AwsStub.StartAsync(request => _answer(request));

    public async Task DisposeAsync()
    {
        await _stub.DisposeAsync();
        _home.Dispose();
    }

    public static TheoryData<string, int, string, string, string, FaultKind> Answers() => new()
    {
        { "s3", 403, "AccessDenied", "Access Denied", "AwsAccessDenied", FaultKind.PermissionDenied },
        { "ec2", 403, "UnauthorizedOperation", "You are not authorized to perform this operation.", "AwsAccessDenied", FaultKind.PermissionDenied },
        { "ec2", 403, "AuthFailure", "Not authorized for images: [ami-1]", "AwsAccessDenied", FaultKind.PermissionDenied },
        { "sts", 403, "AccessDenied", "User: arn:aws:iam::1:user/a is not authorized to perform: sts:X", "AwsAccessDenied", FaultKind.PermissionDenied },
        { "ssm", 400, "AccessDeniedException", "User is not authorized", "AwsAccessDenied", FaultKind.PermissionDenied },
        { "ec2", 401, "AuthFailure", "AWS was not able to validate the provided access credentials", "AwsCredentialsRejected", FaultKind.AuthenticationError },
        { "sts", 403, "InvalidClientTokenId", "The security token included in the request is invalid.", "AwsCredentialsRejected", FaultKind.AuthenticationError },
        { "s3", 403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", "AwsCredentialsRejected", FaultKind.AuthenticationError },
        { "s3", 403, "SignatureDoesNotMatch", "The request signature we calculated does not match", "AwsCredentialsRejected", FaultKind.AuthenticationError },
        { "ssm", 400, "UnrecognizedClientException", "The security token included in the request is invalid.", "AwsCredentialsRejected", FaultKind.AuthenticationError },
        { "s3", 400, "ExpiredToken", "The provided token has expired.", "KopsCredentialsExpired", FaultKind.AuthenticationError },
        { "sts", 403, "ExpiredToken", "The security token included in the request is expired", "KopsCredentialsExpired", FaultKind.AuthenticationError },
        { "ssm", 400, "ExpiredTokenException", "The security token included in the request is expired", "KopsCredentialsExpired", FaultKind.AuthenticationError },
        { "s3", 403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", "AwsClockSkew", FaultKind.SecurityError },
        { "ec2", 400, "RequestExpired", "Request has expired.", "AwsClockSkew", FaultKind.SecurityError },
        { "sts", 403, "SignatureDoesNotMatch", "Signature expired: 20261122T100000Z is now earlier than 20261122T101500Z", "AwsClockSkew", FaultKind.SecurityError },
        { "ssm", 400, "InvalidSignatureException", "Signature not yet current: 20261122T120000Z is still later than 20261122T101500Z", "AwsClockSkew", FaultKind.SecurityError },
        { "sts", 400, "Throttling", "Rate exceeded", "AwsThrottled", FaultKind.LimitsExceeded },
        { "ssm", 400, "ThrottlingException", "Rate exceeded", "AwsThrottled", FaultKind.LimitsExceeded },
        { "ec2", 503, "RequestLimitExceeded", "Request limit exceeded.", "AwsThrottled", FaultKind.LimitsExceeded },
        { "s3", 503, "SlowDown", "Please reduce your request rate.", "AwsThrottled", FaultKind.LimitsExceeded },
        { "ssm", 429, "TooManyRequestsException", "Too many", "AwsThrottled", FaultKind.LimitsExceeded },
        { "s3", 500, "InternalError", "We encountered an internal error. Please try again.", "AwsServiceFault", FaultKind.ResourceUnavailable },
        { "ec2", 503, "Unavailable", "The service is unavailable.", "AwsServiceFault", FaultKind.ResourceUnavailable },
        { "ssm", 500, "InternalServerError", "An error", "AwsServiceFault", FaultKind.ResourceUnavailable },
        { "s3", 409, "BucketNotEmpty", "The bucket you tried to delete is not empty", "AwsRequestRefused", FaultKind.InvalidOperation },
        { "ec2", 400, "VpcLimitExceeded", "The maximum number of VPCs has been reached.", "AwsRequestRefused", FaultKind.LimitsExceeded },
        { "s3", 404, "NoSuchBucket", "The specified bucket does not exist", "AwsRequestRefused", FaultKind.ObjectNotFound },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Each_answer_of_AWS_has_its_fault(string service, int status, string code, string message, string id, FaultKind kind)
    {
        _answer = _ => service switch
        {
            "s3" => StubAnswer.RestXml(status, code, message),
            "ec2" => StubAnswer.Ec2Xml(status, code, message),
            "sts" => StubAnswer.QueryXml(status, code, message),
            _ => StubAnswer.Json(status, code, message),
        };

        var fault = await FaultAsync(() => AskAsync(service, _stub.Endpoint));

        Assert.Equal((id, kind), (fault.Id, fault.Kind));
        Assert.IsAssignableFrom<AmazonServiceException>(fault.InnerException);
        if (id == "AwsRequestRefused")
        {
            Assert.Contains(code, fault.Message, StringComparison.Ordinal);
            Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.NotNull(fault.RecommendedAction);
        }
    }

    [Fact]
    public async Task A_refusal_names_the_action_and_who_asked_where_AWS_says_so()
    {
        _answer = _ => StubAnswer.Ec2Xml(
            403, "UnauthorizedOperation",
            "You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/ci/run is not authorized to perform: ec2:DescribeZones on resource: x because no identity-based policy allows it. Encoded authorization failure message: AbCdEf0123456789");

        var fault = await FaultAsync(() => AskAsync("ec2", _stub.Endpoint));

        Assert.StartsWith("arn:aws:sts::123456789012:assumed-role/ci/run may not do ec2:DescribeZones on eu-central-1: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no identity-based policy allows it", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AbCdEf0123456789", fault.Message, StringComparison.Ordinal);
        Assert.Equal("eu-central-1", fault.Target);
    }

    [Fact]
    public async Task A_terse_refusal_is_completed_by_asking_who_we_are()
    {
        _answer = request => request.Body.Contains("GetCallerIdentity", StringComparison.Ordinal)
            ? new StubAnswer(200, "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ops</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>", "text/xml")
            : StubAnswer.RestXml(403, "AccessDenied", "Access Denied");
        using var session = Session();

        var fault = await Assert.ThrowsAsync<KopsException>(() => AwsFaults.CallAsync(session, "s3:CreateBucket", "acme-kops", () => PutAsync(session)));

        Assert.Equal("AwsAccessDenied", fault.Id);
        Assert.Equal("arn:aws:iam::123456789012:user/ops may not do s3:CreateBucket on acme-kops: Access Denied", fault.Message);
    }

    [Fact]
    public async Task A_refusal_stays_one_where_nobody_can_be_asked_who_we_are()
    {
        _answer = request => request.Method == "POST" ? StubAnswer.QueryXml(403, "AccessDenied", "no") : StubAnswer.RestXml(403, "AccessDenied", "Access Denied");
        using var session = Session();

        var fault = await Assert.ThrowsAsync<KopsException>(() => AwsFaults.CallAsync(session, "s3:CreateBucket", "acme-kops", () => PutAsync(session)));

        Assert.Equal(("AwsAccessDenied", "The AWS identity in use may not do s3:CreateBucket on acme-kops: Access Denied"), (fault.Id, fault.Message));
    }

    [Fact]
    public async Task A_refusal_of_ended_keys_is_told_as_that()
    {
        _answer = request => request.Method == "POST" ? StubAnswer.QueryXml(403, "ExpiredToken", "expired") : StubAnswer.RestXml(403, "AccessDenied", "Access Denied");
        using var session = Session();

        var fault = await Assert.ThrowsAsync<KopsException>(() => AwsFaults.CallAsync(session, "s3:CreateBucket", "acme-kops", () => PutAsync(session)));

        Assert.Equal("KopsCredentialsExpired", fault.Id);
    }

    [Theory]
    [InlineData("session-token", 0, "KopsCredentialsExpired")]
    [InlineData("session-token", -40, "AwsClockSkew")]
    [InlineData(null, 0, "AwsClockSkew")]
    public async Task The_servers_clock_tells_ended_keys_from_a_wrong_clock(string? token, int minutes, string id)
    {
        _answer = _ => StubAnswer.Ec2Xml(400, "RequestExpired", "Request has expired.") with
        {
            Headers = new Dictionary<string, string> { ["Date"] = DateTimeOffset.UtcNow.AddMinutes(minutes).ToString("R", System.Globalization.CultureInfo.InvariantCulture) },
        };
        using var session = Session(("AWS_SESSION_TOKEN", token));

        var fault = await Assert.ThrowsAsync<KopsException>(
            () => AwsFaults.CallAsync(session, "ec2:DescribeVpcs", null, () => session.Ec2().DescribeVpcsAsync(new DescribeVpcsRequest())));

        Assert.Equal(id, fault.Id);
        if (minutes != 0)
        {
            Assert.Matches("(39m|40m).* ahead", fault.Message);
        }
    }

    [Fact]
    public async Task A_refused_connection_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var closed = $"http://{listener.LocalEndpoint}";
        listener.Stop();

        foreach (var service in new[] { "s3", "ec2", "sts", "ssm" })
        {
            var fault = await FaultAsync(() => AskAsync(service, closed));
            Assert.Equal(("AwsUnreachable", FaultKind.ConnectionError), (fault.Id, fault.Kind));
        }
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_unreachable() =>
        Assert.Equal("AwsUnreachable", (await FaultAsync(() => AskAsync("ec2", "http://no-such-host.invalid"))).Id);

    [Fact]
    public async Task A_page_of_a_proxy_is_no_answer_of_AWS()
    {
        _answer = _ => new StubAnswer(502, "<html><body>Bad gateway</body>", "text/html");

        Assert.Equal("AwsServiceFault", (await FaultAsync(() => AskAsync("ec2", _stub.Endpoint))).Id);
        Assert.Equal("AwsServiceFault", (await FaultAsync(() => AskAsync("sts", _stub.Endpoint))).Id);
        Assert.Equal("AwsServiceFault", (await FaultAsync(() => AskAsync("ssm", _stub.Endpoint))).Id);
    }

    [Fact]
    public async Task What_the_caller_ends_stays_a_cancellation()
    {
        using var stop = new CancellationTokenSource();
        var arrived = new TaskCompletionSource();
        await using var slow = await AwsStub.StartAsync(async request =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop.Token);
            return null;
        });
        var call = AwsFaults.CallAsync("ec2:DescribeVpcs", null, () => AskAsync("ec2", slow.Endpoint, stop.Token));
        await arrived.Task;

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_unreachable()
    {
        var fault = await FaultAsync(() => Task.FromException<object>(new TaskCanceledException("timeout", new TimeoutException("30 s"))));

        Assert.Equal("AwsUnreachable", fault.Id);
    }

    [Fact]
    public async Task What_is_a_fault_of_ours_already_stays_as_it_is()
    {
        var known = Faults.RegionNotSet();

        Assert.Same(known, await FaultAsync(() => Task.FromException<object>(known)));
        Assert.Same(known, await FaultAsync(() => Task.FromException<object>(new AmazonClientException("wrapped", known))));
    }

    private static async Task<KopsException> FaultAsync(Func<Task<object>> call) =>
        await Assert.ThrowsAsync<KopsException>(() => AwsFaults.CallAsync("ec2:DescribeVpcs", "eu-central-1", call));

    private static async Task<object> PutAsync(AwsSession session)
    {
        await session.PrepareS3Async();
        return await session.S3().PutBucketAsync(new Amazon.S3.Model.PutBucketRequest { BucketName = "acme-kops" });
    }

    private static async Task<object> AskAsync(string service, string endpoint, CancellationToken cancellationToken = default)
    {
        switch (service)
        {
            case "s3":
                using (var s3 = new AmazonS3Client(Keys, Configured(new AmazonS3Config { ForcePathStyle = true }, endpoint)))
                {
                    return await s3.PutBucketAsync("acme-kops", cancellationToken);
                }

            case "ec2":
                using (var ec2 = new AmazonEC2Client(Keys, Configured(new AmazonEC2Config(), endpoint)))
                {
                    return await ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), cancellationToken);
                }

            case "sts":
                using (var sts = new AmazonSecurityTokenServiceClient(Keys, Configured(new AmazonSecurityTokenServiceConfig(), endpoint)))
                {
                    return await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken);
                }

            default:
                using (var ssm = new AmazonSimpleSystemsManagementClient(Keys, Configured(new AmazonSimpleSystemsManagementConfig(), endpoint)))
                {
                    return await ssm.GetParameterAsync(new GetParameterRequest { Name = "/x" }, cancellationToken);
                }
        }
    }

    private static T Configured<T>(T config, string endpoint)
        where T : ClientConfig
    {
        config.ServiceURL = endpoint;
        config.AuthenticationRegion = "us-east-1";
        config.MaxErrorRetry = 0;
        return config;
    }

    private AwsSession Session(params (string, string?)[] variables) =>
        AwsSession.Create(TestSettings.With(_home.Path, variables) with { EndpointUrl = _stub.Endpoint });
}

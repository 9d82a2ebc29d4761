using System.Text.Json;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Identity;
using KopsPS.Engine.Prerequisites;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Prerequisites;

public sealed class PrerequisiteCheckerTests : IAsyncLifetime
{
    private static readonly PrerequisiteRequest Cluster = new()
    {
        ClusterName = "prod.example.com",
        Zones = ["us-east-1a", "us-east-1b"],
        ControlPlaneSizes = ["t3.medium"],
        NodeSizes = ["m5.large"],
        ControlPlaneCount = 3,
        NodeCount = 6,
    };

    private readonly TemporaryFolder _home = new();
    private readonly Dictionary<string, string> _variables = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "AKIATEST", ["AWS_SECRET_ACCESS_KEY"] = "test-secret", ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    private Func<StubRequest, StubAnswer?> _answer = _ => null;
    private AwsStub _stub = null!;

    public async Task InitializeAsync()
    {
        var moto = await MotoServer.SharedAsync();

        // moto cannot simulate: it answers 500, which the SDK tries again each time.
        _stub = await AwsStub.StartAsync(
            request => _answer(request) ?? (request.Action == "SimulatePrincipalPolicy" ? StubAnswer.QueryXml(403, "AccessDenied", "not allowed") : null), moto.Endpoint);
    }

    public async Task DisposeAsync()
    {
        await _stub.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task What_AWS_offers_passes_and_says_what_was_found()
    {
        var checks = await CheckAsync(Cluster);

        Assert.Contains("arn:aws:", One(checks, "Credentials").Found);
        Assert.Equal(KopsCheckVerdict.Pass, One(checks, "Clock").Verdict);
        Assert.Equal(("us-east-1", KopsCheckVerdict.Pass), (One(checks, "Region").Found, One(checks, "Region").Verdict));
        Assert.Equal(["us-east-1a", "us-east-1b"], Good(checks, "Zone"));
        Assert.Equal(["t3.medium", "m5.large"], Good(checks, "InstanceType"));
        Assert.Equal(KopsCheckVerdict.Pass, One(checks, "ClusterName").Verdict);
    }

    [Fact]
    public async Task A_discovery_store_that_is_asked_for_is_checked()
    {
        var check = One(await CheckAsync(new PrerequisiteRequest { DiscoveryStore = "s3://nobody-has-this-oidc" }), "Bucket");

        Assert.Equal((KopsCheckVerdict.Fail, "nobody-has-this-oidc", "does not exist"), (check.Verdict, check.Target, check.Found));
    }

    [Fact]
    public async Task A_zone_that_is_not_there_fails_and_names_those_that_are()
    {
        var check = One(await CheckAsync(Cluster with { Zones = ["us-east-1z"] }), "Zone");

        Assert.Equal(KopsCheckVerdict.Fail, check.Verdict);
        Assert.Equal("us-east-1z", check.Target);
        Assert.Contains("us-east-1a", check.Found);
        Assert.Equal("-Zone us-east-1a,us-east-1b,us-east-1c", check.Remedy);
    }

    [Fact]
    public async Task A_type_that_a_zone_lacks_fails_and_proposes_ones_that_all_have()
    {
        _answer = request => request.Action == "DescribeInstanceTypeOfferings"
            ? Ec2("DescribeInstanceTypeOfferings", "instanceTypeOfferingSet", request.Body.Contains("%2A.large", StringComparison.OrdinalIgnoreCase) || request.Body.Contains("*.large", StringComparison.Ordinal)
                ? [("us-east-1a", "m5.large"), ("us-east-1a", "m6i.large"), ("us-east-1b", "m6i.large"), ("us-east-1a", "m7i.large")]
                : [("us-east-1a", "m5.large"), ("us-east-1a", "t3.medium"), ("us-east-1b", "t3.medium")])
            : null;

        var check = Assert.Single(await CheckAsync(Cluster), check => check.Name == "InstanceType" && check.Verdict == KopsCheckVerdict.Fail);

        Assert.Equal(("m5.large", "not offered in us-east-1b", "-NodeSize m6i.large"), (check.Target, check.Found, check.Remedy));
    }

    [Fact]
    public async Task A_region_that_is_not_there_fails_and_what_hangs_on_it_is_not_claimed()
    {
        var checks = await CheckAsync(Cluster with { Zones = ["eu-centrale-1a"] });

        Assert.Equal(KopsCheckVerdict.Fail, One(checks, "Region").Verdict);
        Assert.Contains("eu-central-1", One(checks, "Region").Found);
        Assert.Equal(KopsCheckVerdict.NotChecked, One(checks, "Zone").Verdict);
        Assert.Equal(KopsCheckVerdict.NotChecked, One(checks, "InstanceType").Verdict);
    }

    [Fact]
    public async Task A_region_that_was_never_opted_into_fails_with_the_command_that_does_it()
    {
        _answer = request => request.Action == "DescribeRegions"
            ? new StubAnswer(200, "<DescribeRegionsResponse><regionInfo><item><regionName>af-south-1</regionName><optInStatus>not-opted-in</optInStatus></item></regionInfo></DescribeRegionsResponse>", "text/xml")
            : null;

        var check = One(await CheckAsync(new PrerequisiteRequest { Zones = ["af-south-1a"] }), "Region");

        Assert.Equal((KopsCheckVerdict.Fail, "aws account enable-region --region-name af-south-1"), (check.Verdict, check.Remedy));
    }

    [Fact]
    public async Task No_region_at_all_fails()
    {
        var check = One(await CheckAsync(new PrerequisiteRequest(), region: null), "Region");

        Assert.Equal((KopsCheckVerdict.Fail, "none is told"), (check.Verdict, check.Found));
    }

    [Fact]
    public async Task Keys_that_AWS_refuses_fail_once_and_nothing_else_of_AWS_is_claimed()
    {
        _answer = _ => StubAnswer.QueryXml(403, "InvalidClientTokenId", "The security token included in the request is invalid.");

        var results = await ResultsAsync(Cluster);

        Assert.Equal("AwsCredentialsRejected", Assert.Single(results, result => result.Fault is not null).Fault!.Id);
        Assert.All(
            results.Where(result => result.Check.Name is "Permission" or "Zone" or "InstanceType" or "VcpuQuota" or "VpcQuota"),
            result => Assert.Equal((KopsCheckVerdict.NotChecked, "AWS does not take the credentials"), (result.Check.Verdict, result.Check.Found)));
        Assert.Equal(KopsCheckVerdict.Fail, results.Single(result => result.Check.Name == "Credentials").Check.Verdict);
    }

    [Fact]
    public async Task The_root_user_is_warned_of()
    {
        _answer = request => request.Action == "GetCallerIdentity"
            ? new StubAnswer(200, "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:root</Arn><UserId>1</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>", "text/xml")
            : null;

        var checks = await CheckAsync(new PrerequisiteRequest());

        Assert.Equal((KopsCheckVerdict.Warn, "New-KopsIdentity"), (One(checks, "Credentials").Verdict, One(checks, "Credentials").Remedy));
        Assert.Equal(KopsCheckVerdict.Pass, One(checks, "Permission").Verdict);
    }

    [Theory]
    [InlineData(0, KopsCheckVerdict.Pass)]
    [InlineData(-150, KopsCheckVerdict.Warn)]
    [InlineData(150, KopsCheckVerdict.Warn)]
    [InlineData(400, KopsCheckVerdict.Fail)]
    public async Task A_clock_that_is_off_is_told(int seconds, KopsCheckVerdict verdict)
    {
        _answer = request => request.Action == "GetCallerIdentity"
            ? new StubAnswer(
                200, "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/a</Arn><UserId>1</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
                "text/xml", new Dictionary<string, string> { ["Date"] = DateTimeOffset.UtcNow.AddSeconds(seconds).ToString("R") })
            : null;

        Assert.Equal(verdict, One(await CheckAsync(new PrerequisiteRequest()), "Clock").Verdict);
    }

    [Fact]
    public async Task Calls_that_IAM_would_deny_are_named_by_service()
    {
        Simulate(action => action is "ec2:RunInstances" or "iam:PassRole" ? "implicitDeny" : "allowed");

        var checks = (await CheckAsync(new PrerequisiteRequest())).Where(check => check.Name == "Permission").ToArray();

        Assert.Equal(RequiredActions.ByService.Keys, checks.Select(check => check.Target));
        Assert.Equal(["ec2", "iam"], checks.Where(check => check.Verdict == KopsCheckVerdict.Fail).Select(check => check.Target));
        Assert.EndsWith(": ec2:RunInstances", checks.Single(check => check.Target == "ec2").Found, StringComparison.Ordinal);
        Assert.All(checks.Where(check => check.Target is not ("ec2" or "iam")), check => Assert.Equal(KopsCheckVerdict.Pass, check.Verdict));
    }

    [Fact]
    public async Task The_scoped_policy_of_an_identity_is_asked_for_the_clusters_own_things()
    {
        var scope = new PolicyScope { StateStore = "s3://acme-kops", Region = "us-east-1", HostedZoneIds = ["Z0123456789ABC"], ClusterNames = ["prod.example.com"] };
        JsonElement[] statements =
        [
            .. LeastPrivilegePolicy.Documents(scope, "aws", "1").SelectMany(document => JsonDocument.Parse(document).RootElement.GetProperty("Statement").EnumerateArray()),
        ];
        _answer = request => request.Action switch
        {
            "GetCallerIdentity" => Identity("arn:aws:iam::1:user/kops"),
            "SimulatePrincipalPolicy" => Simulated(request, action => Fields(request, "ResourceArns.member.{0}").DefaultIfEmpty("*").All(
                resource => statements.Any(statement => Allows(statement, action, resource, request))) ? "allowed" : "implicitDeny"),
            _ => null,
        };

        var request = new PrerequisiteRequest { ClusterName = "prod.example.com", DnsZone = "Z0123456789ABC", HasStateStore = true };
        var checks = (await CheckAsync(request, store: "s3://acme-kops")).Where(check => check.Name == "Permission").ToArray();
        Assert.Equal(RequiredActions.ByService.Keys, checks.Select(check => check.Target));
        Assert.All(checks, check => Assert.Equal((KopsCheckVerdict.Pass, $"all {RequiredActions.ByService[check.Target!].Count} calls are allowed"), (check.Verdict, check.Found)));

        var other = (await CheckAsync(request with { ClusterName = "other.example.com" }, store: "s3://acme-kops")).Single(check => check is { Name: "Permission", Target: "iam" });
        Assert.Equal(KopsCheckVerdict.Fail, other.Verdict);
        Assert.Contains("iam:CreateRole", other.Found, StringComparison.Ordinal);
        Assert.DoesNotContain("iam:GetRole,", other.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_simulation_is_denied_the_remedy_is_what_somebody_with_more_rights_runs()
    {
        _answer = request => request.Action switch
        {
            "GetCallerIdentity" => Identity("arn:aws:iam::1:user/kops"),
            "SimulatePrincipalPolicy" => StubAnswer.QueryXml(403, "AccessDenied", "User: arn:aws:iam::1:user/kops is not authorized to perform: iam:SimulatePrincipalPolicy"),
            _ => null,
        };

        var check = One(await CheckAsync(new PrerequisiteRequest()), "Permission");

        Assert.Equal(KopsCheckVerdict.NotChecked, check.Verdict);
        Assert.Contains("aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::1:user/kops --action-names autoscaling:", check.Remedy);
        Assert.Contains(" sqs:CreateQueue ", check.Remedy);
    }

    [Fact]
    public async Task A_service_that_the_simulation_cannot_answer_for_is_not_claimed()
    {
        _answer = request => request.Action switch
        {
            "GetCallerIdentity" => Identity("arn:aws:iam::1:user/kops"),
            "SimulatePrincipalPolicy" when request.Field("ActionNames.member.1")!.StartsWith("sqs:", StringComparison.Ordinal) =>
                new StubAnswer(400, "<!doctype html><title>portal</title>", "text/html"),
            "SimulatePrincipalPolicy" => Simulated(request, _ => "allowed"),
            _ => null,
        };

        var open = Assert.Single(await CheckAsync(new PrerequisiteRequest()), check => check is { Name: "Permission", Verdict: not KopsCheckVerdict.Pass });

        Assert.Equal(("sqs", KopsCheckVerdict.NotChecked), (open.Target, open.Verdict));
        Assert.DoesNotContain("<", open.Found);
    }

    [Fact]
    public async Task The_session_of_a_role_is_simulated_as_the_role_with_its_path()
    {
        List<string?> sources = [];
        _answer = request =>
        {
            switch (request.Action)
            {
                case "GetCallerIdentity":
                    return Identity("arn:aws:sts::1:assumed-role/deployer/ci-17");
                case "GetRole":
                    return new StubAnswer(200, "<GetRoleResponse><GetRoleResult><Role><Path>/ci/</Path><RoleName>deployer</RoleName><RoleId>R</RoleId><Arn>arn:aws:iam::1:role/ci/deployer</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>", "text/xml");
                case "SimulatePrincipalPolicy":
                    lock (sources)
                    {
                        sources.Add(request.Field("PolicySourceArn"));
                    }

                    return Simulated(request, _ => "allowed");
                default:
                    return null;
            }
        };

        var checks = await CheckAsync(new PrerequisiteRequest());

        Assert.All(checks.Where(check => check.Name == "Permission"), check => Assert.Equal(KopsCheckVerdict.Pass, check.Verdict));
        Assert.Equal("arn:aws:iam::1:role/ci/deployer", Assert.Single(sources.Distinct()));
    }

    [Theory]
    [InlineData(1000, KopsCheckVerdict.Pass)]
    [InlineData(17, KopsCheckVerdict.Fail)] // three t3.medium and six m5.large bring 18
    public async Task Room_for_vCPUs_is_what_the_quota_leaves(int quota, KopsCheckVerdict verdict)
    {
        _answer = request => request.Body.StartsWith('{')
            ? new StubAnswer(200, $"{{\"Quota\":{{\"Value\":{quota}.0}}}}", "application/x-amz-json-1.1")
            : request.Action == "DescribeInstances" ? new StubAnswer(200, "<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>", "text/xml") : null;

        var check = One(await CheckAsync(Cluster), "VcpuQuota");

        Assert.Equal(verdict, check.Verdict);
        Assert.Contains("the cluster brings 18", check.Found);
        Assert.Equal(verdict == KopsCheckVerdict.Fail, check.Remedy?.Contains("--desired-value 18", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task What_runs_already_counts_against_the_quota()
    {
        _answer = request => request.Body.StartsWith('{')
            ? new StubAnswer(200, "{\"Quota\":{\"Value\":20.0}}", "application/x-amz-json-1.1")
            : request.Action == "DescribeInstances"
                ? new StubAnswer(
                    200,
                    """
                    <DescribeInstancesResponse><reservationSet><item><instancesSet>
                      <item><instanceType>m5.large</instanceType><cpuOptions><coreCount>1</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>
                      <item><instanceType>m5.large</instanceType><instanceLifecycle>spot</instanceLifecycle><cpuOptions><coreCount>1</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>
                      <item><instanceType>p4d.24xlarge</instanceType><cpuOptions><coreCount>48</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item>
                    </instancesSet></item></reservationSet></DescribeInstancesResponse>
                    """, "text/xml")
                : null;

        Assert.Equal("18 of 20 vCPUs free, the cluster brings 18", One(await CheckAsync(Cluster), "VcpuQuota").Found);
    }

    [Theory]
    [InlineData(400, "{\"__type\":\"NoSuchResourceException\",\"message\":\"no such quota\"}")]
    [InlineData(200, "<html>a portal</html>")]
    [InlineData(200, "[]")]
    [InlineData(403, "<html>a portal</html>")]
    public async Task Quotas_that_the_API_does_not_tell_are_not_claimed(int status, string body)
    {
        _answer = request => request.Body.StartsWith('{') ? new StubAnswer(status, body, "application/x-amz-json-1.1") : null;

        var checks = await CheckAsync(Cluster);

        Assert.Equal(KopsCheckVerdict.NotChecked, One(checks, "VcpuQuota").Verdict);
        Assert.Equal(KopsCheckVerdict.NotChecked, One(checks, "VpcQuota").Verdict);
    }

    [Fact]
    public async Task A_VPC_that_is_missing_fails()
    {
        var check = One(await CheckAsync(Cluster with { NetworkId = "vpc-0123456789abcdef0" }), "Network");

        Assert.Equal((KopsCheckVerdict.Fail, "us-east-1 has no VPC vpc-0123456789abcdef0"), (check.Verdict, check.Found));
    }

    [Theory]
    [InlineData("Prod.example.com", "this is no DNS name in lower case with a dot")]
    [InlineData("prod", "this is no DNS name in lower case with a dot")]
    public async Task A_name_that_cannot_be_fails(string name, string found)
    {
        var check = One(await CheckAsync(Cluster with { ClusterName = name }), "ClusterName");

        Assert.Equal((KopsCheckVerdict.Fail, found), (check.Verdict, check.Found));
    }

    [Fact]
    public async Task A_name_outside_of_its_zone_fails()
    {
        var check = One(await CheckAsync(Cluster with { DnsZone = "example.org" }), "ClusterName");

        Assert.Equal((KopsCheckVerdict.Fail, "-ClusterName prod.example.org"), (check.Verdict, check.Remedy));
    }

    [Fact]
    public async Task A_name_that_the_store_has_fails()
    {
        StateStoreSnapshot.Load("1.36.2", "20-updated").WriteTo(_home.Path);
        var check = One(await CheckAsync(Cluster with { HasStateStore = true }, store: new Uri(_home.Path).AbsoluteUri), "ClusterName");

        Assert.Equal(KopsCheckVerdict.Fail, check.Verdict);
        Assert.Contains("has a cluster of this name", check.Found);
    }

    [Fact]
    public async Task A_bucket_that_is_missing_fails_and_one_that_is_there_is_looked_at_closely()
    {
        var moto = await MotoServer.SharedAsync();
        var bucket = $"prereq-{Guid.NewGuid():N}";
        var request = new PrerequisiteRequest { HasStateStore = true };

        var before = One(await CheckAsync(request, store: $"s3://{bucket}"), "Bucket");
        await moto.CreateBucketAsync(bucket);
        var after = await CheckAsync(request, store: $"s3://{bucket}");

        Assert.Equal((KopsCheckVerdict.Fail, $"New-KopsStateStore -Name {bucket} -Region us-east-1"), (before.Verdict, before.Remedy));
        Assert.Equal(KopsCheckVerdict.Pass, One(after, "Bucket").Verdict);
        Assert.Equal(KopsCheckVerdict.Pass, One(after, "Access").Verdict);
        Assert.NotEqual(KopsCheckVerdict.Pass, One(after, "Versioning").Verdict);
    }

    [Fact]
    public async Task A_folder_as_store_needs_no_AWS()
    {
        _answer = _ => StubAnswer.QueryXml(403, "InvalidClientTokenId", "The security token included in the request is invalid.");

        var check = One(await CheckAsync(new PrerequisiteRequest { HasStateStore = true }, store: new Uri(_home.Path).AbsoluteUri), "StateStore");

        Assert.Equal(KopsCheckVerdict.Pass, check.Verdict);
    }

    [Fact]
    public async Task A_hosted_zone_that_is_missing_fails()
    {
        var check = Assert.Single(
            await CheckAsync(new PrerequisiteRequest { DnsZone = $"{Guid.NewGuid():N}.example.org", NameServers = ["127.0.0.1:1"] }), check => check.Name is "HostedZone" or "DnsZone");

        Assert.Equal(KopsCheckVerdict.Fail, check.Verdict);
        Assert.Contains("New-KopsDnsZone", check.Remedy);
    }

    [Theory]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me", KopsCheckVerdict.Pass, "ED25519")]
    [InlineData("ecdsa-sha2-nistp256 AAAA me", KopsCheckVerdict.Fail, "EC2 does not take keys of kind ecdsa-sha2-nistp256")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", KopsCheckVerdict.Fail, "this is the private key; name the .pub file beside it")]
    [InlineData("ssh-rsa AAAA", KopsCheckVerdict.Fail, "this is no public key of OpenSSH")]
    [InlineData("", KopsCheckVerdict.Fail, "this is no public key of OpenSSH")]
    public async Task A_key_that_EC2_does_not_take_fails(string text, KopsCheckVerdict verdict, string found)
    {
        var path = Path.Combine(_home.Path, "key.pub");
        await File.WriteAllTextAsync(path, text);

        var check = One(await CheckAsync(new PrerequisiteRequest { SshPublicKey = path }), "SshKey");

        Assert.Equal((verdict, found), (check.Verdict, check.Found));
    }

    [Theory]
    [InlineData(1024, KopsCheckVerdict.Fail)]
    [InlineData(2048, KopsCheckVerdict.Pass)]
    [InlineData(4096, KopsCheckVerdict.Pass)]
    public async Task The_length_of_an_RSA_key_is_that_of_its_modulus(int bits, KopsCheckVerdict verdict)
    {
        using var rsa = System.Security.Cryptography.RSA.Create(bits);
        var numbers = rsa.ExportParameters(false);
        var path = Path.Combine(_home.Path, "key.pub");
        await File.WriteAllTextAsync(path, "ssh-rsa " + Convert.ToBase64String([.. Field("ssh-rsa"u8), .. Field(numbers.Exponent), .. Field([0, .. numbers.Modulus!])]));

        var check = One(await CheckAsync(new PrerequisiteRequest { SshPublicKey = path }), "SshKey");

        Assert.Equal((verdict, $"RSA of {bits} bits"), (check.Verdict, check.Found));

        static byte[] Field(ReadOnlySpan<byte> value) => [(byte)(value.Length >> 24), (byte)(value.Length >> 16), (byte)(value.Length >> 8), (byte)value.Length, .. value];
    }

    [Theory]
    [InlineData("1.35.5", KopsCheckVerdict.Pass)]
    [InlineData("1.37.0", KopsCheckVerdict.Fail)]
    [InlineData("1.30.4", KopsCheckVerdict.Fail)]
    public async Task A_kops_must_know_the_Kubernetes_version(string version, KopsCheckVerdict verdict)
    {
        using var kops = ReplayKopsScenario.ForAnyCall("1.36.2");

        var check = One(await CheckAsync(new PrerequisiteRequest { KubernetesVersion = version }, kops: kops.KopsPath), "Kops");

        Assert.Equal(verdict, check.Verdict);
        Assert.Contains("kops 1.36.2", check.Found);
    }

    [Fact]
    public async Task Without_kops_the_remedy_is_its_installation()
    {
        var check = One(await CheckAsync(new PrerequisiteRequest()), "Kops");

        Assert.Equal((KopsCheckVerdict.Fail, "Install-KopsBinary kops"), (check.Verdict, check.Remedy));
    }

    [Fact]
    public async Task What_is_left_out_is_not_asked()
    {
        var checks = await CheckAsync(Cluster with { Excluded = new HashSet<string> { "Permission", "Kops" } });

        Assert.DoesNotContain(checks, check => check.Name is "Permission" or "Kops");
        Assert.DoesNotContain(_stub.Requests, request => request.Action == "SimulatePrincipalPolicy");
    }

    [Fact]
    public async Task A_call_that_is_denied_leaves_its_check_open_and_not_the_rest()
    {
        _answer = request => request.Action == "DescribeAvailabilityZones" ? StubAnswer.Ec2Xml(403, "UnauthorizedOperation", "You are not authorized to perform this operation.") : null;

        var checks = await CheckAsync(Cluster);

        Assert.Equal(KopsCheckVerdict.NotChecked, One(checks, "Zone").Verdict);
        Assert.Contains("ec2:DescribeAvailabilityZones", One(checks, "Zone").Found);
        Assert.Equal(["t3.medium", "m5.large"], Good(checks, "InstanceType"));
    }

    [Fact]
    public async Task Whoever_has_enough_leaves_nothing_running()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hanging = await AwsStub.StartAsync(async request =>
        {
            if (request.Action == "DescribeAvailabilityZones")
            {
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            }

            return null;
        }, (await MotoServer.SharedAsync()).Endpoint);
        var (settings, session) = Settings(hanging.Endpoint, "us-east-1", null, null);
        using (session)
        using (var stop = new CancellationTokenSource())
        {
            var reading = Task.Run(async () =>
            {
                await foreach (var result in new PrerequisiteChecker(settings, session, NoFeedback.Instance).CheckAsync(Cluster, stop.Token))
                {
                    Assert.NotEqual("Zone", result.Check.Name);
                }
            });
            await asked.Task;
            await stop.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        }
    }

    private static StubAnswer Identity(string arn) => new(
        200, $"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{arn}</Arn><UserId>1</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>", "text/xml");

    private static StubAnswer Ec2(string action, string set, IEnumerable<(string Zone, string Type)> offers) => new(
        200,
        $"<{action}Response><{set}>{string.Concat(offers.Select(offer => $"<item><instanceType>{offer.Type}</instanceType><locationType>availability-zone</locationType><location>{offer.Zone}</location></item>"))}</{set}></{action}Response>",
        "text/xml");

    private static StubAnswer Simulated(StubRequest request, Func<string, string> decide)
    {
        var names = Enumerable.Range(1, 100).Select(i => request.Field($"ActionNames.member.{i}")).TakeWhile(name => name is not null);
        return new StubAnswer(
            200,
            $"<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults>{string.Concat(names.Select(name => $"<member><EvalActionName>{name}</EvalActionName><EvalDecision>{decide(name!)}</EvalDecision></member>"))}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>",
            "text/xml");
    }

    private static string[] Fields(StubRequest request, string name) =>
        [.. Enumerable.Range(1, 100).Select(i => request.Field(string.Format(System.Globalization.CultureInfo.InvariantCulture, name, i))).TakeWhile(value => value is not null).Select(value => value!)];

    /// <summary>As IAM reads a statement: the action, the resource, and every condition, of which one without a value in the context is not met.</summary>
    private static bool Allows(JsonElement statement, string action, string resource, StubRequest request)
    {
        static string[] Texts(JsonElement one) => one.ValueKind == JsonValueKind.Array ? [.. one.EnumerateArray().Select(text => text.GetString()!)] : [one.GetString()!];
        static bool Fits(JsonElement patterns, string value) =>
            Array.Exists(Texts(patterns), pattern => pattern == "*" || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: false));
        var names = Fields(request, "ContextEntries.member.{0}.ContextKeyName");
        var context = names.Select((name, i) => (name, request.Field($"ContextEntries.member.{i + 1}.ContextKeyValues.member.1")!)).ToDictionary();
        return Fits(statement.GetProperty("Action"), action) && Fits(statement.GetProperty("Resource"), resource)
            && (!statement.TryGetProperty("Condition", out var condition) || condition.EnumerateObject().All(
                test => test.Value.EnumerateObject().All(key => context.TryGetValue(key.Name, out var value) && Fits(key.Value, value))));
    }

    private void Simulate(Func<string, string> decide) => _answer = request => request.Action switch
    {
        "GetCallerIdentity" => Identity("arn:aws:iam::1:user/kops"),
        "SimulatePrincipalPolicy" => Simulated(request, decide),
        _ => null,
    };

    private static KopsCheck One(IEnumerable<KopsCheck> checks, string name) => Assert.Single(checks, check => check.Name == name);

    private static IEnumerable<string?> Good(IEnumerable<KopsCheck> checks, string name) =>
        [.. checks.Where(check => check.Name == name && check.Verdict == KopsCheckVerdict.Pass).Select(check => check.Target)];

    private async Task<List<KopsCheck>> CheckAsync(PrerequisiteRequest request, string? region = "us-east-1", string? store = null, string? kops = null) =>
        [.. (await ResultsAsync(request, region, store, kops)).Select(result => result.Check)];

    private async Task<List<PrerequisiteResult>> ResultsAsync(PrerequisiteRequest request, string? region = "us-east-1", string? store = null, string? kops = null)
    {
        var (settings, session) = Settings(_stub.Endpoint, region, store, kops);
        using (session)
        {
            List<PrerequisiteResult> results = [];
            await foreach (var result in new PrerequisiteChecker(settings, session, NoFeedback.Instance).CheckAsync(request, CancellationToken.None))
            {
                results.Add(result);
            }

            return results;
        }
    }

    private (KopsSettings Settings, AwsSession Session) Settings(string endpoint, string? region, string? store, string? kops)
    {
        var settings = new KopsSettings
        {
            Environment = new HostEnvironment(_variables, _home.Path), Region = region, EndpointUrl = endpoint, StateStore = store, KopsPath = kops,
        };
        return (settings, AwsSession.Create(settings));
    }
}

using System.Collections;
using System.Text;
using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.Environments;

public sealed class KopsEnvironmentTests : IAsyncLifetime
{
    private const string Initialize = ",KopsPS.Commands.InitializeKopsEnvironmentCommand";
    private const string Remove = ",KopsPS.Commands.RemoveKopsEnvironmentCommand";

    private static readonly string[] AllSteps = ["StateStore", "DiscoveryStore", "DnsZone", "SshKey", "Identity", "ServerRole", "Server"];

    private EnvironmentAccount _account = null!;

    public async Task InitializeAsync() => _account = await EnvironmentAccount.StartAsync();

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData(" -LeastPrivilege")]
    public async Task An_account_is_filled_kept_and_emptied(string rights)
    {
        var whole = EnvironmentAccount.Whole + rights;
        Assert.Empty(await _account.LeftAsync());

        var made = Run($"$e = {whole}; $e").Single();

        Assert.Equal(AllSteps.Select(step => $"{step} Created"), EnvironmentAccount.Report(made));
        Assert.Equal(true, made.Properties["Ready"].Value);
        Assert.Equal($"s3://acme-kops-{_account.Aws.Account}-us-east-1", made.Properties["StateStore"].Value);
        Assert.EndsWith(":role/kops-acme", (string)made.Properties["IdentityArn"].Value, StringComparison.Ordinal);
        Assert.True(File.Exists(_account.KeyPath));

        Assert.Equal(AllSteps.Select(step => $"{step} Kept"), EnvironmentAccount.Report(Run(whole).Single()));

        var removed = Run("$e | Remove-KopsEnvironment -Confirm:$false").Objects();
        Assert.Superset(
            new HashSet<string> { "Instance", "SecurityGroup", "Role", "InstanceProfile", "OpenIDConnectProvider", "KeyPair", "HostedZone", "Bucket" },
            removed.Select(change => change.Properties["Kind"].Value.ToString()!).ToHashSet());
        Assert.All(removed, change => Assert.Equal("Delete", change.Properties["Action"].Value.ToString()));
        Assert.Empty(await _account.LeftAsync());
        Assert.True(File.Exists(_account.KeyPath));
        Assert.Equal("KopsEnvironmentNotFound" + Remove, Run("Remove-KopsEnvironment acme -Force").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public async Task What_another_environment_has_is_used_and_stays_that_ones()
    {
        const string shared = "-Region us-east-1 -DnsZone acme.example.com -DiscoveryStoreName $oidc -UserName ops -ServerName ops -ServerType t3.medium -SshAccess 203.0.113.0/24 "
            + "-EndpointUrl $aws -WarningAction SilentlyContinue";
        var store = $"-StateStoreName shared-{_account.Aws.Account}";
        Run($"Initialize-KopsEnvironment first {store} {shared} -SshKeyPath $key -Tag @{{ team = 'a' }}").Single();

        var second = Run($"Initialize-KopsEnvironment second {store} {shared} -SshKeyPath ($key + '2') -Tag @{{ team = 'b' }}").Single();

        string[] ofSecond = ["SshKey Created", "ServerRole Created"];
        Assert.Superset(new HashSet<string>(["StateStore Kept", "DiscoveryStore Kept", "DnsZone Kept", "Identity Kept", "Server Kept", .. ofSecond]), EnvironmentAccount.Report(second).ToHashSet());

        Run("Remove-KopsEnvironment second -Force").Objects();
        Assert.Equal(
            ["first", "first", "first"],
            Run("(Get-KopsStateStore -EndpointUrl $aws).EnvironmentName; (Get-KopsDnsZone -EndpointUrl $aws).Tags['KopsPS:Environment']; (Get-KopsIdentity ops -EndpointUrl $aws).Tags['KopsPS:Environment']")
                .Objects().Select(name => name.ToString()));
        Run("Remove-KopsEnvironment first -Force").Objects();
        Assert.Empty(await _account.LeftAsync());
    }

    [Theory]
    [InlineData("Initialize-KopsEnvironment acme -Zone us-east-1a, us-east-1z", "KopsZoneInvalid")]
    [InlineData("Initialize-KopsEnvironment acme -Region us-east-1 -StateStoreName acme-one -DiscoveryStoreName acme-one", "KopsEnvironmentSettingInvalid")]
    [InlineData("Initialize-KopsEnvironment -Setting (& { $t = [System.Collections.Hashtable]::new(); $t.Add('EnvironmentName', 'acme'); $t.Add('environmentname', 'other'); $t })", "KopsEnvironmentSettingInvalid")]
    public async Task What_cannot_be_meant_is_refused_before_anything_is_made(string call, string id)
    {
        Assert.Equal(id + Initialize, Run(call + " -SshKeyPath $key -EndpointUrl $aws -WarningAction SilentlyContinue").SingleError().FullyQualifiedErrorId);

        Assert.Empty(await _account.LeftAsync());
        Assert.False(File.Exists(_account.KeyPath));
    }

    [Fact]
    public void The_parameters_for_the_cluster_bind()
    {
        var parameters = (Hashtable)Run($"($e = {EnvironmentAccount.Whole}).ClusterParameter").Single().BaseObject;

        Assert.Equal(
            ["AdminAccess", "DiscoveryStore", "Dns", "DnsZone", "EndpointUrl", "KubernetesVersion", "Name", "Region", "SshAccess", "SshPublicKey", "StateStore", "Zone"],
            parameters.Keys.Cast<string>().Order(StringComparer.Ordinal));
        Assert.Equal(
            ("prod.acme.example.com", "acme.example.com", "Public", _account.KeyPath + ".pub"),
            (parameters["Name"], parameters["DnsZone"], parameters["Dns"], parameters["SshPublicKey"]));

        // It binds, and is found right, up to the first thing that needs kops.
        var call = Run("$p = $e.ClusterParameter; New-KopsCluster @p -Production -WhatIf");
        Assert.Empty(call.Objects());
        Assert.Contains("prod.acme.example.com in s3://acme-kops-", _account.Shell.Host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_tells_every_change_of_every_step_and_makes_none()
    {
        Assert.Empty(Run($"{EnvironmentAccount.Whole} -LeastPrivilege -WhatIf").Objects());

        foreach (var line in (string[])
        [
            $"\"Create Bucket (in us-east-1)\" on target \"acme-kops-{_account.Aws.Account}-us-east-1\"",
            $"\"Create Bucket (in us-east-1)\" on target \"{_account.Oidc}\"",
            "on target \"acme.example.com\"", "Create SshKey", "Create KeyPair", "Create OpenIDConnectProvider", "on target \"kops-acme\"", "Create Policy",
            "on target \"kops-acme-server\"", "Create InstanceProfile", "Create SecurityGroup", "\"Create Instance (t3.medium in us-east-1",
        ])
        {
            Assert.Contains(line, _account.Shell.Host.Text, StringComparison.Ordinal);
        }

        Assert.Empty(await _account.LeftAsync());
        Assert.False(Directory.Exists(Path.GetDirectoryName(_account.KeyPath)));
    }

    [Fact]
    public async Task A_preview_of_the_removal_tells_all_and_removes_nothing()
    {
        Run(EnvironmentAccount.Whole).Single();
        var before = await _account.LeftAsync();

        Assert.Empty(Run("Remove-KopsEnvironment acme -WhatIf").Objects());

        foreach (var kind in (string[])["Instance", "SecurityGroup", "Role", "InstanceProfile", "OpenIDConnectProvider", "KeyPair", "HostedZone", "Bucket"])
        {
            Assert.Contains($"\"Delete {kind}", _account.Shell.Host.Text, StringComparison.Ordinal);
        }

        Assert.Equal(before, await _account.LeftAsync());
    }

    [Fact]
    public async Task A_step_that_fails_costs_only_those_that_need_it_and_the_next_call_goes_on()
    {
        _account.Aws.Answers = request => request.Action == "CreateRole" && request.Body.Contains("kops-acme-server", StringComparison.Ordinal)
            ? new AwsAnswer(403, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/x is not authorized to perform: iam:CreateRole</Message></Error></ErrorResponse>")
            : null;

        var result = Run(EnvironmentAccount.Whole);

        Assert.Equal("AwsAccessDenied" + Initialize, result.SingleError().FullyQualifiedErrorId);
        var half = Assert.Single(result.Output);
        Assert.Equal(
            ["StateStore Created", "DiscoveryStore Created", "DnsZone Created", "SshKey Created", "Identity Created", "ServerRole Failed", "Server Skipped"],
            EnvironmentAccount.Report(half));
        Assert.Equal(false, half.Properties["Ready"].Value);

        _account.Aws.Answers = _ => null;
        Assert.Equal(
            ["StateStore Kept", "DiscoveryStore Kept", "DnsZone Kept", "SshKey Kept", "Identity Kept", "ServerRole Created", "Server Created"],
            EnvironmentAccount.Report(Run(EnvironmentAccount.Whole).Single()));
        Run("Remove-KopsEnvironment acme -Force").Objects();
        Assert.Empty(await _account.LeftAsync());
    }

    [Fact]
    public async Task Ended_half_way_it_is_finished_by_the_next_call()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _account.Aws.Answers = request =>
        {
            if (request.Action == "AttachRolePolicy")
            {
                reached.TrySetResult();
                return new AwsAnswer(503, "<ErrorResponse><Error><Code>ServiceUnavailable</Code><Message>busy</Message></Error></ErrorResponse>");
            }

            return null;
        };
        using (var shell = _account.NewShell())
        {
            var running = shell.Start(EnvironmentAccount.Whole, ("aws", _account.Aws.Endpoint));
            await reached.Task;
            await running.StopAsync();
        }

        _account.Aws.Answers = _ => null;
        Assert.True((bool)Run(EnvironmentAccount.Whole).Single().Properties["Ready"].Value);
        Assert.Equal(AllSteps.Select(step => $"{step} Kept"), EnvironmentAccount.Report(Run(EnvironmentAccount.Whole).Single()));
        Run("Remove-KopsEnvironment acme -Force").Objects();
        Assert.Empty(await _account.LeftAsync());
    }

    [Fact]
    public async Task Two_at_once_make_one_environment()
    {
        using var other = _account.NewShell();

        var both = await Task.WhenAll(
            Task.Run(() => Run(EnvironmentAccount.Whole)), Task.Run(() => other.Run(EnvironmentAccount.Whole, ("aws", _account.Aws.Endpoint))));

        Assert.All(both, result => Assert.Equal(true, result.Single().Properties["Ready"].Value));
        Assert.Equal(AllSteps.Select(step => $"{step} Kept"), EnvironmentAccount.Report(Run(EnvironmentAccount.Whole).Single()));
        Run("Remove-KopsEnvironment acme -Force").Objects();
        Assert.Empty(await _account.LeftAsync());
    }

    [Fact]
    public async Task A_cluster_in_the_store_or_a_record_in_the_zone_keeps_the_whole()
    {
        var made = Run(EnvironmentAccount.Whole).Single();
        var store = ((string)made.Properties["StateStore"].Value)["s3://".Length..];
        await PutAsync(store, "prod.acme.example.com/config", "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata:\n  name: prod.acme.example.com\n");
        var before = await _account.LeftAsync();

        var refused = Run("Remove-KopsEnvironment acme -Force");

        Assert.Equal("KopsStateStoreNotEmpty" + Remove, refused.SingleError().FullyQualifiedErrorId);
        Assert.Empty(refused.Output);
        Assert.Equal(before, await _account.LeftAsync());
    }

    [Fact]
    public void A_removal_that_partly_fails_goes_on_and_tells()
    {
        Run(EnvironmentAccount.Whole).Single();
        _account.Aws.Answers = request => request.Action == "TerminateInstances"
            ? new AwsAnswer(403, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform: ec2:TerminateInstances</Message></Error></Errors><RequestID>1</RequestID></Response>")
            : null;

        var result = Run("Remove-KopsEnvironment acme -Force");

        Assert.Equal("AwsAccessDenied" + Remove, result.SingleError().FullyQualifiedErrorId);
        Assert.Equal(["HostedZone", "OpenIDConnectProvider", "Role"], result.Output.Select(change => change.Properties["Kind"].Value.ToString()!).Where(kind => kind != "PolicyAttachment").Distinct().Order());
        Assert.Contains(result.Warnings, warning => warning.Contains("kops-acme-server", StringComparison.Ordinal));

        _account.Aws.Answers = _ => null;
        Assert.Contains("Instance", Run("Remove-KopsEnvironment acme -Force").Objects().Select(change => change.Properties["Kind"].Value));
        Assert.Equal("KopsEnvironmentNotFound" + Remove, Run("Remove-KopsEnvironment acme -Force").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Nothing_is_removed_where_nobody_can_be_asked()
    {
        Assert.Equal("KopsConfirmationRequired" + Remove, Run("Remove-KopsEnvironment acme").SingleError().FullyQualifiedErrorId);
        Assert.Empty(_account.Aws.Requests);
    }

    [Fact]
    public async Task A_bucket_of_the_account_that_others_made_is_used_and_stays()
    {
        var bucket = $"others-{_account.Aws.Account}";
        await PutAsync(bucket, "", "");

        var made = Run("Initialize-KopsEnvironment lab -Zone us-east-1a -StateStoreName $bucket -SshKeyPath $key -EndpointUrl $aws", ("bucket", bucket));

        Assert.Equal(["StateStore Kept", "SshKey Created"], EnvironmentAccount.Report(made.Single()));
        Assert.Contains(made.Warnings, warning => warning.Contains("not made by KopsPS", StringComparison.Ordinal));
        Assert.Equal("KopsEnvironmentNotFound" + Remove, Run("Remove-KopsEnvironment lab -Force").SingleError().FullyQualifiedErrorId);
        Assert.Equal("KopsStateStoreExists,KopsPS.Commands.NewKopsStateStoreCommand", Run("New-KopsStateStore $bucket -EndpointUrl $aws").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void A_public_key_alone_is_enough_for_a_server()
    {
        var key = Path.Combine(_account.Folder.Path, "mine");
        Run("New-KopsSshKey mine -Path $mine -EndpointUrl $aws", ("mine", key)).Single();
        File.Delete(key);

        var made = Run(
            "Initialize-KopsEnvironment lab -Zone us-east-1a -SshPublicKey \"$mine.pub\" -ServerName lab -ServerType t3.medium -SshAccess 203.0.113.0/24 -EndpointUrl $aws -WarningAction SilentlyContinue").Single();

        Assert.Equal(["StateStore Created", "SshKey Created", "ServerRole Created", "Server Created"], EnvironmentAccount.Report(made));
        Assert.Equal(key + ".pub", ((Hashtable)made.Properties["ClusterParameter"].Value)["SshPublicKey"]);
        Assert.Equal("kops-lab", Run("(Get-KopsManagementServer lab -EndpointUrl $aws).KeyName").Single().BaseObject);
        Assert.False(File.Exists(key));
    }

    [Fact]
    public void A_delegation_that_does_not_come_fails_alone_and_says_what_to_enter()
    {
        using var resolver = new KopsPS.Fakes.Names.DnsServer(resolver: true);

        var result = Run(
            "Initialize-KopsEnvironment lab -Zone us-east-1a -DnsZone lab.example.com -Wait 1s -NameServer $resolver -UserName kops-lab -LeastPrivilege -SshKeyPath $key -EndpointUrl $aws",
            ("resolver", resolver.Address));

        Assert.Equal("KopsDnsDelegationTimeout" + Initialize, result.SingleError().FullyQualifiedErrorId);
        var made = Assert.Single(result.Output);
        Assert.Equal(["StateStore Created", "DnsZone Created", "Delegation Failed", "SshKey Created", "Identity Created"], EnvironmentAccount.Report(made));
        Assert.Single((Array)made.Properties["Delegation"].Value);
        Assert.Contains(result.Warnings, warning => warning.Contains("lab.example.com. 3600 IN NS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(403, "ExpiredToken", "KopsCredentialsExpired")]
    [InlineData(403, "InvalidClientTokenId", "AwsCredentialsRejected")]
    [InlineData(400, "Throttling", "AwsThrottled")]
    [InlineData(500, "InternalFailure", "AwsServiceFault")]
    public async Task Without_an_answer_to_who_asks_nothing_is_made(int status, string code, string id)
    {
        _account.Aws.Answers = request => request.Action == "GetCallerIdentity" ? AwsAnswer.QueryError(status, code, "as AWS says it") : null;

        var result = Run(EnvironmentAccount.Whole);

        Assert.Equal(id + Initialize, result.SingleError().FullyQualifiedErrorId);
        Assert.Empty(result.Output);
        _account.Aws.Answers = _ => null;
        Assert.Empty(await _account.LeftAsync());
    }

    [Fact]
    public async Task Nobody_removes_the_user_that_asks()
    {
        var made = Run("Initialize-KopsEnvironment lab -Zone us-east-1a -UserName kops-lab -SshKeyPath $key -EndpointUrl $aws -WarningAction SilentlyContinue").Single();
        var arn = made.Properties["Identity"].Value.GetType().GetProperty("Arn")!.GetValue(made.Properties["Identity"].Value);
        _account.Aws.Answers = request => request.Action == "GetCallerIdentity"
            ? AwsAnswer.Query("GetCallerIdentity", $"<Arn>{arn}</Arn><UserId>AIDA</UserId><Account>{_account.Aws.Account}</Account>")
            : null;
        var before = await _account.LeftAsync();

        var error = Run("Remove-KopsEnvironment lab -Force").SingleError();

        Assert.Equal("KopsEnvironmentOfCaller,KopsPS.Commands.RemoveKopsEnvironmentCommand", error.FullyQualifiedErrorId);
        Assert.Equal(before, await _account.LeftAsync());
        Assert.NotEmpty(before);
    }

    [Fact]
    public void A_new_users_key_is_on_no_stream()
    {
        var made = Run("$DebugPreference = 'Continue'; Initialize-KopsEnvironment lab -Zone us-east-1a -UserName kops-lab -SshKeyPath $key -EndpointUrl $aws -Verbose");

        var identity = made.Single().Properties["Identity"].Value;
        var secret = (System.Security.SecureString)identity.GetType().GetProperty("SecretAccessKey")!.GetValue(identity)!;
        var plain = new System.Net.NetworkCredential("", secret).Password;
        Assert.NotEmpty(plain);
        Assert.DoesNotContain(plain, made.AllText() + _account.Shell.Host.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["StateStore Kept", "SshKey Kept", "Identity Kept"],
            EnvironmentAccount.Report(Run("Initialize-KopsEnvironment lab -Zone us-east-1a -UserName kops-lab -SshKeyPath $key -EndpointUrl $aws -WarningAction SilentlyContinue").Single()));
    }

    [Theory]
    [InlineData("yaml", "EnvironmentName: lab\nZone: [us-east-1a]\nClusterName: lab.example.com\nKubernetesVersion: \"1.36.0\"\nSshKeyPath: keys/lab\nTag: { team: platform }\n")]
    [InlineData("json", """{ "environmentname": "lab", "Zone": ["us-east-1a"], "ClusterName": "lab.example.com", "KubernetesVersion": "1.36.0", "SshKeyPath": "keys/lab", "Tag": { "team": "platform" } }""")]
    public void A_file_says_the_same_as_parameters_and_parameters_win(string kind, string text)
    {
        File.WriteAllText(Path.Combine(_account.Folder.Path, $"lab.{kind}"), text);

        var made = Run($"[void]$ExecutionContext.SessionState.Path.SetLocation($folder); Initialize-KopsEnvironment -Path ./lab.{kind} -ClusterName other.example.com -EndpointUrl $aws -WarningAction SilentlyContinue", ("folder", _account.Folder.Path)).Single();

        Assert.Equal(("lab", "other.example.com", "us-east-1", "1.36.0"), (made.Properties["EnvironmentName"].Value, made.Properties["ClusterName"].Value, made.Properties["Region"].Value, made.Properties["KubernetesVersion"].Value));
        Assert.True(File.Exists(Path.Combine(_account.Folder.Path, "keys", "lab")));
        Assert.Equal("platform", Run("(Get-KopsStateStore -EndpointUrl $aws).Tags['team']").Single().BaseObject);
    }

    [Fact]
    public void A_table_comes_down_the_pipeline()
    {
        var made = Run("@{ EnvironmentName = 'lab'; Zone = 'eu-central-1a'; SshKeyPath = $key; SshAccess = @('203.0.113.0/24') } | Initialize-KopsEnvironment -EndpointUrl $aws -WarningAction SilentlyContinue").Single();

        Assert.Equal(("lab", "eu-central-1"), (made.Properties["EnvironmentName"].Value, made.Properties["Region"].Value));
        Assert.Equal("KopsEnvironmentElsewhere" + Remove, Run("Remove-KopsEnvironment lab -Region us-east-1 -Force").SingleError().FullyQualifiedErrorId);
        Assert.NotEmpty(Run("Remove-KopsEnvironment lab -Region eu-central-1 -Force").Objects());
    }

    [Theory]
    [InlineData("lab -Zone us-east-1a, eu-central-1a", "KopsZoneInvalid")]
    [InlineData("lab -Zone us-east-1a -Region eu-central-1", "KopsZoneInvalid")]
    [InlineData("Lab_1", "KopsEnvironmentSettingInvalid")]
    [InlineData("lab -ClusterName lab", "KopsEnvironmentSettingInvalid")]
    [InlineData("lab -ServerName ops", "KopsEnvironmentSettingMissing")]
    [InlineData("lab -ServerType t3.medium", "KopsEnvironmentSettingMissing")]
    [InlineData("lab -StateStoreName Bad_Name", "KopsBucketNameInvalid")]
    [InlineData("lab -ServerName ops -SshAccess 203.0.113.7/24", "KopsCidrInvalid")]
    [InlineData("lab -ServerName ops -SshAccess 203.0.113.0/24 -ServerType x9.huge", "KopsInstanceTypeNotOffered")]
    [InlineData("lab -DnsZone not..valid", "KopsDnsZoneInvalid")]
    [InlineData("lab -Tag @{ 'aws:x' = 1 }", "KopsTagInvalid")]
    [InlineData("-Setting @{ EnvironmentName = 'lab'; DnsZoen = 'x.example.com' }", "KopsEnvironmentSettingUnknown")]
    [InlineData("-Setting @{ EnvironmentName = 'lab'; KubernetesVersion = 1.30 }", "KopsEnvironmentSettingInvalid")]
    [InlineData("-Setting @{ Zone = 'us-east-1a' }", "KopsEnvironmentSettingMissing")]
    [InlineData("-Path ./no-such-file.yaml", "KopsEnvironmentFileUnreadable")]
    public async Task What_can_never_work_is_told_before_anything_is_made(string parameters, string id)
    {
        var result = Run($"Initialize-KopsEnvironment {parameters} -SshKeyPath $key -EndpointUrl $aws -WarningAction SilentlyContinue");

        Assert.NotEmpty(result.ErrorIds);
        Assert.All(result.ErrorIds, found => Assert.Equal(id + Initialize, found));
        Assert.Empty(result.Output);
        Assert.Empty(await _account.LeftAsync());
        Assert.False(File.Exists(_account.KeyPath));
    }

    private ShellResult Run(string script, params (string Name, object? Value)[] variables) =>
        _account.Shell.Run(script, [("aws", _account.Aws.Endpoint), .. variables]);

    private async Task PutAsync(string bucket, string key, string text)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{_account.Aws.Endpoint}/{bucket}/{key}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}

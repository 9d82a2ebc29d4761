using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.Prerequisites;

[Collection(EnvironmentCollection.Name)]
public sealed class TestKopsPrerequisiteTests : IAsyncLifetime
{
    private const string Refused = "InvalidClientTokenId";

    private readonly TemporaryFolder _home = new();
    private readonly EnvironmentScope _environment = new();
    private readonly ModuleHost _shell = new();
    private bool _refuses;
    private AwsStub _stub = null!;

    public async Task InitializeAsync()
    {
        _environment.Set("AWS_ACCESS_KEY_ID", "AKIATEST").Set("AWS_SECRET_ACCESS_KEY", "test-secret").Set("HOME", _home.Path).Set("USERPROFILE", _home.Path);
        _stub = await AwsStub.StartAsync(
            request => _refuses ? StubAnswer.QueryXml(403, Refused, "The security token included in the request is invalid.")
                : request.Action == "SimulatePrincipalPolicy" ? StubAnswer.QueryXml(403, "AccessDenied", "not allowed") : null,
            (await MotoServer.SharedAsync()).Endpoint);
        _shell.Run("Set-KopsDefault -EndpointUrl $url -Region us-east-1", ("url", _stub.Endpoint)).Objects();
    }

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        _environment.Dispose();
        await _stub.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public void Writes_an_object_for_each_check()
    {
        var checks = _shell.Run("Test-KopsPrerequisite prod.example.com -Zone us-east-1a -NodeSize m5.large -ExcludeCheck Kops, kubectl").Objects();

        Assert.All(checks, check => Assert.Equal("KopsPS.KopsCheck", check.BaseObject.GetType().FullName));
        var names = checks.Select(check => (string)check.Properties["Name"].Value).Distinct();
        Assert.Equal(["Credentials", "Clock", "Region", "Permission", "Zone", "InstanceType", "VcpuQuota", "VpcQuota", "ClusterName"], names);
    }

    [Fact]
    public void Quiet_is_false_where_a_check_fails_and_true_where_only_what_nothing_hangs_on_is_open()
    {
        Assert.Equal(true, _shell.Run("Test-KopsPrerequisite -Zone us-east-1a -ExcludeCheck Kops -Quiet").Single().BaseObject);
        Assert.Equal(false, _shell.Run("Test-KopsPrerequisite -Zone us-east-1z -ExcludeCheck Kops -Quiet").Single().BaseObject);
    }

    [Fact]
    public void Credentials_that_do_not_work_are_a_check_and_with_Quiet_an_error()
    {
        _refuses = true;

        var result = _shell.Run("Test-KopsPrerequisite");
        Assert.Equal("Fail", result.Objects().First().Properties["Verdict"].Value.ToString());

        var quiet = _shell.Run("Test-KopsPrerequisite -Quiet");
        Assert.Empty(quiet.Output);
        Assert.Equal("AwsCredentialsRejected,KopsPS.Commands.TestKopsPrerequisiteCommand", quiet.SingleError().FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("-ExcludeCheck Kop", "KopsCheckUnknown")]
    [InlineData("-Zone us-east-1", "KopsZoneInvalid")]
    [InlineData("-Zone eu-central-1a -Region us-east-1", "KopsZoneInvalid")]
    public void What_cannot_be_meant_is_refused_before_anything_is_asked(string arguments, string id)
    {
        var result = _shell.Run("Test-KopsPrerequisite " + arguments);

        Assert.Empty(result.Output);
        Assert.Equal($"{id},KopsPS.Commands.TestKopsPrerequisiteCommand", result.SingleError().FullyQualifiedErrorId);
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public void A_cluster_that_is_piped_in_says_what_is_wanted()
    {
        var target = _shell.Run(
            "[pscustomobject]@{ ClusterName = 'Bad_Name'; Zone = @('us-east-1a'); StateStore = ''; DnsZone = '' } | Test-KopsPrerequisite -ExcludeCheck Kops, Kubectl, Permission").Objects()
            .Single(check => (string)check.Properties["Name"].Value == "ClusterName");

        Assert.Equal(("Bad_Name", "Fail"), ((string)target.Properties["Target"].Value, target.Properties["Verdict"].Value.ToString()));
    }

    [Fact]
    public void Names_of_checks_complete()
    {
        const string line = "Test-KopsPrerequisite -ExcludeCheck kub";

        var matches = _shell.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches", ("line", line)).Objects();

        Assert.Equal("Kubectl", Assert.Single(matches).Properties["CompletionText"].Value);
    }
}

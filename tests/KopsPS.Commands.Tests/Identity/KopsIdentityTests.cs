using System.Management.Automation;
using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.Identity;

[Collection(EnvironmentCollection.Name)]
public sealed class KopsIdentityTests : IAsyncLifetime
{
    private const string New = ",KopsPS.Commands.NewKopsIdentityCommand";

    private readonly TemporaryFolder _home = new();
    private readonly EnvironmentScope _environment = new();
    private AwsProxy _aws = null!;

    private string Credentials => Path.Combine(_home.Path, ".aws", "credentials");

    public async Task InitializeAsync()
    {
        _aws = await AwsProxy.StartAsync((await MotoServer.SharedAsync()).Endpoint);
        _aws.Account = AwsProxy.NewAccount();
        _environment.Set("AWS_SHARED_CREDENTIALS_FILE", Credentials);
    }

    public async Task DisposeAsync()
    {
        _environment.Dispose();
        await _aws.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public void The_documented_user_is_made_checked_and_removed_and_its_secret_shown_nowhere()
    {
        using var shell = new ModuleHost();
        var made = shell.Run($"$DebugPreference = 'Continue'; $i = New-KopsIdentity -StoreProfile kops -EndpointUrl {_aws.Endpoint} -Verbose -Debug; $i");

        var identity = made.Single();
        Assert.Equal("KopsPS.KopsIdentity", identity.BaseObject.GetType().FullName);
        Assert.Equal(("kops", "kops", _aws.Endpoint), ((string)identity.Properties["IdentityName"].Value, (string)identity.Properties["Group"].Value, (string)identity.Properties["EndpointUrl"].Value));
        var credential = Assert.IsType<PSCredential>(identity.Properties["Credential"].Value);
        var secret = credential.GetNetworkCredential().Password;
        Assert.Equal(identity.Properties["AccessKeyId"].Value, credential.UserName);
        Assert.Contains($"aws_secret_access_key = {secret}", File.ReadAllText(Credentials), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Credentials));
        }

        Assert.DoesNotContain(secret, made.AllText(), StringComparison.Ordinal);
        Assert.NotEmpty(made.Verbose);
        var shown = shell.Show("$i");
        Assert.Matches(@"kops\s+User\s+kops", shown);
        Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);

        Assert.All(shell.Run("$c = $i | Test-KopsIdentity; $c").Objects(), check => Assert.Equal("Pass", check.Properties["Verdict"].Value.ToString()));
        Assert.Equal(true, shell.Run("$i | Test-KopsIdentity -Quiet").Single().BaseObject);
        Assert.Equal("kops", shell.Run($"(Get-KopsIdentity -EndpointUrl {_aws.Endpoint}).IdentityName").Single().BaseObject);

        var removed = shell.Run("$i | Remove-KopsIdentity -Force").Objects();
        Assert.All(removed, change => Assert.Equal("Delete", change.Properties["Action"].Value.ToString()));
        Assert.Empty(shell.Run($"Get-KopsIdentity -EndpointUrl {_aws.Endpoint}").Objects());
        Assert.Equal(
            "KopsIdentityNotFound,KopsPS.Commands.GetKopsIdentityCommand", shell.Run($"Get-KopsIdentity kops -EndpointUrl {_aws.Endpoint}").SingleError().FullyQualifiedErrorId);
        Assert.Equal(false, shell.Run($"Test-KopsIdentity kops -EndpointUrl {_aws.Endpoint} -Quiet").Single().BaseObject);
    }

    [Fact]
    public void WhatIf_says_every_change_and_makes_none()
    {
        using var shell = new ModuleHost();
        Assert.Empty(shell.Run($"New-KopsIdentity ci -Role -GitHubRepository acme/infra -LeastPrivilege -StateStore s3://acme-kops -EndpointUrl {_aws.Endpoint} -WhatIf").Objects());

        foreach (var said in (string[])["Create OpenIDConnectProvider (for sts.amazonaws.com)", "Create Role (for repo:acme/infra:ref:refs/heads/main)", "Create Policy (", "Create PolicyAttachment (to the role ci)"])
        {
            Assert.Contains(said, shell.Host.Text, StringComparison.Ordinal);
        }

        Assert.All(_aws.Actions, action => Assert.Matches("^(Get|List)", action));

        shell.Run($"$r = New-KopsIdentity ci -Role -GitHubRepository acme/infra -EndpointUrl {_aws.Endpoint}").Objects();
        var before = _aws.Actions.Count;
        Assert.Empty(shell.Run("$r | Remove-KopsIdentity -WhatIf").Objects());
        Assert.Contains("\"Delete OpenIDConnectProvider\" on target \"https://token.actions.githubusercontent.com\"", shell.Host.Text, StringComparison.Ordinal);
        Assert.All(_aws.Actions.Skip(before), action => Assert.Matches("^(Get|List)", action));
    }

    [Fact]
    public void A_removal_that_nobody_can_confirm_removes_nothing()
    {
        using var shell = new ModuleHost();

        var error = shell.Run($"Remove-KopsIdentity kops -EndpointUrl {_aws.Endpoint}").SingleError();

        Assert.Equal("KopsConfirmationRequired,KopsPS.Commands.RemoveKopsIdentityCommand", error.FullyQualifiedErrorId);
        Assert.DoesNotContain(_aws.Actions, action => action.StartsWith("Delete", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ci -Role -GitHubRepository acme", "KopsIdentityTrustInvalid")]
    [InlineData("kops -StateStore s3://acme-kops", "KopsPolicyScopeUnused")]
    [InlineData("kops -LeastPrivilege -StateStore file:///srv/kops", "KopsPolicyScopeInvalid")]
    [InlineData("kops -LeastPrivilege", "KopsStateStoreNotSet")]
    [InlineData("kops -Tag @{ 'KopsPS:x' = 'y' }", "KopsTagInvalid")]
    [InlineData("'a b'", "KopsIdentityNameInvalid")]
    [InlineData("kops -StoreProfile 'a]b'", "KopsProfileNameInvalid")]
    public void What_cannot_be_is_refused_and_nothing_made(string arguments, string id)
    {
        using var shell = new ModuleHost();

        Assert.Equal(id + New, shell.Run($"New-KopsIdentity {arguments} -EndpointUrl {_aws.Endpoint}").SingleError().FullyQualifiedErrorId);
        Assert.DoesNotContain(_aws.Actions, action => action.StartsWith("Create", StringComparison.Ordinal));
    }

    [Fact]
    public void A_role_takes_no_keys()
    {
        using var shell = new ModuleHost();

        Assert.StartsWith(
            "AmbiguousParameterSet", shell.Run("New-KopsIdentity ci -Role -GitHubRepository acme/infra -StoreProfile x").SingleError().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_denied_call_is_that_objects_error()
    {
        _aws.Answers = request => request.Action == "CreateUser"
            ? AwsAnswer.QueryError(403, "AccessDenied", "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: iam:CreateUser on resource: x")
            : null;
        using var shell = new ModuleHost();

        var error = shell.Run($"New-KopsIdentity kops -EndpointUrl {_aws.Endpoint}").SingleError();

        Assert.Equal(("AwsAccessDenied" + New, ErrorCategory.PermissionDenied), (error.FullyQualifiedErrorId, error.CategoryInfo.Category));
        Assert.Contains("iam:CreateUser", error.ToString(), StringComparison.Ordinal);
    }
}

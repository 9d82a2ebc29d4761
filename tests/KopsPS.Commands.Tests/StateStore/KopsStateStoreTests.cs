using System.Management.Automation;
using System.Text;
using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.StateStore;

public sealed class KopsStateStoreTests : IAsyncLifetime
{
    private readonly string _bucket = $"kops-{Guid.NewGuid():n}";
    private readonly ModuleHost _shell = new();
    private MotoServer _moto = null!;

    public async Task InitializeAsync()
    {
        _moto = await MotoServer.SharedAsync();
        _shell.Run("Set-KopsDefault -EndpointUrl $endpoint -Region eu-central-1; $PSDefaultParameterValues['*-KopsStateStore:WarningAction'] = 'SilentlyContinue'", ("endpoint", _moto.Endpoint), ("b", _bucket)).Objects();
    }

    public Task DisposeAsync()
    {
        _shell.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void WhatIf_tells_each_change_and_makes_nothing()
    {
        Assert.Empty(_shell.Run("New-KopsStateStore $b -WhatIf").Objects());

        Assert.Contains($"\"Create Bucket (in eu-central-1)\" on target \"{_bucket}\"", _shell.Host.Text, StringComparison.Ordinal);
        Assert.Contains("Create BucketVersioning (Versioning: Enabled)", _shell.Host.Text, StringComparison.Ordinal);
        Assert.Equal("KopsStateStoreNotFound,KopsPS.Commands.GetKopsStateStoreCommand", _shell.Run("Get-KopsStateStore $b").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void A_store_lives_from_its_making_to_its_removal()
    {
        var made = _shell.Run("$s = New-KopsStateStore $b -EnvironmentName prod -Tag @{ team = 'platform' }; $s").Single();
        Assert.Equal(("eu-central-1", $"s3://{_bucket}", "Enabled", true), (made.Properties["Region"].Value, made.Properties["StateStore"].Value, made.Properties["Versioning"].Value, made.Properties["PublicAccessBlocked"].Value));

        Assert.Equal(true, _shell.Run("$s | Test-KopsStateStore -Quiet").Single().BaseObject);
        Assert.Matches($@"{_bucket}\s+eu-central-1\s+0\s+Enabled\s+SSE-S3\s+True", _shell.Show("Get-KopsStateStore $b"));
        Assert.Empty(_shell.Run("Get-KopsCluster -StateStore $s.StateStore").Objects());
        Assert.Empty(_shell.Run("$s | Set-KopsStateStore -NoncurrentVersionDay 30 -WhatIf").Objects());
        Assert.Equal(90, _shell.Run("(Get-KopsStateStore $b).NoncurrentVersionDays").Single().BaseObject);
        Assert.Equal(30, _shell.Run("($s | Set-KopsStateStore -NoncurrentVersionDay 30).NoncurrentVersionDays").Single().BaseObject);

        Assert.Empty(_shell.Run("$s | Remove-KopsStateStore -WhatIf").Objects());
        Assert.Equal("Delete", _shell.Run("$s | Remove-KopsStateStore -Confirm:$false").Single().Properties["Action"].Value.ToString());
        Assert.Equal("KopsStateStoreNotFound,KopsPS.Commands.RemoveKopsStateStoreCommand", _shell.Run("Remove-KopsStateStore $b -Force").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public async Task A_store_with_a_cluster_stays_also_with_force()
    {
        _shell.Run("New-KopsStateStore $b").Single();
        await _moto.PutAsync(_bucket, "prod.example.com/config", Encoding.UTF8.GetBytes("apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata:\n  name: prod.example.com\n"), "eu-central-1");

        var error = _shell.Run("Remove-KopsStateStore $b -Force").SingleError();

        Assert.Equal("KopsStateStoreNotEmpty,KopsPS.Commands.RemoveKopsStateStoreCommand", error.FullyQualifiedErrorId);
        Assert.Contains("prod.example.com", error.ToString(), StringComparison.Ordinal);
        Assert.Equal($"Remove-KopsCluster -Name prod.example.com -StateStore s3://{_bucket}", error.ErrorDetails.RecommendedAction[(error.ErrorDetails.RecommendedAction.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        Assert.Equal("prod.example.com", Assert.Single((string[])_shell.Run("Get-KopsStateStore $b").Single().Properties["Clusters"].Value));
    }

    [Fact]
    public async Task Nothing_is_removed_where_nobody_can_be_asked()
    {
        await _moto.CreateBucketAsync(_bucket, "eu-central-1");

        Assert.Equal("KopsConfirmationRequired,KopsPS.Commands.RemoveKopsStateStoreCommand", _shell.Run("Remove-KopsStateStore $b").SingleError().FullyQualifiedErrorId);
        Assert.Equal("KopsStateStoreNotOurs,KopsPS.Commands.RemoveKopsStateStoreCommand", _shell.Run("Get-KopsStateStore $b | Remove-KopsStateStore -Force").SingleError().FullyQualifiedErrorId);
        Assert.Single(_shell.Run("Remove-KopsStateStore $b -Force").Objects());
    }

    [Fact]
    public async Task A_bucket_that_is_not_as_it_should_be_is_told_check_by_check_and_mended()
    {
        await _moto.CreateBucketAsync(_bucket, "eu-central-1");
        Assert.Equal("KopsStateStoreExists,KopsPS.Commands.NewKopsStateStoreCommand", _shell.Run("New-KopsStateStore $b").SingleError().FullyQualifiedErrorId);

        Assert.Equal(false, _shell.Run("Test-KopsStateStore $b -Quiet").Single().BaseObject);
        Assert.Matches(@"Fail\s+Versioning\s+", _shell.Show("Test-KopsStateStore $b"));
        var versioning = _shell.Run("Test-KopsStateStore $b").Objects().Single(check => (string)check.Properties["Name"].Value == "Versioning");
        Assert.Equal(("Off", $"Set-KopsStateStore -Name {_bucket}"), ((string)versioning.Properties["Found"].Value, (string)versioning.Properties["Remedy"].Value));
        Assert.NotEmpty(_shell.Run("(Set-KopsStateStore $b).Changes").Objects());
        Assert.Equal(true, _shell.Run("Test-KopsStateStore $b -Quiet").Single().BaseObject);
        Assert.DoesNotContain(_shell.Run("Test-KopsStateStore $b").Objects(), check => check.Properties["Verdict"].Value.ToString() is "Fail" or "Warn");
    }

    [Fact]
    public void The_default_store_is_checked_where_none_is_named()
    {
        _shell.Run("New-KopsStateStore $b").Single();

        Assert.Equal(true, _shell.Run("Set-KopsDefault -StateStore s3://$b; Test-KopsStateStore -Quiet").Single().BaseObject);
    }

    [Fact]
    public void A_store_that_is_missing_is_a_check_that_failed_and_no_error()
    {
        var check = _shell.Run("Test-KopsStateStore $b -Region us-west-2").Single();

        Assert.Equal(("Fail", $"New-KopsStateStore -Name {_bucket} -Region us-west-2"), (check.Properties["Verdict"].Value.ToString(), check.Properties["Remedy"].Value));
    }

    [Theory]
    [InlineData("New-KopsStateStore Bad_Name", "KopsBucketNameInvalid")]
    [InlineData("New-KopsStateStore acme-kops-x -Region eu-centrall-1", "AwsRegionInvalid")]
    [InlineData("New-KopsStateStore acme-kops-x -TrustedAccount 12", "AwsAccountInvalid")]
    [InlineData("New-KopsStateStore acme-kops-x -Tag @{ 'aws:x' = 1 }", "KopsTagInvalid")]
    [InlineData("New-KopsStateStore acme-kops-x -NoncurrentVersionDay 0", "ParameterArgumentValidationError")]
    public void What_can_never_work_is_told_before_anything_is_made(string command, string id)
    {
        var error = _shell.Run(command).SingleError();

        Assert.Equal($"{id},KopsPS.Commands.NewKopsStateStoreCommand", error.FullyQualifiedErrorId);
        Assert.Equal(id == "ParameterArgumentValidationError" ? ErrorCategory.InvalidData : ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
    }

    [Fact]
    public void A_warning_says_what_is_unwise_about_a_name_with_dots()
    {
        var result = _shell.Run("New-KopsStateStore acme.$b -WhatIf -WarningAction Continue");

        Assert.Contains(result.Warnings, warning => warning.Contains("dots", StringComparison.Ordinal));
    }
}

using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.StateStore;

public sealed class KopsDiscoveryStoreTests : IAsyncLifetime
{
    private readonly string _bucket = $"oidc-{Guid.NewGuid():n}";
    private readonly ModuleHost _shell = new();
    private MotoServer _moto = null!;

    public async Task InitializeAsync()
    {
        _moto = await MotoServer.SharedAsync();
        _shell.Run("Set-KopsDefault -EndpointUrl $endpoint -Region eu-central-1", ("endpoint", _moto.Endpoint), ("b", _bucket)).Objects();
    }

    public Task DisposeAsync()
    {
        _shell.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void WhatIf_tells_each_change_and_makes_nothing()
    {
        Assert.Empty(_shell.Run("New-KopsDiscoveryStore $b -WhatIf").Objects());

        Assert.Contains("Create BucketAcl (Acl: public-read)", _shell.Host.Text, StringComparison.Ordinal);
        Assert.Equal("KopsStateStoreNotFound,KopsPS.Commands.RemoveKopsDiscoveryStoreCommand", _shell.Run("Remove-KopsDiscoveryStore $b -Force").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public async Task A_store_lives_from_its_making_to_its_removal()
    {
        var made = _shell.Run("$s = New-KopsDiscoveryStore $b -EnvironmentName prod; $s").Single();

        Assert.Equal((true, $"s3://{_bucket}", "prod"), (made.Properties["Readable"].Value, made.Properties["DiscoveryStore"].Value, made.Properties["EnvironmentName"].Value));
        Assert.Matches($@"{_bucket}\s+eu-central-1\s+True\s+http", _shell.Show("$s"));
        await _moto.PutAsync(_bucket, "prod.example.com/discovery/openid/v1/jwks", "{}"u8.ToArray(), "eu-central-1");
        Assert.Equal("KopsConfirmationRequired,KopsPS.Commands.RemoveKopsDiscoveryStoreCommand", _shell.Run("$s | Remove-KopsDiscoveryStore").SingleError().FullyQualifiedErrorId);
        Assert.Equal("KopsDiscoveryStoreNotEmpty,KopsPS.Commands.RemoveKopsDiscoveryStoreCommand", _shell.Run("$s | Remove-KopsDiscoveryStore -Confirm:$false").SingleError().FullyQualifiedErrorId);
        Assert.Empty(_shell.Run("$s | Remove-KopsDiscoveryStore -Force -WhatIf").Objects());
        Assert.Equal("Delete", _shell.Run("$s | Remove-KopsDiscoveryStore -Force").Single().Properties["Action"].Value.ToString());
    }

    [Fact]
    public void A_name_with_dots_is_refused()
    {
        var error = _shell.Run("New-KopsDiscoveryStore acme.oidc").SingleError();

        Assert.Equal("KopsBucketNameInvalid,KopsPS.Commands.NewKopsDiscoveryStoreCommand", error.FullyQualifiedErrorId);
        Assert.Contains("certificate", error.ToString(), StringComparison.Ordinal);
    }
}

using KopsPS.Engine.Aws;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Aws;

/// <summary>Endpoints behind a company's own authority, as proxies that look into TLS have it.</summary>
public sealed class AwsCertificatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly KubeCertificates _own = new();

    private string Bundle => Path.Combine(_folder.Path, "bundle.pem");

    public void Dispose()
    {
        _own.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_private_authority_is_trusted_where_AWS_CA_BUNDLE_names_it()
    {
        using var other = new KubeCertificates();
        await File.WriteAllTextAsync(Bundle, other.AuthorityPem + "\n" + _own.AuthorityPem);

        Assert.Equal("arn:aws:iam::123456789012:user/ops", await AskAsync(Bundle));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_other_is(bool bundle)
    {
        using var other = new KubeCertificates();
        await File.WriteAllTextAsync(Bundle, other.AuthorityPem);

        var fault = await Assert.ThrowsAsync<KopsException>(() => AskAsync(bundle ? Bundle : null));

        Assert.Equal("AwsUnreachable", fault.Id);
    }

    /// <summary>An authority that is trusted makes no server the one that was meant.</summary>
    [Fact]
    public async Task Nor_is_a_certificate_for_another_name()
    {
        await File.WriteAllTextAsync(Bundle, _own.AuthorityPem);

        Assert.Equal("AwsUnreachable", (await Assert.ThrowsAsync<KopsException>(() => AskAsync(Bundle, "elsewhere.example.com"))).Id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task A_bundle_that_cannot_be_read_is_named(string? content)
    {
        if (content is not null)
        {
            await File.WriteAllTextAsync(Bundle, content);
        }

        var fault = await Assert.ThrowsAsync<KopsException>(() => AskAsync(Bundle));

        Assert.Equal(("AwsCertificateBundleInvalid", Bundle), (fault.Id, fault.Target));
    }

    private async Task<string> AskAsync(string? bundle, string? onlyName = null)
    {
        using var certificate = _own.Server(onlyName is null ? [] : [onlyName], onlyName is null, DateTimeOffset.UtcNow.AddDays(1));
        await using var aws = await S3Stub.StartAsync(certificate: certificate);
        using var session = AwsSession.Create(TestSettings.With(_folder.Path, ("AWS_CA_BUNDLE", bundle)) with { EndpointUrl = aws.Endpoint });
        return await AwsFaults.CallAsync("sts:GetCallerIdentity", null, async () => (await session.Sts().GetCallerIdentityAsync(new())).Arn);
    }
}

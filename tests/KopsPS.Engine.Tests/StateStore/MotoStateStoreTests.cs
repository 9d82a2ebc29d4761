using KopsPS.Engine.Aws;
using KopsPS.Engine.StateStore;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.StateStore;

/// <summary>Against a third party's server of the protocol.</summary>
public sealed class MotoStateStoreTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Reads_a_store_that_kops_made()
    {
        var moto = await MotoServer.SharedAsync();
        var bucket = $"kops-{Guid.NewGuid():n}";
        await StateStoreSnapshot.Load("1.36.2", "60-small").UploadAsync(moto, bucket, "team/", "eu-west-1");
        var settings = TestSettings.With(_home.Path) with { StateStore = $"s3://{bucket}/team", EndpointUrl = moto.Endpoint };
        using var session = AwsSession.Create(settings);

        var cluster = await ClusterReader.Open(settings, session).GetClusterAsync("dev.k8s.local", full: true);

        Assert.Equal("1.36.2", cluster.KopsVersion);
        Assert.Equal(1, cluster.ControlPlaneCount);
        Assert.Equal($"s3://{bucket}/team", cluster.StateStore);
        Assert.Equal(moto.Endpoint, cluster.EndpointUrl);
        Assert.Null(cluster.Region);
    }

    [Fact]
    public async Task A_missing_bucket_is_told()
    {
        var moto = await MotoServer.SharedAsync();
        var settings = TestSettings.With(_home.Path) with { StateStore = $"s3://none-{Guid.NewGuid():n}", EndpointUrl = moto.Endpoint };
        using var session = AwsSession.Create(settings);

        var fault = await Assert.ThrowsAsync<KopsException>(() => ClusterReader.Open(settings, session).ListNamesAsync());

        Assert.Equal("KopsStateStoreNotFound", fault.Id);
    }
}

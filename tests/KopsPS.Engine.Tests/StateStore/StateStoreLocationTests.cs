using KopsPS.Engine.StateStore;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.StateStore;

public sealed class StateStoreLocationTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("s3://acme-kops", "s3://acme-kops", "acme-kops", "")]
    [InlineData("s3://acme-kops/", "s3://acme-kops", "acme-kops", "")]
    [InlineData("s3://acme-kops/team/a/", "s3://acme-kops/team/a", "acme-kops", "team/a")]
    public void Reads_buckets(string text, string url, string bucket, string prefix)
    {
        var location = StateStoreLocation.Parse(text);

        Assert.Equal((url, bucket, prefix, null), (location.Url, location.Bucket, location.Prefix, location.Folder));
    }

    [Fact]
    public void Reads_folders()
    {
        var path = OperatingSystem.IsWindows() ? "/C:/kops store" : "/srv/kops store";
        var location = StateStoreLocation.Parse($"file://{path}/");

        Assert.Equal($"file://{path}", location.Url);
        Assert.Equal(OperatingSystem.IsWindows() ? @"C:\kops store" : path, location.Folder);
        Assert.Null(location.Bucket);
    }

    [Theory]
    [InlineData("acme-kops", "s3://acme-kops")]
    [InlineData("/srv/kops", "file:///srv/kops")]
    [InlineData("s3://", "bucket")]
    [InlineData("s3://a b", "bucket")]
    [InlineData("file://srv/kops", "three slashes")]
    [InlineData("gs://acme", "s3:// and file://")]
    [InlineData("", "s3://")]
    public void Refuses_the_rest_and_says_how(string text, string hint)
    {
        var fault = Assert.Throws<KopsException>(() => StateStoreLocation.Parse(text));

        Assert.Equal("KopsStateStoreInvalid", fault.Id);
        Assert.Contains(hint, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_where_kops_looks()
    {
        Assert.Equal("KopsStateStoreNotSet", Assert.Throws<KopsException>(() => StateStoreLocation.Resolve(TestSettings.With(_home.Path))).Id);

        Directory.CreateDirectory(Path.Combine(_home.Path, ".kops"));
        File.WriteAllText(Path.Combine(_home.Path, ".kops", "config"), "kops_state_store: s3://from-folder\n");
        Assert.Equal("s3://from-folder", StateStoreLocation.Resolve(TestSettings.With(_home.Path)).Url);

        File.WriteAllText(Path.Combine(_home.Path, ".kops.yaml"), "kops_state_store: s3://from-file\n");
        Assert.Equal("s3://from-file", StateStoreLocation.Resolve(TestSettings.With(_home.Path)).Url);

        var variable = TestSettings.With(_home.Path, ("KOPS_STATE_STORE", "s3://from-variable"));
        Assert.Equal("s3://from-variable", StateStoreLocation.Resolve(variable).Url);
        Assert.Equal("s3://told", StateStoreLocation.Resolve(variable with { StateStore = "s3://told" }).Url);
    }
}

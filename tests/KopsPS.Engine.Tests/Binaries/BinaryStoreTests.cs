using KopsPS.Engine.Binaries;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Binaries;

public sealed class BinaryStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.36.2")]
    [InlineData("v1.36.2")]
    public void Finds_a_version_with_and_without_v(string version)
    {
        var path = Place("kops", "1.36.2");
        Assert.Equal(path, Store().Find("kops", version)?.Path);
    }

    [Fact]
    public void Finds_nothing_where_nothing_is()
    {
        Assert.Null(Store().Find("kops", "1.36.2"));
        Assert.Empty(Store().List());
    }

    [Fact]
    public void Lists_the_newest_first_by_number_not_by_text()
    {
        Place("kops", "1.9.0");
        Place("kops", "1.36.2");
        Place("kops", "1.36.10");
        Place("kops", "1.36.10-beta.1");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "kops", "not-a-version"));
        Assert.Equal(["1.36.10", "1.36.10-beta.1", "1.36.2", "1.9.0"], Store().List("kops").Select(binary => binary.Version));
    }

    [Fact]
    public void A_binary_for_another_processor_is_listed_but_not_found_for_this_machine()
    {
        var other = BinaryPlatform.Current.Architecture == "amd64" ? "arm64" : "amd64";
        Place(Path.Combine("kops"), Path.Combine("1.36.2", other));
        Assert.Null(Store().Find("kops", "1.36.2"));
        Assert.Equal(other, Assert.Single(Store().List()).Architecture);
    }

    [Fact]
    public async Task A_binary_counts_as_verified_only_with_the_digest_that_was_noted()
    {
        var path = Place("kops", "1.36.2");
        Assert.False(await Store().Find("kops", "1.36.2")!.IsVerifiedAsync(default));

        // printf 'a binary' | sha256sum
        File.WriteAllText(path, "a binary");
        File.WriteAllText(path + ".sha256", "61E8ED3D8A6BF2E0F62CBFDCFEC7AC4A7F1CA1E1A1F3C2A0E5B6E4A1B4D8A9E2  kops\n");
        Assert.False(await Store().Find("kops", "1.36.2")!.IsVerifiedAsync(default));

        File.WriteAllText(path + ".sha256", "A31362F60E9C65899145B6D69E92CEB0AE73FDC3A44F91DD654C9301548C4F5F  kops\n");
        Assert.True(await Store().Find("kops", "1.36.2")!.IsVerifiedAsync(default));
    }

    [Fact]
    public void Scopes_lie_where_the_documentation_says()
    {
        var home = _folder.Path;
        if (OperatingSystem.IsWindows())
        {
            Assert.Equal(Path.Combine(home, "local", "KopsPS", "bin"), BinaryStore.Of(KopsBinaryScope.CurrentUser, Environment(home, ("LOCALAPPDATA", Path.Combine(home, "local")))).Root);
            Assert.Equal(@"D:\Programs\KopsPS\bin", BinaryStore.Of(KopsBinaryScope.AllUsers, Environment(home, ("ProgramFiles", @"D:\Programs"))).Root);
        }
        else
        {
            Assert.Equal(Path.Combine(home, ".local/share/KopsPS/bin"), BinaryStore.Of(KopsBinaryScope.CurrentUser, Environment(home)).Root);
            Assert.Equal("/data/KopsPS/bin", BinaryStore.Of(KopsBinaryScope.CurrentUser, Environment(home, ("XDG_DATA_HOME", "/data"))).Root);
            Assert.Equal(Path.Combine(home, ".local/share/KopsPS/bin"), BinaryStore.Of(KopsBinaryScope.CurrentUser, Environment(home, ("XDG_DATA_HOME", "relative"))).Root);
            Assert.Equal("/usr/local/share/KopsPS/bin", BinaryStore.Of(KopsBinaryScope.AllUsers, Environment(home)).Root);
        }
    }

    private static HostEnvironment Environment(string home, params (string Name, string Value)[] variables) =>
        new(variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)), home);

    private BinaryStore Store() => new(_folder.Path, KopsBinaryScope.CurrentUser);

    private string Place(string name, string version)
    {
        var path = Path.Combine(_folder.Path, name, version, name + BinaryPlatform.Current.Extension);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "a binary");
        return path;
    }
}

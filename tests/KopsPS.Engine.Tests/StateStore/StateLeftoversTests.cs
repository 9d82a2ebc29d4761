using KopsPS.Engine.Aws;
using KopsPS.Engine.StateStore;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.StateStore;

public sealed class StateLeftoversTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Counts_objects_in_all_folders_of_one_cluster()
    {
        StateStoreSnapshot.Load("1.36.2", "20-updated").WriteTo(_folder.Path);
        var files = Directory.GetFiles(Path.Combine(_folder.Path, "prod.example.com"), "*", SearchOption.AllDirectories).Length;

        Assert.True(files > 20);
        Assert.Equal(files, await CountAsync("prod.example.com"));
    }

    [Fact]
    public async Task A_cluster_that_never_was_left_nothing() => Assert.Equal(0, await CountAsync("none.example.com"));

    [Fact]
    public async Task A_name_that_begins_alike_is_another_cluster()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "prod.example.com.au"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "prod.example.com.au", "config"), "kind: Cluster");

        Assert.Equal(0, await CountAsync("prod.example.com"));
    }

    private async Task<int> CountAsync(string name)
    {
        var settings = TestSettings.With(_folder.Path) with { StateStore = new Uri(_folder.Path).AbsoluteUri };
        using var session = AwsSession.Create(settings);
        return await StateLeftovers.CountAsync(ClusterReader.Open(settings, session).Store, name, CancellationToken.None);
    }
}

using System.Runtime.CompilerServices;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Tests.Health.Components;

/// <summary>A state store of folders only.</summary>
internal sealed class FakeStore : IStateStore
{
    public Dictionary<string, string[]> Folders { get; } = [];

    public StateStoreLocation Location { get; } = StateStoreLocation.Parse("s3://acme-kops");

    public async IAsyncEnumerable<StateStoreEntry> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var name in Folders.GetValueOrDefault(folder, []))
        {
            yield return new StateStoreEntry(name, true);
        }
    }

    public Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken = default) => Task.FromResult<byte[]?>(null);
}

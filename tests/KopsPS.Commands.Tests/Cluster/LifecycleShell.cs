namespace KopsPS.Commands.Tests.Cluster;

/// <summary>A session whose kops plays recordings, and whose state store is a folder with a recorded snapshot.</summary>
internal sealed class LifecycleShell : IDisposable
{
    public LifecycleShell(ReplayKopsScenario kops, string? snapshot = null, bool interactive = false)
    {
        Kops = kops;
        kops.WithSnapshot(snapshot ?? "20-updated");
        Shell = new ModuleHost(interactive);
        Shell.Run("Set-KopsDefault -StateStore $store -KopsPath $kops -Region us-east-1", ("store", kops.StateStore), ("kops", kops.KopsPath)).Objects();
    }

    public ReplayKopsScenario Kops { get; }

    public ModuleHost Shell { get; }

    /// <summary>Arguments of the calls of kops but those for its version, in order.</summary>
    public string[][] Calls => [.. Kops.Calls.Where(call => call.Arguments.FirstOrDefault() != "version").Select(call => call.Arguments.ToArray())];

    public void Dispose()
    {
        Shell.Dispose();
        Kops.Dispose();
    }
}

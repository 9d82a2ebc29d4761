using KopsPS.Engine.Health.Whole;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Whole;

/// <summary>Reads the health of a whole fake cluster as the cmdlet does.</summary>
internal static class ClusterHealthFixture
{
    /// <summary>Thresholds of time by this machine's clock are out of the way: a busy machine is no fault of the cluster.</summary>
    public static ClusterHealthQuery Query { get; } = new() { Thresholds = new() { Component = new() { SlowAnswer = TimeSpan.FromMinutes(2) } } };

    public static async Task<(KopsHealth Health, KopsException? Unreachable)> ReadAsync(
        KubeApi api, string user = "ops", ClusterHealthQuery? query = null, CancellationToken cancellationToken = default)
    {
        using var folder = new TempFolder();
        var settings = new KopsSettings
        {
            Environment = new HostEnvironment([], folder.Path),
            Kubeconfig = api.WriteKubeconfig(folder.File("config"), user),
        };
        var kubeconfig = await Kubeconfig.LoadAsync(settings, default);
        using var client = new KubeClient(
            kubeconfig.Choose(null, null), settings.Environment, NoFeedback.Instance, new KubeClientOptions { Pause = TimeSpan.FromMilliseconds(1) });
        return await new ClusterHealthReader(client, NoFeedback.Instance).ReadAsync(null, query ?? Query, cancellationToken);
    }
}

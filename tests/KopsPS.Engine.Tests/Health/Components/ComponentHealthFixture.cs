using KopsPS.Engine.Health.Components;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Components;

/// <summary>Reads the health of a fake cluster's parts as the cmdlet does.</summary>
internal static class ComponentHealthFixture
{
    /// <summary>Thresholds of time by this machine's clock are out of the way: a busy machine is no fault of the cluster.</summary>
    public static ComponentHealthQuery Query { get; } = new() { Thresholds = new() { SlowAnswer = TimeSpan.FromMinutes(2) } };

    public static async Task<List<KopsComponentHealth>> ReadAsync(KubeApi api, string user = "ops", ComponentHealthQuery? query = null, KubeClientOptions? options = null)
    {
        using var folder = new TempFolder();
        var settings = new KopsSettings
        {
            Environment = new HostEnvironment([], folder.Path),
            Kubeconfig = api.WriteKubeconfig(folder.File("config"), user),
        };
        var kubeconfig = await Kubeconfig.LoadAsync(settings, default);
        using var client = new KubeClient(
            kubeconfig.Choose(null, null), settings.Environment, NoFeedback.Instance, options ?? new KubeClientOptions { Pause = TimeSpan.FromMilliseconds(1) });
        var parts = new List<KopsComponentHealth>();
        await foreach (var part in new ComponentHealthReader(client, NoFeedback.Instance).ReadAsync(null, query ?? Query, default))
        {
            parts.Add(part);
        }

        return parts;
    }

    public static KopsComponentHealth Of(this IEnumerable<KopsComponentHealth> parts, string kind, string name) =>
        parts.Single(part => part.Kind == kind && part.Name == name);
}

using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health;

/// <summary>Reads the health of a fake cluster's nodes as the cmdlet does.</summary>
internal static class NodeHealthFixture
{
    public static async Task<Dictionary<string, KopsNodeHealth>> ReadAsync(
        KubeApi api, string user = "ops", NodeHealthQuery? query = null, KubeClientOptions? options = null)
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
        var nodes = new Dictionary<string, KopsNodeHealth>();
        await foreach (var node in new NodeHealthReader(client, NoFeedback.Instance).ReadAsync(null, query ?? new NodeHealthQuery(), default))
        {
            nodes.Add(node.Name, node);
        }

        return nodes;
    }

    public static KopsVerdict VerdictOf(string level) => level switch
    {
        "error" => KopsVerdict.Unhealthy,
        "warning" => KopsVerdict.Degraded,
        _ => KopsVerdict.Healthy,
    };
}

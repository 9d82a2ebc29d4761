using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Workloads;

/// <summary>Reads the health of a fake cluster's workloads as the cmdlet does.</summary>
internal static class WorkloadHealthFixture
{
    public static async Task<List<KopsWorkloadHealth>> ReadAsync(KubeApi api, string user = "ops", WorkloadHealthQuery? query = null, IFeedback? feedback = null)
    {
        using var folder = new TempFolder();
        var settings = new KopsSettings
        {
            Environment = new HostEnvironment([], folder.Path),
            Kubeconfig = api.WriteKubeconfig(folder.File("config"), user),
        };
        var kubeconfig = await Kubeconfig.LoadAsync(settings, default);
        using var client = new KubeClient(
            kubeconfig.Choose(null, null), settings.Environment, NoFeedback.Instance, new KubeClientOptions { Pause = TimeSpan.FromMilliseconds(1), PageSize = 100 });
        List<KopsWorkloadHealth> all = [];
        await foreach (var health in new WorkloadHealthReader(client, feedback ?? NoFeedback.Instance).ReadAsync(null, query ?? new WorkloadHealthQuery(), default))
        {
            all.Add(health);
        }

        return all;
    }
}

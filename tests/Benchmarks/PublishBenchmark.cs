using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Benchmarks;

/// <summary>
/// <c>Publish-KopsWorkload</c> of 500 objects from a server that takes 20 ms for every answer, beside a bare client that
/// sends the same requests with as many under way, and has no manifests to read, no kinds to learn and nothing to compare.
/// </summary>
internal static class PublishBenchmark
{
    private const int Objects = 500;
    private const int AtOnce = 32;
    private const int Delay = 20;
    private const int Times = 5;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        const string What = "Publish-KopsWorkload, 500 objects, 20 ms an answer";
        using var folder = new TemporaryFolder();
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { Delay = TimeSpan.FromMilliseconds(Delay) });
        api.Clear("/api/v1/configmaps");
        api.Clear("/apis/apps/v1/deployments");
        var kubeconfig = api.WriteKubeconfig(Path.Combine(folder.Path, "config"));
        var manifests = Directory.CreateDirectory(Path.Combine(folder.Path, "manifests")).FullName;
        foreach (var index in Enumerable.Range(0, Objects))
        {
            // What is needed first comes last by name.
            var file = index % 2 == 0 ? $"a-{index:000}.yaml" : $"b-{index:000}.yaml";
            await File.WriteAllTextAsync(Path.Combine(manifests, file), Manifest(index));
        }

        var run = await shell.RunAsync($"Publish-KopsWorkload '{manifests}' -ClusterName prod.example.com -Kubeconfig '{kubeconfig}'", Times);
        var changes = api.Requests.Where(request => request.Method == "PATCH").Select(request => request.Path).ToArray();
        var ordered = changes.Length == Objects * Times && changes.Chunk(Objects).All(each => each.Take(Objects / 2).All(path => path.Contains("/configmaps/", StringComparison.Ordinal)));

        List<double> bare = [];
        for (var i = 0; i < Times; i++)
        {
            bare.Add(await BareAsync(api));
        }

        var (warm, client) = (Measurement.Median(run.Runs.Skip(1)), Measurement.Median(bare.Skip(1)));
        return
        [
            new($"{What}: warm, a bare client with as many under way {client:0} ms", $"{warm:0} ms, of a processor {Measurement.Median(run.Cpu.Skip(1)):0} ms", "<= 2 x", warm <= 2 * client),
            new($"{What}: one after the other at least {2 * Objects * Delay:0} ms", $"{2.0 * Objects * Delay / warm:0.0} x faster", ">= 10 x", 2.0 * Objects * Delay / warm >= 10),
            new($"{What}: the waiting alone, with {AtOnce} under way", $"{2.0 * Objects * Delay / AtOnce:0} ms", "", null),
            new($"{What}: cold, all made anew", $"{run.Runs[0]:0} ms", "", null),
            new($"{What}: what others need comes first", $"{ordered}", "True", ordered),
            new($"{What}: objects told", $"{run.Count}", $"{Objects}", run.Count == Objects),
        ];
    }

    private static string Manifest(int index) => index % 2 == 1
        ? string.Create(CultureInfo.InvariantCulture, $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings-{index}, namespace: shop}}\ndata: {{number: \"{index}\"}}\n")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: app-{index}, namespace: shop}}\nspec: {{replicas: 2, selector: {{matchLabels: {{app: a{index}}}}}, template: {{metadata: {{labels: {{app: a{index}}}}}, spec: {{containers: [{{name: app, image: \"registry.example.com/app:{index}\"}}]}}}}}}\n");

    /// <summary>The same reads and changes, the stages one after the other, with nothing around them.</summary>
    private static async Task<double> BareAsync(KubeApi api)
    {
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true }, EnableMultipleHttp2Connections = true };
        using var http = new HttpClient(handler) { BaseAddress = api.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "token-of-ops");
        using var slots = new SemaphoreSlim(AtOnce);
        var watch = Stopwatch.StartNew();
        foreach (var stage in new[] { 1, 0 })
        {
            await Task.WhenAll(Enumerable.Range(0, Objects).Where(index => index % 2 == stage).Select(SendAsync));
        }

        return watch.Elapsed.TotalMilliseconds;

        async Task SendAsync(int index)
        {
            await slots.WaitAsync();
            try
            {
                var path = index % 2 == 1 ? $"/api/v1/namespaces/shop/configmaps/settings-{index}" : $"/apis/apps/v1/namespaces/shop/deployments/app-{index}";
                using var before = await http.GetAsync(path);
                before.EnsureSuccessStatusCode();
                await before.Content.ReadAsByteArrayAsync();
                var name = index % 2 == 1 ? $"settings-{index}" : $"app-{index}";
                using var body = new StringContent($"{{\"metadata\":{{\"name\":\"{name}\",\"namespace\":\"shop\"}}}}", Encoding.UTF8, "application/apply-patch+yaml");
                using var after = await http.PatchAsync($"{path}?fieldManager=bare&fieldValidation=Strict", body);
                after.EnsureSuccessStatusCode();
                await after.Content.ReadAsByteArrayAsync();
            }
            finally
            {
                slots.Release();
            }
        }
    }
}

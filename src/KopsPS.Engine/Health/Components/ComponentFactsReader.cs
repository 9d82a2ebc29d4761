using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Components;

/// <summary>Reads what the wanted parts need, several kinds at a time; a kind that may not be read keeps nothing else from being read.</summary>
internal sealed class ComponentFactsReader(KubeClient client, IFeedback feedback, ComponentHealthQuery query, string cluster) : IDisposable
{
    /// <summary>More kinds at once would not be faster, and would crowd out others at a small API server.</summary>
    private const int AtOnce = 6;

    private const string Leases = "/apis/coordination.k8s.io/v1";

    /// <summary>Labels of kops' static pods, and of what it installs as its own.</summary>
    private const string KopsApps =
        "kube-apiserver,kube-scheduler,kube-controller-manager,etcd-manager-main,etcd-manager-events,etcd-manager-cilium,kube-dns";

    /// <summary>Labels of kubeadm's static pods.</summary>
    private const string KubeadmApps = "kube-apiserver,kube-scheduler,kube-controller-manager,etcd";

    private readonly SemaphoreSlim _slots = new(AtOnce);

    public void Dispose() => _slots.Dispose();

    /// <summary>Asks whether the API server lives; any fault but a refusal of just this goes up.</summary>
    public async Task ProbeAsync(ComponentFacts facts, CancellationToken cancellationToken)
    {
        // The first answer includes the connection; the fastest of the others tells how quick the server is.
        facts.Live = await HealthAsync("/livez?verbose", null).ConfigureAwait(false);
        facts.Ready = await HealthAsync("/readyz?verbose", facts).ConfigureAwait(false);
        client.IsSick = facts.Ready.Value?.Failing.Any(check => check is { IsEtcd: true, IsOfEvents: false }) == true;
        var start = Stopwatch.GetTimestamp();
        facts.ServerVersion = await TryAsync(
            async () => (await client.GetAsync("/version", KubeStatusJson.Default.KubeVersion, cancellationToken).ConfigureAwait(false)).GitVersion ?? "").ConfigureAwait(false);
        Took(facts, start);
        facts.Certificate = client.ServingCertificate;

        async Task<Reading<HealthAnswer>> HealthAsync(string path, ComponentFacts? measured)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                var text = await client.SendAsync(
                    KubeRequest.Get(path) with { Accept = "application/json, */*", Attempts = 2 }, ReadTextAsync, cancellationToken).ConfigureAwait(false);
                Took(measured, began);
                return Reading<HealthAnswer>.Of(HealthAnswer.Parse(true, text));
            }
            catch (KopsException fault) when (fault.Id == "KubernetesServerFailed" && KubeRefusalException.Of(fault) is { } refusal)
            {
                return Reading<HealthAnswer>.Of(HealthAnswer.Parse(false, refusal.Text ?? refusal.Message));
            }
            catch (KopsException fault) when (KubeFaults.IsOwnMatterOfList(fault))
            {
                return Reading<HealthAnswer>.Not(fault.Message);
            }
        }

        static void Took(ComponentFacts? facts, long began)
        {
            if (facts is not null)
            {
                var took = Stopwatch.GetElapsedTime(began);
                facts.Latency = facts.Latency < took ? facts.Latency : took;
            }
        }
    }

    /// <summary>Reads all the rest.</summary>
    public async Task ReadAsync(ComponentFacts facts, CancellationToken cancellationToken)
    {
        var work = new List<Task>();
        if (Wants(
            KopsComponentPart.Kubelet, KopsComponentPart.ContainerRuntime, KopsComponentPart.Cluster, KopsComponentPart.ControllerManager, KopsComponentPart.CloudControllerManager,
            KopsComponentPart.KubeProxy, KopsComponentPart.Cni, KopsComponentPart.Csi, KopsComponentPart.Dns, KopsComponentPart.ApiServer, KopsComponentPart.Etcd, KopsComponentPart.Scheduler))
        {
            Read(async () => facts.Nodes = await ListAsync("/api/v1/nodes", NodeJson.Default.Nodes, node => node?.Name, "nodes").ConfigureAwait(false));
        }

        if (Wants(KopsComponentPart.ControllerManager, KopsComponentPart.Kubelet))
        {
            Read(async () => facts.NodeLeases = await TryAsync(() => NodeLeases.ReadAsync(client, cancellationToken)).ConfigureAwait(false));
        }

        // Whether the controllers run decides what everything that they keep is worth.
        Read(async () => facts.SystemLeases = await ObjectsAsync($"{Leases}/namespaces/kube-system/leases", ComponentJson.Default.Leaders).ConfigureAwait(false));
        if (Wants(KopsComponentPart.Addon))
        {
            Read(async () => facts.OtherLeases = await ObjectsAsync(
                $"{Leases}/leases?fieldSelector={Uri.EscapeDataString("metadata.namespace!=kube-node-lease,metadata.namespace!=kube-system")}", ComponentJson.Default.Leaders).ConfigureAwait(false));
        }

        if (Wants(
            KopsComponentPart.ApiServer, KopsComponentPart.Etcd, KopsComponentPart.Scheduler, KopsComponentPart.ControllerManager, KopsComponentPart.Dns, KopsComponentPart.Cluster))
        {
            Read(async () =>
            {
                var kops = await PodsAsync($"k8s-app in ({KopsApps})").ConfigureAwait(false);
                var kubeadm = kops.Value is null ? kops : await PodsAsync($"component in ({KubeadmApps})").ConfigureAwait(false);
                facts.SystemPods = kops.Value is null || kubeadm.Value is null
                    ? kops.Value is null ? kops : kubeadm
                    : Reading<List<SystemPod>>.Of([.. kops.Value, .. kubeadm.Value.Where(pod => pod.Metadata?.Labels?.ContainsKey("k8s-app") != true)]);
            });
        }

        if (Wants(KopsComponentPart.Scheduler))
        {
            Read(async () => facts.UnscheduledPods = await ObjectsAsync(
                $"/api/v1/pods?fieldSelector={Uri.EscapeDataString("spec.nodeName=,status.phase=Pending")}", ComponentJson.Default.SystemPods).ConfigureAwait(false));
        }

        if (Wants(
            KopsComponentPart.Addon, KopsComponentPart.CloudControllerManager, KopsComponentPart.KubeProxy, KopsComponentPart.Cni, KopsComponentPart.Csi, KopsComponentPart.Dns))
        {
            Read(async () => facts.DaemonSets = await ObjectsAsync("/apis/apps/v1/daemonsets", ComponentJson.Default.Agents).ConfigureAwait(false));
        }

        if (Wants(
            KopsComponentPart.Addon, KopsComponentPart.ControllerManager, KopsComponentPart.CloudControllerManager, KopsComponentPart.Csi, KopsComponentPart.Dns, KopsComponentPart.Metrics,
            KopsComponentPart.AggregatedApi))
        {
            Read(async () => facts.Deployments = await ObjectsAsync("/apis/apps/v1/deployments", ComponentJson.Default.Agents).ConfigureAwait(false));
        }

        if (Wants(KopsComponentPart.KubeProxy))
        {
            Read(async () => facts.Cilium = await TryAsync(CiliumAsync).ConfigureAwait(false));
        }

        if (Wants(KopsComponentPart.Namespace, KopsComponentPart.ControllerManager, KopsComponentPart.Webhook, KopsComponentPart.Etcd))
        {
            Read(async () => facts.Namespaces = await ObjectsAsync("/api/v1/namespaces", ComponentJson.Default.Namespaces).ConfigureAwait(false));
        }

        if (Wants(KopsComponentPart.ControllerManager, KopsComponentPart.Namespace))
        {
            Read(async () => facts.ServiceAccounts = await NamespacesOfAsync("/api/v1/serviceaccounts?fieldSelector=metadata.name%3Ddefault").ConfigureAwait(false));
            Read(async () => facts.RootCertificates = await NamespacesOfAsync("/api/v1/configmaps?fieldSelector=metadata.name%3Dkube-root-ca.crt").ConfigureAwait(false));
        }

        if (Wants(
            KopsComponentPart.ControllerManager, KopsComponentPart.CloudControllerManager, KopsComponentPart.Dns, KopsComponentPart.ApiServer, KopsComponentPart.Webhook,
            KopsComponentPart.Metrics, KopsComponentPart.AggregatedApi))
        {
            Read(() => ServicesAsync(facts));
        }

        if (Wants(KopsComponentPart.Metrics, KopsComponentPart.AggregatedApi, KopsComponentPart.Namespace))
        {
            Read(async () => facts.ApiServices = await ObjectsAsync("/apis/apiregistration.k8s.io/v1/apiservices", ComponentJson.Default.ApiServices).ConfigureAwait(false));
        }

        if (Wants(KopsComponentPart.Metrics))
        {
            Read(async () => facts.Metrics = await TryAsync(() => client.SendAsync(
                KubeRequest.Get("/apis/metrics.k8s.io/v1beta1/nodes?limit=1") with { Attempts = 2 }, ReadTextAsync, cancellationToken)).ConfigureAwait(false));
            Read(async () =>
            {
                var scalers = await ObjectsAsync("/apis/autoscaling/v2/horizontalpodautoscalers", ComponentJson.Default.Scalers).ConfigureAwait(false);
                facts.ResourceScalers = scalers.Value is { } all
                    ? Reading<int>.Of(all.Count(scaler => (scaler.Spec?.Metrics ?? []).Any(metric => metric?.Type is "Resource" or "ContainerResource")))
                    : Reading<int>.Not(scalers.Refused ?? "");
            });
        }

        if (Wants(KopsComponentPart.Webhook))
        {
            const string Admission = "/apis/admissionregistration.k8s.io/v1";
            Read(async () => facts.Validating = await ObjectsAsync($"{Admission}/validatingwebhookconfigurations", ComponentJson.Default.Webhooks).ConfigureAwait(false));
            Read(async () => facts.Mutating = await ObjectsAsync($"{Admission}/mutatingwebhookconfigurations", ComponentJson.Default.Webhooks).ConfigureAwait(false));
        }

        if (Wants(KopsComponentPart.Certificate))
        {
            Read(async () => facts.CertificateRequests = await ObjectsAsync(
                "/apis/certificates.k8s.io/v1/certificatesigningrequests", ComponentJson.Default.CertificateRequests).ConfigureAwait(false));
        }

        if (Wants(KopsComponentPart.Csi))
        {
            Read(async () => facts.CsiNodes = await ObjectsAsync("/apis/storage.k8s.io/v1/csinodes", ComponentJson.Default.CsiNodes).ConfigureAwait(false));
        }

        if (Wants(KopsComponentPart.Etcd) && query.Backups is { } backups)
        {
            Read(async () =>
            {
                try
                {
                    facts.Backups = Reading<IReadOnlyDictionary<string, DateTimeOffset?>>.Of(await backups.ReadAsync(cluster, cancellationToken).ConfigureAwait(false));
                }
                catch (KopsException fault)
                {
                    facts.Backups = Reading<IReadOnlyDictionary<string, DateTimeOffset?>>.Not(fault.Message);
                }
            });
        }

        await Task.WhenAll(work).ConfigureAwait(false);
        await ProxyPodsAsync().ConfigureAwait(false);

        bool Wants(params KopsComponentPart[] parts) => query.Wants(parts);

        void Read(Func<Task> read) => work.Add(LimitedAsync(read));

        async Task LimitedAsync(Func<Task> read)
        {
            await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await read().ConfigureAwait(false);
            }
            finally
            {
                _slots.Release();
            }
        }

        Task<Reading<List<SystemPod>>> PodsAsync(string labels) => ObjectsAsync(
            $"/api/v1/namespaces/kube-system/pods?labelSelector={Uri.EscapeDataString(labels)}", ComponentJson.Default.SystemPods);

        Task<Reading<List<T>>> ObjectsAsync<T>(string path, JsonTypeInfo<KubeList<T>> type)
            where T : IKubeRow => ListAsync(path, type, row => row?.Metadata?.Key, null);

        async Task<Reading<List<T>>> ListAsync<T>(string path, JsonTypeInfo<KubeList<T>> type, Func<T, string?> keyOf, string? told)
        {
            var all = new List<T>();
            var read = await StreamAsync(path, type, keyOf, told, all.AddRange).ConfigureAwait(false);
            return read is null ? Reading<List<T>>.Of(all) : Reading<List<T>>.Not(read);
        }

        // Null where everything was read, else why not.
        async Task<string?> StreamAsync<T>(string path, JsonTypeInfo<KubeList<T>> type, Func<T, string?> keyOf, string? told, Action<IEnumerable<T>> take)
        {
            try
            {
                var count = 0L;
                await foreach (var page in KubePager.ListAsync(client, path, type, item => keyOf(item) ?? "", cancellationToken).ConfigureAwait(false))
                {
                    take(page.Items.Where(item => item is not null));
                    count += page.Items.Count;
                    if (told is not null)
                    {
                        feedback.Progress(new ProgressReport($"Reading the parts of {cluster}", string.Create(CultureInfo.InvariantCulture, $"{count} {told}"), null));
                    }
                }

                return null;
            }
            catch (KopsException fault) when (KubeFaults.IsOwnMatterOfList(fault))
            {
                feedback.Verbose($"{path} could not be read: {fault.Message}");
                return fault.Message;
            }
        }

        async Task<Reading<HashSet<string>>> NamespacesOfAsync(string path)
        {
            var rows = await ObjectsAsync(path, ComponentJson.Default.Names).ConfigureAwait(false);
            return rows.Value is { } all
                ? Reading<HashSet<string>>.Of(all.Select(row => row.Metadata?.Namespace).OfType<string>().ToHashSet(StringComparer.Ordinal))
                : Reading<HashSet<string>>.Not(rows.Refused ?? "");
        }

        async Task<ConfigRow> CiliumAsync()
        {
            try
            {
                return await client.GetAsync("/api/v1/namespaces/kube-system/configmaps/cilium-config", ComponentJson.Default.Config, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
            {
                return new ConfigRow();
            }
        }

        async Task ServicesAsync(ComponentFacts into)
        {
            // In this order: what is read later can only be newer, and youth is excused.
            into.Services = await ObjectsAsync("/api/v1/services", ComponentJson.Default.ServedServices).ConfigureAwait(false);
            var follows = query.Wants(KopsComponentPart.ControllerManager) && query.Checks(ComponentCode.EndpointsMissing);
            var readAt = client.Clock.Now;
            var endpoints = new ServedEndpoints();
            var why = await StreamAsync(
                "/apis/discovery.k8s.io/v1/endpointslices", ComponentJson.Default.ServedSlices, slice => slice?.Metadata?.Key, null,
                slices =>
                {
                    foreach (var slice in slices)
                    {
                        endpoints.Add(slice, follows);
                    }
                }).ConfigureAwait(false);
            into.Endpoints = why is null ? Reading<ServedEndpoints>.Of(endpoints) : Reading<ServedEndpoints>.Not(why);
            if (!follows)
            {
                return;
            }

            if ((into.Services.Refused ?? into.Endpoints.Refused) is { } reason)
            {
                into.StrayPods = Reading<List<StrayPod>>.Not(reason);
                return;
            }

            var finder = new StrayPodFinder(into.Services.Value!, endpoints, readAt);
            why = await StreamAsync(
                "/api/v1/pods", ComponentJson.Default.ServedPods, pod => pod is null ? null : Keys.Of(pod.Metadata?.Namespace, pod.Metadata?.Name), "pods",
                pods =>
                {
                    foreach (var pod in pods)
                    {
                        finder.Look(pod);
                    }
                }).ConfigureAwait(false);
            into.StrayPods = why is null ? Reading<List<StrayPod>>.Of(finder.Found) : Reading<List<StrayPod>>.Not(why);
        }

        async Task ProxyPodsAsync()
        {
            // A pod a node: only where nothing else says how services are reached.
            if (Wants(KopsComponentPart.KubeProxy) && ProxyJudge.NeedsPods(facts))
            {
                facts.ProxyPods = await PodsAsync("k8s-app=kube-proxy").ConfigureAwait(false);
            }
        }
    }

    private static async Task<string> ReadTextAsync(Stream body, DateTimeOffset? date, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Reading<T>> TryAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return Reading<T>.Of(await read().ConfigureAwait(false));
        }
        catch (KopsException fault) when (KubeFaults.IsOwnMatterOfList(fault))
        {
            return Reading<T>.Not(fault.Message);
        }
    }
}

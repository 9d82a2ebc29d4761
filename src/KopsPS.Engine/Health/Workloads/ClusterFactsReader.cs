using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using KopsPS.Engine.Health.Components;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Reads what is needed of a cluster: a few kinds at a time, page by page, of each object only what judges look at.</summary>
internal sealed class ClusterFactsReader(KubeClient client, IFeedback feedback) : IDisposable
{
    private static readonly IReadOnlyList<string?> Everywhere = [null];

    /// <summary>Lists at a time besides the pods; more bring little and press a small API server.</summary>
    private const int AtOnce = 3;

    /// <summary>Pages of events with one reason: enough to explain what is wrong, whatever the number.</summary>
    private const int MostEventPages = 4;

    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly ConcurrentQueue<UnreadKind> _unread = new();
    private readonly ConcurrentQueue<KopsException> _faults = new();
    private int _read;

    /// <summary>Reads.</summary>
    /// <exception cref="KopsException">Where nothing at all can be read, or the way to the server is not there.</exception>
    public async Task<ClusterFacts> ReadAsync(WorkloadHealthQuery query, string activity, CancellationToken cancellationToken)
    {
        var needed = WorkloadKind.NeededFor(query.Kinds);
        var namespaces = query.Namespaces;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = stop.Token;
        List<Task> all = [];
        var pool = new StringPool();
        var count = 0L;
        var pods = Start(ReadAsync(
            "Pod", WorkloadJson.Default.Pods,
            page =>
            {
                count += page.Items.Count;
                feedback.Progress(new ProgressReport(
                    activity, string.Create(CultureInfo.InvariantCulture, $"{count} pods"), page.Remaining is { } left ? (int)(100 * count / (count + left)) : null));
            },
            row => PodFact.Of(row, pool, query.Selector is not null)));
        var nodes = Start(ListAsync("Node", WorkloadJson.Default.Places));
        var deployments = Start(ListAsync("Deployment", WorkloadJson.Default.Replicated));
        var sets = Start(ListAsync("ReplicaSet", WorkloadJson.Default.Replicated));
        var controllers = Start(ListAsync("ReplicationController", WorkloadJson.Default.Replicated));
        var stateful = Start(ListAsync("StatefulSet", WorkloadJson.Default.Replicated));
        var daemons = Start(ListAsync("DaemonSet", WorkloadJson.Default.DaemonSets));
        var jobs = Start(ListAsync("Job", WorkloadJson.Default.Jobs));
        var cronJobs = Start(ListAsync("CronJob", WorkloadJson.Default.CronJobs));
        var claims = Start(ListAsync("PersistentVolumeClaim", WorkloadJson.Default.Claims));
        var volumes = Start(ListAsync("PersistentVolume", WorkloadJson.Default.Volumes));
        var storage = Start(ListAsync("StorageClass", WorkloadJson.Default.StorageClasses));
        var services = Start(ListAsync("Service", WorkloadJson.Default.Services));
        var slices = Start(ListAsync("EndpointSlice", WorkloadJson.Default.Slices));
        var ingresses = Start(ListAsync("Ingress", WorkloadJson.Default.Ingresses));
        var classes = Start(ListAsync("IngressClass", WorkloadJson.Default.IngressClasses));
        var autoscalers = Start(ListAsync("HorizontalPodAutoscaler", WorkloadJson.Default.Autoscalers));
        var quotas = Start(ListAsync("ResourceQuota", WorkloadJson.Default.Quotas));
        var budgets = Start(ListAsync("PodDisruptionBudget", WorkloadJson.Default.Budgets));
        var manager = ManagerAsync(token);
        all.Add(manager);
        await Task.WhenAll(all).ConfigureAwait(false);
        if (_read == 0 && _faults.TryPeek(out var fault))
        {
            throw fault;
        }

        var stopped = await manager.ConfigureAwait(false) is { } lease && Leadership.Of(lease, client.Clock.Now).IsStale;
        var leases = stopped ? await TryAsync(() => NodeLeases.ReadAsync(client, token)).ConfigureAwait(false) : null;
        feedback.Progress(new ProgressReport(activity, string.Create(CultureInfo.InvariantCulture, $"{count} pods"), 100, Completed: true));
        return new ClusterFacts
        {
            ControllersStopped = stopped,
            NodeLeases = leases,
            Now = query.Impatient ? null : client.Clock.Now,
            Pods = await pods.ConfigureAwait(false),
            Nodes = await nodes.ConfigureAwait(false),
            Deployments = await deployments.ConfigureAwait(false),
            ReplicaSets = await sets.ConfigureAwait(false),
            ReplicationControllers = await controllers.ConfigureAwait(false),
            StatefulSets = await stateful.ConfigureAwait(false),
            DaemonSets = await daemons.ConfigureAwait(false),
            Jobs = await jobs.ConfigureAwait(false),
            CronJobs = await cronJobs.ConfigureAwait(false),
            Claims = await claims.ConfigureAwait(false),
            Volumes = await volumes.ConfigureAwait(false),
            StorageClasses = await storage.ConfigureAwait(false),
            Services = await services.ConfigureAwait(false),
            Slices = await slices.ConfigureAwait(false),
            Ingresses = await ingresses.ConfigureAwait(false),
            IngressClasses = await classes.ConfigureAwait(false),
            Autoscalers = await autoscalers.ConfigureAwait(false),
            Quotas = await quotas.ConfigureAwait(false),
            Budgets = await budgets.ConfigureAwait(false),
            Unread = [.. _unread],
        };

        Task<List<T>?> Start<T>(Task<List<T>?> task)
        {
            all.Add(task);

            // One fault that all share ends them all.
            _ = task.ContinueWith(_ => stop.CancelAsync(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return task;
        }

        Task<List<T>?> ListAsync<T>(string kind, JsonTypeInfo<KubeList<T>> type)
            where T : IKubeRow => ReadAsync(kind, type, null, row => row);

        async Task<List<TKept>?> ReadAsync<TRow, TKept>(string kind, JsonTypeInfo<KubeList<TRow>> type, Action<KubePage<TRow>>? seen, Func<TRow, TKept> keep)
            where TRow : IKubeRow
        {
            if (!needed.Contains(kind))
            {
                return null;
            }

            var described = WorkloadKind.Of(kind);
            List<TKept>? kept = null;
            foreach (var @namespace in described.IsNamespaced && namespaces.Count > 0 ? namespaces : Everywhere)
            {
                var path = @namespace is null ? $"{described.Api}/{described.Resource}" : $"{described.Api}/namespaces/{Uri.EscapeDataString(@namespace)}/{described.Resource}";
                var slot = kind != "Pod";
                if (slot)
                {
                    await _slots.WaitAsync(token).ConfigureAwait(false);
                }

                try
                {
                    List<TKept> read = [];
                    await foreach (var page in KubePager.ListAsync(client, path, type, row => row.Metadata?.Key ?? "", token).ConfigureAwait(false))
                    {
                        seen?.Invoke(page);
                        read.AddRange(page.Items.Select(keep));
                    }

                    Interlocked.Increment(ref _read);
                    (kept ??= []).AddRange(read);
                }
                catch (KopsException fault) when (KubeFaults.IsOwnMatterOfList(fault))
                {
                    _faults.Enqueue(fault);
                    _unread.Enqueue(new UnreadKind(kind, @namespace, fault.Message));
                }
                finally
                {
                    if (slot)
                    {
                        _slots.Release();
                    }
                }
            }

            return kept;
        }
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>The lease by which the controller manager leads, or null where it is not to be seen: then nothing speaks against it.</summary>
    private Task<LeaderRow?> ManagerAsync(CancellationToken cancellationToken) => TryAsync(() => client.GetAsync(
        "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager", ComponentJson.Default.LeaderRow, cancellationToken));

    private static async Task<T?> TryAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (KopsException fault) when (KubeFaults.IsOwnMatterOfList(fault))
        {
            return null;
        }
    }

    /// <summary>Reads the events that judges asked for in vain.</summary>
    public async Task ReadEventsAsync(EventFacts events, WorkloadHealthQuery query, CancellationToken cancellationToken)
    {
        foreach (var reason in events.Wanted.Order(StringComparer.Ordinal).ToArray())
        {
            foreach (var @namespace in query.Namespaces.Count > 0 ? query.Namespaces : Everywhere)
            {
                var path = @namespace is null ? "/api/v1/events" : $"/api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/events";
                try
                {
                    var pages = 0;
                    await foreach (var page in KubePager.ListAsync(
                        client, $"{path}?fieldSelector={Uri.EscapeDataString($"reason={reason}")}", WorkloadJson.Default.Events, row => row.Metadata?.Key ?? "", cancellationToken).ConfigureAwait(false))
                    {
                        foreach (var row in page.Items)
                        {
                            events.Add(row);
                        }

                        if (++pages == MostEventPages)
                        {
                            feedback.Debug($"There are more events {reason} than are looked at.");
                            break;
                        }
                    }
                }
                catch (KopsException fault) when (KubeFaults.IsOwnMatterOfList(fault))
                {
                    events.Unreadable = fault.Message;
                }
            }

            events.Know(reason);
        }

        events.Wanted.Clear();
    }
}

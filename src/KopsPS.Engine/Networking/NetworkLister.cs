using System.Text.Json.Serialization.Metadata;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>Reads lists whole, where some namespaces were named only those.</summary>
internal sealed class NetworkLister(KubeClient client)
{
    public const string Core = "/api/v1";
    public const string Discovery = "/apis/discovery.k8s.io/v1";

    private static readonly IReadOnlyList<string?> Everywhere = [null];

    /// <summary>Lists.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<List<T>> ListAsync<T>(
        string api, string resource, IReadOnlyList<string>? namespaces, string? labels, string? fields, JsonTypeInfo<KubeList<T>> type, CancellationToken cancellationToken)
        where T : IKubeRow
    {
        List<T> all = [];
        foreach (var @namespace in namespaces is { Count: > 0 } ? namespaces : Everywhere)
        {
            var path = @namespace is null ? $"{api}/{resource}" : $"{api}/namespaces/{Uri.EscapeDataString(@namespace)}/{resource}";
            path = KubePath.WithQuery(path, ("labelSelector", labels), ("fieldSelector", fields));
            all.AddRange(await KubePager.AllAsync(client, path, type, row => row.Metadata?.Key ?? "", cancellationToken).ConfigureAwait(false));
        }

        return all;
    }

    /// <summary>Lists; where this kind may not be read, or its server fails, says why instead.</summary>
    public async Task<(List<T>? Rows, string? Unread)> TryListAsync<T>(
        string api, string resource, IReadOnlyList<string>? namespaces, string? labels, string? fields, JsonTypeInfo<KubeList<T>> type, CancellationToken cancellationToken)
        where T : IKubeRow
    {
        try
        {
            return (await ListAsync(api, resource, namespaces, labels, fields, type, cancellationToken).ConfigureAwait(false), null);
        }
        catch (KopsException fault) when (KubeFaults.IsOwnMatter(fault))
        {
            return (null, fault.Message);
        }
    }

    /// <summary>Reads one object; null where there is none, or where it may not be read, with the reason.</summary>
    public async Task<(T? Row, string? Unread)> TryGetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return (await client.GetAsync(path, type, cancellationToken).ConfigureAwait(false), null);
        }
        catch (KopsException fault) when (KubeFaults.IsOwnMatter(fault))
        {
            return (null, fault.Id == "KubernetesNotFound" ? null : fault.Message);
        }
    }
}

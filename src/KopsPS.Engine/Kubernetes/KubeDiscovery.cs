using System.Text.Json;
using System.Text.Json.Serialization;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// What an API server serves. Two requests where it knows aggregated discovery (Kubernetes 1.27 and newer); else one for each version of
/// each group.
/// </summary>
public sealed class KubeDiscovery
{
    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private readonly List<KubeResource> _resources = [];
    private readonly List<string> _stale = [];

    private KubeDiscovery()
    {
    }

    /// <summary>All resources, the server's preferred version of each group first.</summary>
    public IReadOnlyList<KubeResource> Resources => _resources;

    /// <summary>Groups (as <c>metrics.k8s.io/v1beta1</c>) whose server does not answer: what they have is not known, or is old.</summary>
    public IReadOnlyList<string> Stale => _stale;

    /// <summary>Reads.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public static async Task<KubeDiscovery> ReadAsync(KubeClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var discovery = new KubeDiscovery();
        var roots = await Task.WhenAll(
            client.SendAsync(KubeRequest.Get("/api") with { Accept = Aggregated }, DiscoveryJson.Default.DiscoveryRoot, cancellationToken),
            client.SendAsync(KubeRequest.Get("/apis") with { Accept = Aggregated }, DiscoveryJson.Default.DiscoveryRoot, cancellationToken)).ConfigureAwait(false);
        foreach (var root in roots)
        {
            if (root.Items is { } groups)
            {
                groups.ForEach(discovery.Add);
            }
            else
            {
                await discovery.AddOldAsync(client, root, cancellationToken).ConfigureAwait(false);
            }
        }

        return discovery;
    }

    /// <summary>The resource of a kind, as a manifest names it.</summary>
    /// <param name="apiVersion">Such as <c>apps/v1</c>.</param>
    /// <param name="kind">Such as <c>Deployment</c>, in this spelling.</param>
    public KubeResource? Find(string apiVersion, string kind) =>
        _resources.Find(resource => resource.Kind == kind && resource.ApiVersion == apiVersion);

    /// <summary>The resource that a person means: a kind, a plural or singular name, a short name, each with or without its group (<c>deployments.apps</c>).</summary>
    public KubeResource? FindByName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return Search(name, null) ?? (dot > 0 ? Search(name[..dot], name[(dot + 1)..]) : null);

        KubeResource? Search(string word, string? group) => Array.Find<Func<KubeResource, bool>>(
            [
                resource => Is(resource.Plural, word) || Is(resource.Kind, word) || Is(resource.Singular, word),
                resource => resource.ShortNames.Any(own => Is(own, word)),
            ],
            fits => First(fits, group) is not null) is { } way ? First(way, group) : null;

        KubeResource? First(Func<KubeResource, bool> fits, string? group) =>
            _resources.Find(resource => fits(resource) && (group is null || Is(resource.Group, group) || Is(resource.Version + "." + resource.Group, group)));

        static bool Is(string own, string told) => string.Equals(own, told, StringComparison.OrdinalIgnoreCase);
    }

    private void Add(DiscoveryGroup group)
    {
        var name = group.Metadata?.Name ?? "";
        foreach (var version in group.Versions ?? [])
        {
            if (version.Freshness == "Stale")
            {
                _stale.Add(name + "/" + version.Version);
            }

            foreach (var resource in version.Resources ?? [])
            {
                _resources.Add(new KubeResource
                {
                    Group = name,
                    Version = version.Version ?? "",
                    Kind = resource.ResponseKind?.Kind ?? "",
                    Plural = resource.Resource ?? "",
                    Singular = resource.SingularResource ?? "",
                    IsNamespaced = resource.Scope == "Namespaced",
                    Verbs = resource.Verbs ?? [],
                    ShortNames = resource.ShortNames ?? [],
                    Categories = resource.Categories ?? [],
                    Subresources = [.. (resource.Subresources ?? []).Select(sub => sub.Subresource ?? "")],
                });
            }
        }
    }

    /// <summary>As servers before 1.27 say it.</summary>
    private async Task AddOldAsync(KubeClient client, DiscoveryRoot root, CancellationToken cancellationToken)
    {
        var versions = root.Groups is { } groups
            ? groups.SelectMany(group => (group.Versions ?? [])
                .OrderBy(version => version.GroupVersion == group.PreferredVersion?.GroupVersion ? 0 : 1)
                .Select(version => version.GroupVersion ?? ""))
            : (root.Versions ?? []).AsEnumerable();
        foreach (var version in versions)
        {
            OldResourceList list;
            try
            {
                var path = (version.Contains('/', StringComparison.Ordinal) ? "/apis/" : "/api/") + version;
                list = await client.SendAsync(KubeRequest.Get(path) with { Attempts = 2 }, DiscoveryJson.Default.OldResourceList, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.Id is "KubernetesServerFailed" or "KubernetesNotFound")
            {
                _stale.Add(version);
                continue;
            }

            var all = list.Resources ?? [];
            var slash = version.IndexOf('/', StringComparison.Ordinal);
            foreach (var resource in all.Where(resource => resource.Name?.Contains('/', StringComparison.Ordinal) == false))
            {
                _resources.Add(new KubeResource
                {
                    Group = slash < 0 ? "" : version[..slash],
                    Version = version[(slash + 1)..],
                    Kind = resource.Kind ?? "",
                    Plural = resource.Name!,
                    Singular = resource.SingularName ?? "",
                    IsNamespaced = resource.Namespaced,
                    Verbs = resource.Verbs ?? [],
                    ShortNames = resource.ShortNames ?? [],
                    Categories = resource.Categories ?? [],
                    Subresources = [.. all.Where(other => other.Name?.StartsWith(resource.Name + "/", StringComparison.Ordinal) == true).Select(other => other.Name![(resource.Name!.Length + 1)..])],
                });
            }
        }
    }
}

internal sealed class DiscoveryRoot
{
    public List<DiscoveryGroup>? Items { get; set; }

    public List<OldGroup>? Groups { get; set; }

    /// <summary>Of an old <c>/api</c>.</summary>
    public List<string>? Versions { get; set; }
}

internal sealed class DiscoveryGroup
{
    public DiscoveryName? Metadata { get; set; }

    public List<DiscoveryVersion>? Versions { get; set; }
}

internal sealed class DiscoveryName
{
    public string? Name { get; set; }
}

internal sealed class DiscoveryVersion
{
    public string? Version { get; set; }

    public string? Freshness { get; set; }

    public List<DiscoveryResource>? Resources { get; set; }
}

internal sealed class DiscoveryResource
{
    public string? Resource { get; set; }

    public DiscoveryKind? ResponseKind { get; set; }

    public string? Scope { get; set; }

    public string? SingularResource { get; set; }

    public List<string>? Verbs { get; set; }

    public List<string>? ShortNames { get; set; }

    public List<string>? Categories { get; set; }

    public List<DiscoverySubresource>? Subresources { get; set; }
}

internal sealed class DiscoveryKind
{
    public string? Kind { get; set; }
}

internal sealed class DiscoverySubresource
{
    public string? Subresource { get; set; }
}

internal sealed class OldGroup
{
    public List<OldVersion>? Versions { get; set; }

    public OldVersion? PreferredVersion { get; set; }
}

internal sealed class OldVersion
{
    public string? GroupVersion { get; set; }
}

internal sealed class OldResourceList
{
    public List<OldResource>? Resources { get; set; }
}

internal sealed class OldResource
{
    public string? Name { get; set; }

    public string? SingularName { get; set; }

    public bool Namespaced { get; set; }

    public string? Kind { get; set; }

    public List<string>? Verbs { get; set; }

    public List<string>? ShortNames { get; set; }

    public List<string>? Categories { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DiscoveryRoot))]
[JsonSerializable(typeof(OldResourceList))]
internal sealed partial class DiscoveryJson : JsonSerializerContext;

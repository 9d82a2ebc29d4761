using System.Text;

namespace KopsPS.Engine.Kubernetes;

/// <summary>Paths of the Kubernetes API.</summary>
internal static class KubePath
{
    /// <summary>Path of a resource: <c>/api/v1/…</c> for the core group, else <c>/apis/group/version/…</c>.</summary>
    /// <param name="group">Group; empty for the core.</param>
    /// <param name="version">Version.</param>
    /// <param name="resource">Plural name.</param>
    /// <param name="namespace">Namespace; null for the cluster or for all namespaces.</param>
    /// <param name="name">Name; null for the list.</param>
    /// <param name="subresource">Such as <c>scale</c>, <c>log</c>, <c>eviction</c>.</param>
    public static string For(string group, string version, string resource, string? @namespace = null, string? name = null, string? subresource = null)
    {
        var path = new StringBuilder(group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}");
        if (@namespace is { Length: > 0 })
        {
            path.Append("/namespaces/").Append(Uri.EscapeDataString(@namespace));
        }

        path.Append('/').Append(resource);
        if (name is not null)
        {
            path.Append('/').Append(Uri.EscapeDataString(name));
        }

        return subresource is null ? path.ToString() : path.Append('/').Append(subresource).ToString();
    }

    /// <summary>Adds those parameters that have a value.</summary>
    public static string WithQuery(string path, params (string Name, string? Value)[] parameters)
    {
        var whole = new StringBuilder(path);
        var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                whole.Append(mark).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                mark = '&';
            }
        }

        return whole.ToString();
    }
}

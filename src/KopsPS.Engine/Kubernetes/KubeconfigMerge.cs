using YamlDotNet.RepresentationModel;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Puts what kops exported for one cluster into a kubeconfig. Other clusters' entries are never touched, and of the
/// cluster's own entries only the fields that kops writes.
/// </summary>
internal static class KubeconfigMerge
{
    private static readonly string[] ClusterFields =
        ["server", "certificate-authority", "certificate-authority-data", "tls-server-name", "insecure-skip-tls-verify"];

    private static readonly string[] UserFields =
    [
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "username", "password",
        "exec", "auth-provider",
    ];

    /// <summary>Merges.</summary>
    /// <param name="target">The kubeconfig to change.</param>
    /// <param name="exported">What kops wrote into a file of its own.</param>
    /// <param name="name">Cluster, context and user have this name.</param>
    /// <param name="setCurrent">Make it the current context.</param>
    /// <param name="force">Also where the names belong to something else.</param>
    /// <exception cref="KopsException"><c>KubeconfigConflict</c>; <c>KubeconfigInvalid</c> where the export lacks the cluster.</exception>
    public static void Apply(KubeconfigFile target, KubeconfigFile exported, string name, bool setCurrent, bool force)
    {
        var cluster = exported.Find("clusters", name) ?? throw Faults.KubeconfigInvalid(exported.Path, $"kops exported no cluster '{name}'", null);
        var user = exported.Find("users", name);
        if (!force && Conflict(target, cluster, name, user is not null) is { } why)
        {
            throw Faults.KubeconfigConflict(name, target.Path, why);
        }

        target.Put("clusters", name, Overlay(target.Find("clusters", name), cluster, ClusterFields));
        if (user is not null)
        {
            target.Put("users", name, Overlay(target.Find("users", name), user, UserFields));
        }

        var context = target.Find("contexts", name) ?? [];
        context.Children["cluster"] = new YamlScalarNode(name);
        if (user is not null)
        {
            context.Children["user"] = new YamlScalarNode(name);
        }
        else if (KubeconfigFile.Child(context, "user") is null)
        {
            // No credential was asked for: whatever the context has stays.
            context.Children["user"] = new YamlScalarNode("") { Style = YamlDotNet.Core.ScalarStyle.DoubleQuoted };
        }

        target.Put("contexts", name, context);
        if (setCurrent)
        {
            target.SetCurrentContext(name);
        }
    }

    /// <summary>Why the names in a kubeconfig belong to something else, or null.</summary>
    private static string? Conflict(KubeconfigFile target, YamlMappingNode exported, string name, bool withUser)
    {
        if (target.Find("clusters", name) is { } old
            && Differs(old, exported, "server") && Differs(old, exported, "certificate-authority-data"))
        {
            return $"its cluster '{name}' is another one: server {KubeconfigFile.Text(old, "server")}, with another certificate authority";
        }

        if (KubeconfigFile.Text(target.Find("contexts", name), "cluster") is { } other && other != name)
        {
            return $"its context '{name}' leads to the cluster '{other}'";
        }

        if (!withUser || target.Find("users", name) is null)
        {
            return null;
        }

        var foreign = target.Names("contexts").FirstOrDefault(context =>
            target.Find("contexts", context) is { } body
            && KubeconfigFile.Text(body, "user") == name && KubeconfigFile.Text(body, "cluster") != name);
        return foreign is null ? null : $"its user '{name}' is also that of context '{foreign}', which leads to another cluster";
    }

    private static bool Differs(YamlMappingNode left, YamlMappingNode right, string field) =>
        KubeconfigFile.Text(left, field) != KubeconfigFile.Text(right, field);

    private static YamlMappingNode Overlay(YamlMappingNode? old, YamlMappingNode fresh, string[] fields)
    {
        var result = new YamlMappingNode(fresh.Children);
        if (old is null)
        {
            return result;
        }

        foreach (var (key, value) in old.Children)
        {
            if (key is YamlScalarNode { Value: { } field } && !fields.Contains(field) && !result.Children.ContainsKey(key))
            {
                result.Add(key, value);
            }
        }

        return result;
    }
}

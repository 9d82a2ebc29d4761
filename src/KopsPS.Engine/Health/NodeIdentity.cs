namespace KopsPS.Engine.Health;

/// <summary>What a node is, from its labels.</summary>
internal static class NodeIdentity
{
    public static bool IsControlPlane(NodeRow node) => Role(node) == "control-plane";

    /// <summary><c>control-plane</c>, <c>node</c>, another role, or null where no label says.</summary>
    public static string? Role(NodeRow node)
    {
        var roles = node.Metadata?.Labels?.Roles ?? [];
        return roles.Contains("control-plane") || roles.Contains("master")
            ? "control-plane"
            : roles.Contains("api-server") || roles.Contains("apiserver") ? "api-server" : roles.Find(role => role != "node") ?? roles.FirstOrDefault();
    }

    /// <summary>The EC2 instance, from the provider id, else the name where that is one.</summary>
    public static string? InstanceId(NodeRow node)
    {
        var last = node.Spec?.ProviderId?.Split('/')[^1] ?? node.Name;
        return last.StartsWith("i-", StringComparison.Ordinal) ? last : null;
    }
}

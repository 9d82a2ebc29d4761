namespace KopsPS.Engine.Identity;

/// <summary>The policies that AWS manages and kOps' guide for AWS names (https://kops.sigs.k8s.io/getting_started/aws/).</summary>
public static class FullAccessPolicies
{
    /// <summary>Their names, in the guide's order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "AmazonEC2FullAccess",
        "AmazonRoute53FullAccess",
        "AmazonS3FullAccess",
        "IAMFullAccess",
        "AmazonVPCFullAccess",
        "AmazonSQSFullAccess",
        "AmazonEventBridgeFullAccess",
    ];

    /// <summary>Their ARNs.</summary>
    /// <param name="partition">Partition, such as <c>aws</c>.</param>
    public static IReadOnlyList<string> Arns(string partition) => [.. Names.Select(name => $"arn:{partition}:iam::aws:policy/{name}")];
}

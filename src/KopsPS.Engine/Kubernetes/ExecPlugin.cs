namespace KopsPS.Engine.Kubernetes;

/// <summary>A program that gives credentials, as a kubeconfig describes it.</summary>
public sealed record ExecPlugin
{
    /// <summary>Full path, or a name that is looked up in PATH.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables added to the environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>Version of the protocol, such as <c>client.authentication.k8s.io/v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary><c>Never</c>, <c>IfAvailable</c> or <c>Always</c>: whether it needs a terminal.</summary>
    public string InteractiveMode { get; init; } = "IfAvailable";

    /// <summary>Tell it about the cluster.</summary>
    public bool ProvideClusterInfo { get; init; }

    /// <summary>What its author advises where it is missing.</summary>
    public string? InstallHint { get; init; }
}

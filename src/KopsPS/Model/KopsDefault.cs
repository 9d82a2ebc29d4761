namespace KopsPS;

/// <summary>
/// The values that a session uses where a cmdlet is not told otherwise. They win over the environment and lose
/// to explicit parameters. One set per runspace.
/// </summary>
public sealed class KopsDefault
{
    /// <summary>State store, such as <c>s3://acme-kops</c>.</summary>
    public string? StateStore { get; init; }

    /// <summary>AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>Name of an AWS profile; never a secret.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint for all AWS services, for emulators and private endpoints.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Path of the kops executable.</summary>
    public string? KopsPath { get; init; }

    /// <summary>Path of a kubeconfig.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Context within the kubeconfig.</summary>
    public string? Context { get; init; }
}

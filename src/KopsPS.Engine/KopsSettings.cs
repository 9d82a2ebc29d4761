using KopsPS.Engine.Aws;

namespace KopsPS.Engine;

/// <summary>
/// What one call was told, by parameter or session default, and the environment that fills in the rest. A null
/// means "not told": the part that needs the value looks it up in <see cref="Environment"/>.
/// </summary>
public sealed record KopsSettings
{
    /// <summary>The session's variables and home folder.</summary>
    public required HostEnvironment Environment { get; init; }

    /// <summary>State store, such as <c>s3://acme-kops</c> or <c>file:///srv/kops</c>.</summary>
    public string? StateStore { get; init; }

    /// <summary>AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint for all AWS services.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Path of the kops executable.</summary>
    public string? KopsPath { get; init; }

    /// <summary>Path of a kubeconfig.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Context within the kubeconfig.</summary>
    public string? Context { get; init; }

    /// <summary>
    /// Asks a person for the code of a multi-factor device (its serial number or ARN), for profiles whose role wants one; gives
    /// null where there is nobody to ask. Null means the same.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<string?>>? MfaCode { get; init; }

    /// <summary>What earlier calls got with such codes, so that they need not ask again; null keeps nothing.</summary>
    public MfaSessions? MfaSessions { get; init; }
}

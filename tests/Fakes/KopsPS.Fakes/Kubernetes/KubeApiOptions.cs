namespace KopsPS.Fakes.Kubernetes;

/// <summary>How a <see cref="KubeApi"/> behaves from its start.</summary>
public sealed record KubeApiOptions
{
    /// <summary>HTTPS with an authority of its own (the default), or plain HTTP.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>Folder below <c>tests/recordings/kube</c> that is played.</summary>
    public string Version { get; init; } = "1.36.2";

    /// <summary>Instead of the recorded nodes, this many healthy ones (with leases) of about 20 kB each.</summary>
    public int? GeneratedNodes { get; init; }

    /// <summary>
    /// Instead of the recorded pods, this many healthy ones of a deployment, as objects and as the table that kubectl asks for; with <see cref="GeneratedNodes"/>
    /// spread over these.
    /// </summary>
    public int? GeneratedPods { get; init; }

    /// <summary>Time that passes before each answer, however many are under way; null answers at once.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Bytes a second that all answers together may take; null is as fast as it goes. An API server makes 155,000,000.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Names in the server's certificate besides <c>localhost</c> and <c>127.0.0.1</c>.</summary>
    public string[] ServerNames { get; init; } = ["api.prod.example.com", "api.internal.prod.example.com"];

    /// <summary>Without <c>localhost</c> and <c>127.0.0.1</c> in the certificate: as a load balancer's name is missing in kops' ones.</summary>
    public bool OnlyServerNames { get; init; }

    /// <summary>A server certificate that ended an hour ago by this machine's clock.</summary>
    public bool ExpiredServerCertificate { get; init; }

    /// <summary>The newest Kubernetes that <c>/version</c> claims, such as <c>v1.36.2</c>; null is the recorded one.</summary>
    public string? ServerVersion { get; init; }
}

namespace KopsPS.Engine.Kubernetes;

/// <summary>A server's certificate, as its handshake shows it.</summary>
/// <param name="Start">First moment of its validity.</param>
/// <param name="End">Last moment of its validity.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="IsVerified">False where the kubeconfig says to take any certificate: then it proves nothing.</param>
internal sealed record ServingCertificate(DateTimeOffset Start, DateTimeOffset End, string Issuer, bool IsVerified);

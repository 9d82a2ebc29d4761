using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Buckets;

/// <summary>Whether a policy that demands TLS makes sense where S3 is reached.</summary>
internal static class BucketTransport
{
    /// <summary>What was told; else yes, except at an endpoint that is plain http itself, such as an emulator's.</summary>
    public static bool TlsOnly(AwsSession session, bool? told) =>
        told ?? session.Endpoint("S3")?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) != true;
}

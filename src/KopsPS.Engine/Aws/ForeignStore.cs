namespace KopsPS.Engine.Aws;

/// <summary>A store with S3's protocol outside of AWS, as kops' variables <c>S3_ENDPOINT</c> and the others name it.</summary>
internal sealed record ForeignStore(string Endpoint, string Region, string AccessKeyId, string SecretAccessKey)
{
    /// <inheritdoc/>
    public override string ToString() => Endpoint;
}

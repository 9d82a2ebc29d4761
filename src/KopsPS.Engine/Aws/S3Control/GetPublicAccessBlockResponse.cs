using Amazon.Runtime;

namespace KopsPS.Engine.Aws.S3Control;

/// <summary>The public-access block of an account.</summary>
public sealed class GetPublicAccessBlockResponse : AmazonWebServiceResponse
{
    /// <summary>Names of the blocks that are on, such as <c>BlockPublicAcls</c>.</summary>
    public IReadOnlyList<string> Blocks { get; internal set; } = [];
}

using Amazon.Runtime;

namespace KopsPS.Engine.Aws.S3Control;

/// <summary>Asks for the public-access block of an account (https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html).</summary>
public sealed class GetPublicAccessBlockRequest : AmazonWebServiceRequest
{
    /// <summary>The account, twelve digits.</summary>
    public required string AccountId { get; init; }
}

using System.Net;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace KopsPS.Engine.Aws.S3Control;

/// <summary>S3 Control on the SDK's core: its signer, retries, endpoint rules and errors.</summary>
public sealed class S3ControlClient : ServiceClient, IS3Control
{
    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    public S3ControlClient(AWSCredentials credentials, S3ControlConfig config)
        : base("S3 Control", credentials, config)
    {
    }

    /// <inheritdoc/>
    public Task<GetPublicAccessBlockResponse> GetPublicAccessBlockAsync(GetPublicAccessBlockRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetPublicAccessBlockResponse>(
            request,
            new InvokeOptions { RequestMarshaller = new RequestWriter(Config.ServiceURL), ResponseUnmarshaller = ResponseReader.Instance },
            cancellationToken);

    private sealed class RequestWriter(string? endpoint) : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var call = (GetPublicAccessBlockRequest)input;
            var request = new DefaultRequest(input, "S3 Control") { HttpMethod = "GET", ResourcePath = "/v20180820/configuration/publicAccessBlock" };
            request.Headers["x-amz-account-id"] = call.AccountId;

            // An address can have no name before it.
            if (endpoint is null || !IPAddress.TryParse(new Uri(endpoint).Host, out _))
            {
                request.HostPrefix = call.AccountId + ".";
            }

            return request;
        }
    }

    private sealed class ResponseReader : XmlResponseUnmarshaller
    {
        public static readonly ResponseReader Instance = new();

        public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input) => new GetPublicAccessBlockResponse
        {
            Blocks = [.. XElement.Load(input.Stream).Elements().Where(block => block.Value.Trim() == "true").Select(block => block.Name.LocalName)],
        };

        public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
            return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
        }
    }
}

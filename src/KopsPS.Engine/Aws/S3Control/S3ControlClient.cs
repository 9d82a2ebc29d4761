using System.Net;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Transform;

namespace KopsPS.Engine.Aws.S3Control;

/// <summary>S3 Control on the SDK's core: its signer, retries, endpoint rules and errors.</summary>
public sealed class S3ControlClient : AmazonServiceClient, IS3Control
{
    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    public S3ControlClient(AWSCredentials credentials, S3ControlConfig config)
        : base(credentials, config)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata { get; } = new Metadata();

    /// <inheritdoc/>
    public Task<GetPublicAccessBlockResponse> GetPublicAccessBlockAsync(GetPublicAccessBlockRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetPublicAccessBlockResponse>(
            request,
            new InvokeOptions { RequestMarshaller = new RequestWriter(Config.ServiceURL), ResponseUnmarshaller = ResponseReader.Instance },
            cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new EndpointHandler());
        pipeline.AddHandlerAfter<Marshaller>(new SigningHandler());
    }

    private sealed class Metadata : IServiceMetadata
    {
        public string ServiceId => "S3 Control";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }

    private sealed class EndpointHandler : BaseEndpointResolver
    {
        protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
            InjectHostPrefix(executionContext.RequestContext);

        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => new();
    }

    private sealed class SigningHandler : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }

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

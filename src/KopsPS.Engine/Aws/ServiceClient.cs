using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace KopsPS.Engine.Aws;

/// <summary>
/// A client of a service whose official package cannot be had, on the SDK's core: its signer, retries, endpoint rules and errors.
/// What is left to each is how requests are written and answers read.
/// </summary>
public abstract class ServiceClient : AmazonServiceClient
{
    /// <summary>Creates a client.</summary>
    /// <param name="serviceId">The service as AWS calls it, such as <c>Route 53</c>.</param>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    protected ServiceClient(string serviceId, AWSCredentials credentials, ServiceClientConfig config)
        : base(credentials, config)
    {
        ServiceMetadata = new Metadata(serviceId);
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata { get; }

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new EndpointHandler());
        pipeline.AddHandlerAfter<Marshaller>(new SigningHandler());
    }

    private sealed class Metadata(string serviceId) : IServiceMetadata
    {
        public string ServiceId => serviceId;

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
}

using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace KopsPS.Engine.Aws.Route53;

/// <summary>
/// Route 53 on the SDK's core: its signer, retries, endpoint rules and errors. In place of the official package as long
/// as that cannot be had.
/// </summary>
public sealed class Route53Client : ServiceClient, IRoute53
{
    /// <summary>Namespace of all requests and answers.</summary>
    internal static readonly XNamespace Namespace = "https://route53.amazonaws.com/doc/2013-04-01/";

    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    public Route53Client(AWSCredentials credentials, Route53Config config)
        : base("Route 53", credentials, config)
    {
    }

    /// <inheritdoc/>
    public Task<ListHostedZonesResponse> ListHostedZonesAsync(ListHostedZonesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListHostedZonesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListHostedZonesByNameResponse> ListHostedZonesByNameAsync(ListHostedZonesByNameRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListHostedZonesByNameResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListHostedZonesByVpcResponse> ListHostedZonesByVpcAsync(ListHostedZonesByVpcRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListHostedZonesByVpcResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetHostedZoneResponse> GetHostedZoneAsync(GetHostedZoneRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetHostedZoneResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<CreateHostedZoneResponse> CreateHostedZoneAsync(CreateHostedZoneRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateHostedZoneResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteHostedZoneResponse> DeleteHostedZoneAsync(DeleteHostedZoneRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DeleteHostedZoneResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<AssociateVpcWithHostedZoneResponse> AssociateVpcWithHostedZoneAsync(
        AssociateVpcWithHostedZoneRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AssociateVpcWithHostedZoneResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListResourceRecordSetsResponse> ListResourceRecordSetsAsync(ListResourceRecordSetsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListResourceRecordSetsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ChangeResourceRecordSetsResponse> ChangeResourceRecordSetsAsync(
        ChangeResourceRecordSetsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ChangeResourceRecordSetsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetChangeResponse> GetChangeAsync(GetChangeRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetChangeResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ChangeTagsForResourceResponse> ChangeTagsForResourceAsync(ChangeTagsForResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ChangeTagsForResourceResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListTagsForResourceResponse> ListTagsForResourceAsync(ListTagsForResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListTagsForResourceResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListTagsForResourcesResponse> ListTagsForResourcesAsync(ListTagsForResourcesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListTagsForResourcesResponse>(request, cancellationToken);

    private Task<TResponse> CallAsync<TResponse>(Route53Request request, CancellationToken cancellationToken)
        where TResponse : Route53Response, new()
    {
        ArgumentNullException.ThrowIfNull(request);
        return InvokeAsync<TResponse>(
            request,
            new InvokeOptions { RequestMarshaller = RequestWriter.Instance, ResponseUnmarshaller = ResponseReader<TResponse>.Instance },
            cancellationToken);
    }

    private sealed class RequestWriter : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public static readonly RequestWriter Instance = new();

        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var call = (Route53Request)input;
            var request = new DefaultRequest(input, "Route 53")
            {
                HttpMethod = call.Method,
                ResourcePath = "/2013-04-01/" + call.Path,
                UseQueryString = true,
            };
            foreach (var (name, value) in call.Query())
            {
                if (value is not null)
                {
                    request.Parameters.Add(name, value);
                }
            }

            if (call.Body() is { } body)
            {
                request.Content = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + body.ToString(SaveOptions.DisableFormatting));
                request.Headers["Content-Type"] = "application/xml";
            }

            return request;
        }
    }

    private sealed class ResponseReader<TResponse> : XmlResponseUnmarshaller
        where TResponse : Route53Response, new()
    {
        public static readonly ResponseReader<TResponse> Instance = new();

        public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
        {
            var response = new TResponse();
            using var reader = new StreamReader(input.Stream, Encoding.UTF8);
            var text = reader.ReadToEnd();

            // Changing tags is answered with an empty element, by some servers with nothing at all.
            if (text.Length > 0)
            {
                response.Read(XElement.Parse(text));
            }

            return response;
        }

        public override AmazonServiceException UnmarshallException(
            XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            using var reader = new StreamReader(input.Stream, Encoding.UTF8);
            var text = reader.ReadToEnd();
            XElement root;
            try
            {
                root = XElement.Parse(text);
            }
            catch (XmlException)
            {
                return new AmazonServiceException(
                    $"Route 53 answers {(int)statusCode} without saying why.", innerException, ErrorType.Unknown, null, null, statusCode);
            }

            // A refused batch of changes has its own root, with a message for each change.
            var error = Route53Response.Child(root, "Error");
            var code = error is null ? root.Name.LocalName : Route53Response.Text(error, "Code");
            var message = error is null
                ? string.Join(" ", root.Descendants().Where(element => element.Name.LocalName == "Message").Select(element => element.Value))
                : Route53Response.Text(error, "Message");
            var type = error is not null && Route53Response.Text(error, "Type") == "Receiver" ? ErrorType.Receiver : ErrorType.Sender;
            return new AmazonServiceException(message ?? "", innerException, type, code, Route53Response.Text(root, "RequestId"), statusCode);
        }
    }
}

using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace KopsPS.Engine.Aws;

/// <summary>A client of our own for a service that speaks AWS' query protocol: forms in, XML out.</summary>
public abstract class QueryClient : ServiceClient
{
    private readonly RequestWriter _writer;

    /// <summary>Creates a client.</summary>
    /// <param name="serviceId">The service as AWS calls it, such as <c>IAM</c>.</param>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint, and the version of the service's API.</param>
    protected QueryClient(string serviceId, AWSCredentials credentials, ServiceClientConfig config)
        : base(serviceId, credentials, config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _writer = new RequestWriter(serviceId, config.ServiceVersion);
    }

    /// <summary>Makes a call.</summary>
    private protected Task<TResponse> CallAsync<TResponse>(QueryRequest request, CancellationToken cancellationToken)
        where TResponse : QueryResponse, new() =>
        InvokeAsync<TResponse>(
            request, new InvokeOptions { RequestMarshaller = _writer, ResponseUnmarshaller = ResponseReader<TResponse>.Instance }, cancellationToken);

    private sealed class RequestWriter(string serviceId, string version) : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var call = (QueryRequest)input;
            var body = new StringBuilder().Append("Action=").Append(call.Action).Append("&Version=").Append(version);
            foreach (var (name, value) in call.Parameters())
            {
                body.Append('&').Append(name).Append('=').Append(WebUtility.UrlEncode(value));
            }

            var request = new DefaultRequest(input, serviceId)
            {
                HttpMethod = "POST",
                ResourcePath = "/",
                Content = Encoding.UTF8.GetBytes(body.ToString()),
            };
            request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
            return request;
        }
    }

    private sealed class ResponseReader<TResponse> : XmlResponseUnmarshaller
        where TResponse : QueryResponse, new()
    {
        public static readonly ResponseReader<TResponse> Instance = new();

        public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
        {
            var root = XElement.Load(input.Stream);
            var response = new TResponse();
            response.Read(root.Elements().FirstOrDefault(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal)) ?? new XElement("Result"));
            return response;
        }

        public override AmazonServiceException UnmarshallException(
            XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            try
            {
                var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
                return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
            }
            catch (XmlException)
            {
                // A proxy or an emulator answers in HTML.
                return new AmazonServiceException(
                    $"The answer with status {(int)statusCode} is not in the service's form.", innerException, ErrorType.Unknown, statusCode.ToString(), null, statusCode);
            }
        }
    }
}

using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>
/// Identity and Access Management on the SDK's core: its signer, retries, endpoint rules and errors. In place of the
/// official package as long as that cannot be had.
/// </summary>
public sealed partial class IdentityManagementClient : ServiceClient, IIdentityManagement
{
    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    public IdentityManagementClient(AWSCredentials credentials, IdentityManagementConfig config)
        : base("IAM", credentials, config)
    {
    }

    private Task<TResponse> CallAsync<TResponse>(IdentityManagementRequest request, CancellationToken cancellationToken)
        where TResponse : IdentityManagementResponse, new() =>
        InvokeAsync<TResponse>(
            request,
            new InvokeOptions { RequestMarshaller = RequestWriter.Instance, ResponseUnmarshaller = ResponseReader<TResponse>.Instance },
            cancellationToken);

    private sealed class RequestWriter : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public static readonly RequestWriter Instance = new();

        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var call = (IdentityManagementRequest)input;
            var body = new StringBuilder().Append("Action=").Append(call.Action).Append("&Version=2010-05-08");
            foreach (var (name, value) in call.Parameters())
            {
                body.Append('&').Append(name).Append('=').Append(WebUtility.UrlEncode(value));
            }

            var request = new DefaultRequest(input, "IAM")
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
        where TResponse : IdentityManagementResponse, new()
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
                    $"The answer with status {(int)statusCode} is not in IAM's form.", innerException, ErrorType.Unknown, statusCode.ToString(), null, statusCode);
            }
        }
    }
}

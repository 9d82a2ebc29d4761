using System.Net;
using System.Text;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace KopsPS.Engine.Aws.ElasticLoadBalancing;

/// <summary>
/// Elastic Load Balancing (version 2) on the SDK's core: its signer, retries, endpoint rules and errors. In place of
/// the official package as long as that cannot be had.
/// </summary>
public sealed class ElasticLoadBalancingClient : ServiceClient, IElasticLoadBalancing
{
    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    public ElasticLoadBalancingClient(AWSCredentials credentials, ElasticLoadBalancingConfig config)
        : base("Elastic Load Balancing v2", credentials, config)
    {
    }

    /// <inheritdoc/>
    public Task<DescribeLoadBalancersResponse> DescribeLoadBalancersAsync(
        DescribeLoadBalancersRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeLoadBalancersResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeTargetGroupsResponse> DescribeTargetGroupsAsync(
        DescribeTargetGroupsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeTargetGroupsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeTagsResponse> DescribeTagsAsync(DescribeTagsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeTagsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeLoadBalancerAttributesResponse> DescribeLoadBalancerAttributesAsync(
        DescribeLoadBalancerAttributesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeLoadBalancerAttributesResponse>(request, cancellationToken);

    private Task<TResponse> CallAsync<TResponse>(ElasticLoadBalancingRequest request, CancellationToken cancellationToken)
        where TResponse : ElasticLoadBalancingResponse, new() =>
        InvokeAsync<TResponse>(
            request,
            new InvokeOptions { RequestMarshaller = RequestWriter.Instance, ResponseUnmarshaller = ResponseReader<TResponse>.Instance },
            cancellationToken);

    private sealed class RequestWriter : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public static readonly RequestWriter Instance = new();

        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var call = (ElasticLoadBalancingRequest)input;
            var body = new StringBuilder().Append("Action=").Append(call.Action).Append("&Version=2015-12-01");
            foreach (var (name, value) in call.Parameters())
            {
                body.Append('&').Append(name).Append('=').Append(WebUtility.UrlEncode(value));
            }

            var request = new DefaultRequest(input, "Elastic Load Balancing v2")
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
        where TResponse : ElasticLoadBalancingResponse, new()
    {
        public static readonly ResponseReader<TResponse> Instance = new();

        public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
        {
            var root = XElement.Load(input.Stream);
            var response = new TResponse();
            if (root.Elements().FirstOrDefault(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal)) is { } result)
            {
                response.Read(result);
            }

            return response;
        }

        public override AmazonServiceException UnmarshallException(
            XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
            return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
        }
    }
}

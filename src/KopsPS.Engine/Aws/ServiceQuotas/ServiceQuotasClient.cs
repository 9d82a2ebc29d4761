using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace KopsPS.Engine.Aws.ServiceQuotas;

/// <summary>Service Quotas on the SDK's core: its signer, retries, endpoint rules and errors. In place of the official package.</summary>
public sealed class ServiceQuotasClient : ServiceClient, IServiceQuotas
{
    private const string Service = "Service Quotas";

    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    public ServiceQuotasClient(AWSCredentials credentials, ServiceQuotasConfig config)
        : base(Service, credentials, config)
    {
    }

    /// <inheritdoc/>
    public Task<GetServiceQuotaResponse> GetServiceQuotaAsync(GetServiceQuotaRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetServiceQuotaResponse>(
            request, new InvokeOptions { RequestMarshaller = RequestWriter.Instance, ResponseUnmarshaller = ResponseReader.Instance }, cancellationToken);

    private sealed class RequestWriter : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public static readonly RequestWriter Instance = new();

        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var call = (GetServiceQuotaRequest)input;
            var request = new DefaultRequest(input, Service)
            {
                HttpMethod = "POST",
                ResourcePath = "/",
                Content = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["ServiceCode"] = call.ServiceCode, ["QuotaCode"] = call.QuotaCode }),
            };
            request.Headers["Content-Type"] = "application/x-amz-json-1.1";
            request.Headers["X-Amz-Target"] = "ServiceQuotasV20190624.GetServiceQuota";
            return request;
        }
    }

    private sealed class ResponseReader : JsonResponseUnmarshaller
    {
        public static readonly ResponseReader Instance = new();

        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
        {
            var response = new GetServiceQuotaResponse();
            using var document = Read(input);
            if (document?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("Quota", out var quota) && quota.TryGetProperty("Value", out var value) && value.TryGetDouble(out var number))
            {
                response.Value = number;
            }

            return response;
        }

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            using var document = Read(input);
            if (document?.RootElement is not { } error)
            {
                return new AmazonServiceException(
                    $"The answer with status {(int)statusCode} is not in Service Quotas' form.", innerException, ErrorType.Unknown, statusCode.ToString(), null, statusCode);
            }

            var code = Text(error, "__type") ?? Text(error, "code");
            return new AmazonServiceException(
                Text(error, "message") ?? Text(error, "Message") ?? "", innerException, ErrorType.Unknown, code?[(code.LastIndexOf('#') + 1)..], null, statusCode);
        }

        /// <summary>The answer, or null where it is no JSON: a proxy or an emulator without this service answers as it likes.</summary>
        private static JsonDocument? Read(JsonUnmarshallerContext input)
        {
            try
            {
                return JsonDocument.Parse(input.Stream);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private static string? Text(JsonElement error, string name) =>
            error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}

using Amazon.Runtime;

namespace KopsPS.Engine.Aws.ServiceQuotas;

/// <summary>Asks for a quota (https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html).</summary>
public sealed class GetServiceQuotaRequest : AmazonWebServiceRequest
{
    /// <summary>Service, such as <c>ec2</c>.</summary>
    public required string ServiceCode { get; init; }

    /// <summary>Quota, such as <c>L-1216C47A</c>.</summary>
    public required string QuotaCode { get; init; }
}

using Amazon.Runtime;

namespace KopsPS.Engine.Aws.ServiceQuotas;

/// <summary>Answer to <see cref="GetServiceQuotaRequest"/>.</summary>
public sealed class GetServiceQuotaResponse : AmazonWebServiceResponse
{
    /// <summary>How much the account may have; null where the answer does not say.</summary>
    public double? Value { get; internal set; }
}

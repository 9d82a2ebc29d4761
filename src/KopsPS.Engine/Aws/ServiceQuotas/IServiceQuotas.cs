namespace KopsPS.Engine.Aws.ServiceQuotas;

/// <summary>The one call of Service Quotas that is needed, shaped like the official client.</summary>
public interface IServiceQuotas : IDisposable
{
    /// <summary>Reads how much of something the account may have in a region.</summary>
    Task<GetServiceQuotaResponse> GetServiceQuotaAsync(GetServiceQuotaRequest request, CancellationToken cancellationToken = default);
}

using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.ServiceQuotas;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Reads how much an account may have of something.</summary>
internal static class Quota
{
    /// <summary>The quota, or null where the API does not tell.</summary>
    public static async Task<double?> ReadAsync(PrerequisiteContext context, string service, string code, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await context.Session.ServiceQuotas()
                .GetServiceQuotaAsync(new GetServiceQuotaRequest { ServiceCode = service, QuotaCode = code }, cancellationToken).ConfigureAwait(false);
            return answer.Value;
        }
        catch (AmazonServiceException answer) when (AwsFaults.IsNotFound(answer) || answer.ErrorCode == "NoSuchResourceException")
        {
            return null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw AwsFaults.From(fault, "servicequotas:GetServiceQuota", code, context.Session.ProfileName, context.Identity);
        }
    }
}

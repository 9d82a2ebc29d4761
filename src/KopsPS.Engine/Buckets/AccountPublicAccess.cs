using System.Net;
using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.S3Control;

namespace KopsPS.Engine.Buckets;

/// <summary>What an account forbids all of its buckets; it wins over a bucket's own settings.</summary>
internal static class AccountPublicAccess
{
    /// <summary>Names of the blocks that are on, or why they could not be read.</summary>
    public static async Task<(IReadOnlyList<string> Blocks, string? Unread)> ReadAsync(
        AwsSession session, string? account, string region, CancellationToken cancellationToken)
    {
        if (account is null)
        {
            return ([], "which account this is could not be found out");
        }

        try
        {
            var answer = await AwsFaults.CallAsync(
                session, "s3:GetAccountPublicAccessBlock", account,
                () => session.S3Control(region).GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { AccountId = account }, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            return (answer.Blocks, null);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchPublicAccessBlockConfiguration" })
        {
            return ([], null);
        }
        catch (KopsException fault) when (fault.Id is "AwsAccessDenied" or "AwsUnreachable" or "AwsRequestRefused" or "AwsServiceFault")
        {
            return ([], fault.Message);
        }
    }
}

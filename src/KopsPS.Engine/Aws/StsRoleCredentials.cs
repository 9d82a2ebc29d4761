using Amazon.Runtime;
using Amazon.SecurityToken.Model;

namespace KopsPS.Engine.Aws;

/// <summary>Credentials of a role, renewed before they end.</summary>
internal sealed class StsRoleCredentials : RefreshingAWSCredentials
{
    /// <summary>How long before their end they are renewed.</summary>
    public static readonly TimeSpan RenewedBefore = TimeSpan.FromMinutes(5);

    private readonly Func<Task<Credentials>> _assume;

    public StsRoleCredentials(Func<Task<Credentials>> assume)
    {
        _assume = assume;
        PreemptExpiryTime = RenewedBefore;
    }

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var answer = await _assume().ConfigureAwait(false);
        return new CredentialsRefreshState(
            new ImmutableCredentials(answer.AccessKeyId, answer.SecretAccessKey, answer.SessionToken),
            answer.Expiration?.ToUniversalTime() ?? DateTime.UtcNow.AddHours(1));
    }
}

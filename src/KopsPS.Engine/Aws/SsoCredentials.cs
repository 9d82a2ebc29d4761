using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.SSO;
using Amazon.SSO.Model;

namespace KopsPS.Engine.Aws;

/// <summary>
/// Credentials of a role that IAM Identity Center gives to who is logged in. Not the SDK's own class: that one knows neither the
/// certificates nor the endpoints of this session, and says of an ended login only that something is wrong.
/// </summary>
internal sealed class SsoCredentials : RefreshingAWSCredentials
{
    private readonly AwsSession _session;
    private readonly string _profile;
    private readonly CredentialProfileOptions _options;

    public SsoCredentials(AwsSession session, string profile, CredentialProfileOptions options)
    {
        _session = session;
        _profile = profile;
        _options = options;
        PreemptExpiryTime = StsRoleCredentials.RenewedBefore;
    }

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var login = new SsoLogin(_session, _profile, _options.SsoSession ?? _options.SsoStartUrl, _options.SsoRegion);
        var request = new GetRoleCredentialsRequest
        {
            AccessToken = await login.TokenAsync().ConfigureAwait(false),
            AccountId = _options.SsoAccountId,
            RoleName = _options.SsoRoleName,
        };
        try
        {
            var keys = (await _session.Sso(_options.SsoRegion).GetRoleCredentialsAsync(request).ConfigureAwait(false)).RoleCredentials;
            return new CredentialsRefreshState(
                new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken),
                keys.Expiration is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end).UtcDateTime : DateTime.UtcNow.AddHours(1));
        }
        catch (AmazonSSOException fault) when (fault.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw Faults.SsoLoginNeeded(_profile, "AWS no longer takes the login that is kept", fault);
        }
        catch (AmazonSSOException fault) when (fault.StatusCode == HttpStatusCode.Forbidden)
        {
            throw Faults.AwsAccessDenied($"whoever is logged in may not use the role {request.RoleName} of the account {request.AccountId} (profile '{_profile}')", _profile, fault);
        }
    }
}

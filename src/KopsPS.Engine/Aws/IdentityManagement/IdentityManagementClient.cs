using Amazon.Runtime;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>
/// Identity and Access Management on the SDK's core: its signer, retries, endpoint rules and errors. In place of the
/// official package as long as that cannot be had.
/// </summary>
public sealed partial class IdentityManagementClient : QueryClient, IIdentityManagement
{
    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Credentials to sign with.</param>
    /// <param name="config">Region or endpoint.</param>
    public IdentityManagementClient(AWSCredentials credentials, IdentityManagementConfig config)
        : base("IAM", credentials, config)
    {
    }
}

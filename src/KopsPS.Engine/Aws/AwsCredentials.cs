namespace KopsPS.Engine.Aws;

/// <summary>Keys that sign requests. Shows nothing of them as text.</summary>
/// <param name="accessKeyId">Access key id.</param>
/// <param name="secretAccessKey">Secret access key.</param>
/// <param name="sessionToken">Session token, or null with long-lived keys.</param>
/// <param name="expires">When they end, in UTC, or null where nobody says.</param>
public sealed class AwsCredentials(string accessKeyId, string secretAccessKey, string? sessionToken, DateTimeOffset? expires)
{
    /// <summary>Access key id.</summary>
    public string AccessKeyId => accessKeyId;

    /// <summary>Secret access key.</summary>
    public string SecretAccessKey => secretAccessKey;

    /// <summary>Session token, or null with long-lived keys.</summary>
    public string? SessionToken => sessionToken;

    /// <summary>When they end, in UTC, or null where nobody says.</summary>
    public DateTimeOffset? Expires => expires;

    /// <inheritdoc/>
    public override string ToString() => "AWS credentials";
}

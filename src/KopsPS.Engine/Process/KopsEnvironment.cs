namespace KopsPS.Engine.Processes;

/// <summary>The environment of a kops process: built from nothing, so that no variable of the session changes what it does unseen.</summary>
internal static class KopsEnvironment
{
    private static readonly string[] Inherited =
    [
        "PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "AWS_CA_BUNDLE",
        "TMPDIR", "TMP", "TEMP", "KOPS_FEATURE_FLAGS", "KOPS_BASE_URL", "S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY",
        "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
    ];

    private static readonly string[] InheritedOnWindows = ["SystemRoot", "SystemDrive", "windir", "PATHEXT", "ComSpec", "USERPROFILE", "APPDATA", "LOCALAPPDATA"];

    private const string Endpoint = "AWS_ENDPOINT_URL";

    /// <summary>Builds the environment of a run.</summary>
    /// <param name="settings">What the call was told.</param>
    /// <param name="credentials">Credentials that .NET resolved, or null.</param>
    /// <param name="region">Region, or null.</param>
    /// <param name="home">Private home folder.</param>
    /// <param name="kubeconfig">Path of the kubeconfig, which need not exist.</param>
    /// <param name="extra">Variables of this call.</param>
    public static Dictionary<string, string> Build(
        KopsSettings settings, KopsCredentials? credentials, string? region, string home, string kubeconfig, IReadOnlyDictionary<string, string> extra)
    {
        var host = settings.Environment;
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var name in OperatingSystem.IsWindows() ? Inherited.Concat(InheritedOnWindows) : Inherited)
        {
            if (host[name] is { } value)
            {
                variables[name] = value;
            }
        }

        foreach (var (name, value) in host.Variables)
        {
            if (value.Length > 0 && (name == Endpoint || name.StartsWith(Endpoint + "_", StringComparison.Ordinal)))
            {
                variables[name] = value;
            }
        }

        if (settings.EndpointUrl is { } endpoint)
        {
            variables[Endpoint] = endpoint;
        }

        variables["HOME"] = home;
        variables["KUBECONFIG"] = kubeconfig;
        if ((region ?? host["AWS_REGION"] ?? host["AWS_DEFAULT_REGION"]) is { } known)
        {
            variables["AWS_REGION"] = known;
        }

        if (credentials is not null)
        {
            variables["AWS_ACCESS_KEY_ID"] = credentials.AccessKey;
            variables["AWS_SECRET_ACCESS_KEY"] = credentials.SecretKey;
            if (credentials.Token is { Length: > 0 } token)
            {
                variables["AWS_SESSION_TOKEN"] = token;
            }

            // Where keys are given there is nothing to ask the metadata service for, and off EC2 the question takes seconds.
            variables["AWS_EC2_METADATA_DISABLED"] = "true";
        }

        foreach (var (name, value) in extra)
        {
            variables[name] = value;
        }

        return variables;
    }
}

using Amazon.Runtime.CredentialManagement;

namespace KopsPS.Engine.Aws;

/// <summary>What parameters, environment and the shared configuration files say about region, profile and endpoints.</summary>
internal sealed class AwsConfiguration(KopsSettings settings)
{
    private readonly object _lock = new();
    private CredentialProfileStoreChain? _files;
    private (bool Read, CredentialProfile? Profile) _profile;

    /// <summary>What the call was told.</summary>
    public KopsSettings Settings => settings;

    /// <summary>The session's environment.</summary>
    public HostEnvironment Environment => settings.Environment;

    /// <summary>The profile told or in the environment.</summary>
    public string? ProfileName => settings.ProfileName ?? Environment["AWS_PROFILE"];

    /// <summary>The region told, in the environment or in the profile.</summary>
    public string? Region => settings.Region ?? Environment["AWS_REGION"] ?? Environment["AWS_DEFAULT_REGION"] ?? Profile?.Region?.SystemName;

    /// <summary>The profile in use, or null where it is missing; without a name it is <c>default</c>.</summary>
    public CredentialProfile? Profile
    {
        get
        {
            lock (_lock)
            {
                if (!_profile.Read)
                {
                    _profile = (true, FindProfile(ProfileName ?? "default"));
                }

                return _profile.Profile;
            }
        }
    }

    /// <summary>The shared configuration files.</summary>
    public CredentialProfileStoreChain Files
    {
        get
        {
            lock (_lock)
            {
                return _files ??= new CredentialProfileStoreChain(FilesLocation());
            }
        }
    }

    /// <summary>A store outside of AWS, named by kops' own variables; an explicit endpoint wins over it.</summary>
    /// <exception cref="KopsException"><c>KopsCredentialsNotFound</c>, <c>AwsEndpointInvalid</c>.</exception>
    public ForeignStore? ForeignStore
    {
        get
        {
            if (settings.EndpointUrl is not null || Environment["S3_ENDPOINT"] is not { } endpoint)
            {
                return null;
            }

            string Needed(string name) => Environment[name]
                ?? throw Faults.CredentialsNotFound($"S3_ENDPOINT is set, and {name} is not", null);
            return new ForeignStore(
                Checked(endpoint), Environment["S3_REGION"] ?? "us-east-1", Needed("S3_ACCESS_KEY_ID"), Needed("S3_SECRET_ACCESS_KEY"));
        }
    }

    /// <summary>A profile by name, or null.</summary>
    public CredentialProfile? FindProfile(string name) => Files.TryGetProfile(name, out var profile) ? profile : null;

    /// <summary>The endpoint that somebody set for a service, or null.</summary>
    /// <exception cref="KopsException"><c>AwsEndpointInvalid</c>.</exception>
    public string? Endpoint(string service)
    {
        if (settings.EndpointUrl is { } told)
        {
            return Checked(told);
        }

        if (string.Equals(Environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], "true", StringComparison.OrdinalIgnoreCase)
            || Profile?.IgnoreConfiguredEndpointUrls == true)
        {
            return null;
        }

        var found = Environment[$"AWS_ENDPOINT_URL_{service}"] ?? Environment["AWS_ENDPOINT_URL"] ?? Profile?.EndpointUrl;
        return found is null ? null : Checked(found);
    }

    private static string Checked(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? endpoint : throw Faults.EndpointInvalid(endpoint);

    /// <summary>
    /// Null lets the SDK look everywhere it knows, such as its own encrypted store on Windows. The variable is read here: the
    /// SDK looks at it once in a process, and people set it in the middle of a session.
    /// </summary>
    private string? FilesLocation() =>
        Environment["AWS_SHARED_CREDENTIALS_FILE"] is { } told ? told
        : Environment.HomeDirectory == System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile)
            && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE")) ? null
        : Path.Combine(Environment.HomeDirectory, ".aws", "credentials");
}

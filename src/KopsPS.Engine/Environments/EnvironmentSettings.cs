using System.Collections;
using System.Text.RegularExpressions;
using KopsPS.Engine.Identity;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Engine.Environments;

/// <summary>Reads an environment from names and values, wherever they come from: parameters, a hashtable, a file.</summary>
public static partial class EnvironmentSettings
{
    /// <summary>The names there are, as <c>Initialize-KopsEnvironment</c> has them as parameters.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "EnvironmentName", "ClusterName", "Zone", "Region", "ProfileName", "EndpointUrl", "StateStoreName", "KmsKey", "DiscoveryStoreName", "DnsZone", "NetworkId", "Wait", "NameServer", "UserName",
        "StoreProfile", "RoleName", "GitHubRepository", "Branch", "GitHubEnvironment", "AzureDevOpsOrganizationId", "ServiceConnection", "LeastPrivilege",
        "PermissionsBoundary", "SshKeyPath", "SshPublicKey", "ServerName", "ServerType", "OperatingSystem", "SessionManager", "ModuleSource", "ModuleSha256",
        "SshAccess", "AdminAccess", "KubernetesVersion", "KopsVersion", "KubectlVersion", "Mirror", "Tag",
    ];

    /// <summary>Where the private SSH key of an environment is, if nobody chose another place.</summary>
    /// <param name="home">Home folder.</param>
    /// <param name="environment">Name of the environment.</param>
    public static string DefaultKeyPath(string home, string environment) => Path.Combine(home, ".ssh", $"kops-{environment}");

    /// <summary>Reads.</summary>
    /// <param name="settings">Names and values; names in any case.</param>
    /// <param name="home">Home folder, for the default place of the SSH key.</param>
    /// <exception cref="KopsException">
    /// <c>KopsEnvironmentSettingUnknown</c>, <c>KopsEnvironmentSettingInvalid</c>, <c>KopsEnvironmentSettingMissing</c>, <c>KopsZoneInvalid</c>, and those
    /// of what is read.
    /// </exception>
    public static EnvironmentRequest Read(IDictionary settings, string home)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(home);
        var values = new SettingValues(settings);
        var name = values.Text("EnvironmentName") ?? throw Faults.EnvironmentSettingMissing("EnvironmentName", "it names everything that is made");
        if (!EnvironmentName().IsMatch(name))
        {
            throw Faults.EnvironmentSettingInvalid("EnvironmentName", name, "use up to 32 lower-case letters, digits and hyphens, beginning with a letter");
        }

        var zones = values.List("Zone");
        if (zones.FirstOrDefault(zone => !CreateChecks.IsZone(zone)) is { } odd)
        {
            throw Faults.ZoneInvalid(odd, "a zone is written like eu-central-1a: the region and a letter");
        }

        if (zones.FirstOrDefault(zone => CreateChecks.RegionOf(zone) != CreateChecks.RegionOf(zones[0])) is { } foreign)
        {
            throw Faults.ZoneInvalid(foreign, $"a cluster lives in one region, and {zones[0]} is in {CreateChecks.RegionOf(zones[0])}");
        }

        if (values.Text("Region") is { } region && zones.Count > 0 && CreateChecks.RegionOf(zones[0]) != region)
        {
            throw Faults.ZoneInvalid(zones[0], $"it is not in the region {region}");
        }

        if (values.Text("ClusterName") is { } cluster && !CreateChecks.IsClusterName(cluster))
        {
            throw Faults.EnvironmentSettingInvalid("ClusterName", cluster, "the name of a cluster is a DNS name in lower case with a dot, such as prod.example.com");
        }

        return Checked(values, WithServer(values, new EnvironmentRequest
        {
            Name = name,
            Region = values.Text("Region") ?? (zones.Count > 0 ? CreateChecks.RegionOf(zones[0]) : null),
            ProfileName = values.Text("ProfileName"),
            EndpointUrl = values.Text("EndpointUrl"),
            ClusterName = values.Text("ClusterName"),
            Zones = zones,
            StateStoreName = values.Text("StateStoreName") is { } store ? Bucket(store) : null,
            KmsKey = values.Text("KmsKey"),
            DiscoveryStoreName = values.Text("DiscoveryStoreName") is { } discovery ? Bucket(discovery) : null,
            DnsZone = values.Text("DnsZone"),
            NetworkIds = values.List("NetworkId"),
            Wait = values.Duration("Wait"),
            NameServers = values.List("NameServer"),
            UserName = values.Text("UserName"),
            StoreProfile = values.Text("StoreProfile"),
            RoleName = values.Text("RoleName"),
            Trust = Trust(values),
            LeastPrivilege = values.Flag("LeastPrivilege"),
            PermissionsBoundary = values.Text("PermissionsBoundary"),
            SshKeyPath = values.Text("SshKeyPath") ?? DefaultKeyPath(home, name),
            SshPublicKey = values.Text("SshPublicKey"),
            SshAccess = values.List("SshAccess"),
            AdminAccess = values.List("AdminAccess"),
            KubernetesVersion = values.Text("KubernetesVersion")?.TrimStart('v', 'V'),
            KopsVersion = values.Text("KopsVersion"),
            KubectlVersion = values.Text("KubectlVersion"),
            Mirror = values.Text("Mirror"),
            Tags = values.Table("Tag"),
        }));
    }

    /// <summary>Refuses what makes no sense together.</summary>
    private static EnvironmentRequest Checked(SettingValues values, EnvironmentRequest request)
    {
        if (request.UserName is not null && request.Trust is not null)
        {
            throw Faults.EnvironmentSettingInvalid("UserName", request.UserName, "an environment has a user or a pipeline's role; make the other with New-KopsIdentity -EnvironmentName");
        }

        if (request.UserName is null && request.StoreProfile is not null)
        {
            throw Faults.EnvironmentSettingMissing("UserName", "StoreProfile is for the access key of a user");
        }

        if (request.DiscoveryStoreName is { } discovery && discovery == request.StateStoreName)
        {
            throw Faults.EnvironmentSettingInvalid("DiscoveryStoreName", discovery, "it is the state store, which has to be private; the documents need a bucket of their own");
        }

        if (request.LeastPrivilege && request.KmsKey?.StartsWith("arn:", StringComparison.Ordinal) == false)
        {
            throw Faults.EnvironmentSettingInvalid("KmsKey", request.KmsKey, "a policy limited to the environment needs the key's ARN");
        }

        return request is { UserName: null, Trust: null, ServerName: null } && values.First("LeastPrivilege", "PermissionsBoundary") is { } limit
            ? throw Faults.EnvironmentSettingMissing("UserName", $"{limit} limits a user, a pipeline's role or a management server, and none is asked for")
            : request.DnsZone is null && values.First("NetworkId", "NameServer") is { } zone
                ? throw Faults.EnvironmentSettingMissing("DnsZone", $"{zone} is for a hosted zone")
                : request;
    }

    private static EnvironmentRequest WithServer(SettingValues values, EnvironmentRequest request)
    {
        var source = values.Text("ModuleSource");
        request = request with
        {
            ServerName = values.Text("ServerName"),
            ServerType = values.Text("ServerType"),
            ServerSystem = values.Word<KopsServerSystem>("OperatingSystem"),
            SessionManager = values.Flag("SessionManager"),
            Module = source is null ? null : ModuleSource.Parse(source, values.Text("ModuleSha256")),
        };
        if (request.ServerName is null && values.First("ServerType", "OperatingSystem", "SessionManager", "ModuleSource", "ModuleSha256") is { } unused)
        {
            throw Faults.EnvironmentSettingMissing("ServerName", $"{unused} is for a management server");
        }

        if (request.ServerName is not null && !request.SessionManager && request.SshAccess.Count == 0)
        {
            throw Faults.EnvironmentSettingMissing("SshAccess", "the management server needs the ranges that may use SSH, or SessionManager");
        }

        return request;
    }

    private static IdentityTrust? Trust(SettingValues values)
    {
        var repository = values.Text("GitHubRepository");
        var connection = values.Text("ServiceConnection");
        if (repository is not null && connection is not null)
        {
            throw Faults.EnvironmentSettingInvalid("ServiceConnection", connection, "a role is for GitHub or for Azure DevOps; make the other with New-KopsIdentity");
        }

        if (repository is not null)
        {
            // Without any branch or environment, the branch that most repositories deploy from.
            var (branches, environments) = (values.List("Branch"), values.List("GitHubEnvironment"));
            return IdentityTrust.GitHub(repository, branches.Count + environments.Count == 0 ? ["main"] : branches, environments);
        }

        if (connection is not null)
        {
            var id = values.Text("AzureDevOpsOrganizationId") ?? throw Faults.EnvironmentSettingMissing("AzureDevOpsOrganizationId", "a service connection is trusted by its organization");
            return Guid.TryParse(id, out var organization)
                ? IdentityTrust.AzureDevOps(organization, connection)
                : throw Faults.EnvironmentSettingInvalid("AzureDevOpsOrganizationId", id, "it is a GUID");
        }

        return values.First("Branch", "GitHubEnvironment") is { } branch ? throw Faults.EnvironmentSettingMissing("GitHubRepository", $"{branch} is for a role of GitHub")
            : values.First("AzureDevOpsOrganizationId") is { } azure ? throw Faults.EnvironmentSettingMissing("ServiceConnection", $"{azure} is for a role of Azure DevOps")
            : values.First("RoleName") is { } role ? throw Faults.EnvironmentSettingMissing("GitHubRepository", $"{role} needs who may take the role: GitHubRepository or ServiceConnection")
            : null;
    }

    private static string Bucket(string told) => told.StartsWith("s3://", StringComparison.OrdinalIgnoreCase) ? told[5..].TrimEnd('/') : told;

    [GeneratedRegex(@"^[a-z]([a-z0-9-]{0,30}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex EnvironmentName();
}

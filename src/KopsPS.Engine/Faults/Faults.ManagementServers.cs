namespace KopsPS.Engine;

/// <summary>Faults of management servers.</summary>
public static partial class Faults
{
    /// <summary>A value that no management server can have.</summary>
    public static KopsException ManagementServerInvalid(string parameter, string value, string why) => new(
        "KopsManagementServerInvalid", FaultKind.InvalidArgument, $"{parameter} '{value}' cannot be: {why}.", value);

    /// <summary>A range of addresses that is none.</summary>
    public static KopsException CidrInvalid(string cidr, string why) => new(
        "KopsCidrInvalid", FaultKind.InvalidArgument, $"'{cidr}' is no range of addresses: {why}.", cidr);

    /// <summary>What was given is no place to get the module from.</summary>
    public static KopsException ModuleSourceInvalid(string source, string why) => new(
        "KopsModuleSourceInvalid", FaultKind.InvalidArgument, $"The module cannot come from '{source}': {why}.", source,
        "Give a version in the PowerShell Gallery, or a package by https or as s3://bucket/key with -ModuleSha256.");

    /// <summary>The user data is longer than EC2 takes, also packed.</summary>
    public static KopsException UserDataTooLarge(int bytes, int limit) => new(
        "KopsUserDataTooLarge", FaultKind.InvalidArgument, $"The server's user data has {bytes} bytes, and EC2 takes {limit}.", bytes,
        "Give a shorter -ModuleSource.");

    /// <summary>No server has the name, or the instance is none of KopsPS'.</summary>
    public static KopsException ManagementServerNotFound(string name, string region, IReadOnlyCollection<string> nearest) => new(
        "KopsManagementServerNotFound", FaultKind.ObjectNotFound,
        $"There is no management server '{name}' in {region}.{(nearest.Count == 0 ? "" : $" Did you mean {string.Join(" or ", nearest)}?")}", name,
        $"Get-KopsManagementServer -Region {region}");

    /// <summary>Several servers have the name.</summary>
    public static KopsException ManagementServerAmbiguous(string name, IReadOnlyCollection<string> ids) => new(
        "KopsManagementServerAmbiguous", FaultKind.InvalidOperation, $"{ids.Count} management servers are called '{name}': {string.Join(", ", ids)}.", name,
        "Name one with -InstanceId.");

    /// <summary>The region, or the zone that was asked for, does not have the type.</summary>
    public static KopsException InstanceTypeNotOffered(string type, string where, string? instead, IReadOnlyCollection<string> zones) => new(
        "KopsInstanceTypeNotOffered", FaultKind.InvalidArgument,
        $"{where} does not offer the instance type {type}.{(zones.Count == 0 ? "" : $" {string.Join(", ", zones)} would.")}", type,
        instead is null ? "Give another -Type, or another -Zone." : $"-Type {instead} is offered there.");

    /// <summary>The image is not for the type's processor.</summary>
    public static KopsException ImageArchitectureMismatch(string image, string imageArchitecture, string type, string architectures) => new(
        "KopsImageArchitectureMismatch", FaultKind.InvalidArgument,
        $"The image {image} is for {imageArchitecture}, and {type} has {architectures}.", image,
        "Give a -Type with the image's processor, or leave out -ImageId.");

    /// <summary>There is no such image, or none that fits.</summary>
    public static KopsException ImageNotFound(string image, string region, Exception? inner = null) => new(
        "KopsImageNotFound", FaultKind.ObjectNotFound, $"{region} has no image {image} that this account may use.", image,
        "Give another -ImageId, -OperatingSystem or -SystemVersion.", inner);

    /// <summary>The image's disk is larger than the one asked for.</summary>
    public static KopsException DiskTooSmall(string image, int wanted, int needed) => new(
        "KopsManagementServerInvalid", FaultKind.InvalidArgument,
        $"-VolumeSize '{wanted} GiB' cannot be: the image {image} needs {needed} GiB.", wanted, $"Give -VolumeSize {needed}Gi or more.");

    /// <summary>The account to log in with is not known.</summary>
    public static KopsException SshUserUnknown(string image) => new(
        "KopsUsage", FaultKind.InvalidArgument, $"Nobody can tell which account the image {image} has.", image, "Give -SshUser.");

    /// <summary>There is no network to put the server into.</summary>
    public static KopsException ServerNetworkNotFound(string what, string why) => new(
        "KopsNetworkNotFound", FaultKind.ObjectNotFound, why, what, "Give -SubnetId, the subnet that the server is to be in.");

    /// <summary>EC2 has no such key pair.</summary>
    public static KopsException KeyPairNotFound(string name, string region, Exception? inner) => new(
        "KopsKeyPairNotFound", FaultKind.ObjectNotFound, $"EC2 in {region} has no key pair '{name}'.", name,
        "Import one with New-KopsSshKey -Import, or name another with -KeyName.", inner);

    /// <summary>There is no such instance profile, or it did not reach EC2 in time.</summary>
    public static KopsException InstanceProfileNotFound(string name, Exception? inner) => new(
        "KopsInstanceProfileNotFound", FaultKind.ObjectNotFound, $"EC2 does not know the instance profile '{name}'.", name,
        "Make a role for EC2 with New-KopsIdentity, or name another profile with -InstanceProfile. A new one may take minutes.", inner);

    /// <summary>Somebody else's security group has the server's name.</summary>
    public static KopsException SecurityGroupForeign(string name, string id) => new(
        "KopsSecurityGroupForeign", FaultKind.ResourceExists, $"The security group '{name}' ({id}) was not made by KopsPS.", id,
        "Give the server another -Name, or remove or rename that group.");

    /// <summary>A security group can't be deleted since something uses it.</summary>
    public static KopsException SecurityGroupInUse(string id, Exception inner) => new(
        "KopsSecurityGroupInUse", FaultKind.ResourceBusy, $"The security group {id} is still in use, although its server is gone.", id,
        "Take away what uses it, such as a rule of another group, and run the command again.", inner);

    /// <summary>AWS has no machines of the type left in the zone.</summary>
    public static KopsException InstanceCapacityInsufficient(string type, string zone, IReadOnlyCollection<string> others, Exception inner) => new(
        "KopsInstanceCapacityInsufficient", FaultKind.ResourceUnavailable, $"AWS has no capacity for {type} in {zone} at the moment.", zone,
        others.Count == 0 ? "Try again later, or give another -Type." : $"Try -Zone {others.First()}, or another -Type.", inner);

    /// <summary>The account's quota of processors is used up.</summary>
    public static KopsException VcpuLimitExceeded(string type, string region, string? said, Exception inner) => new(
        "KopsVcpuLimitExceeded", FaultKind.LimitsExceeded, $"The account's quota of vCPUs in {region} does not allow another {type}: {said}", type,
        "Ask AWS for a higher quota (Service Quotas, Amazon EC2, Running On-Demand Standard instances), give a smaller -Type, or stop instances.", inner);

    /// <summary>EC2 keeps the instance from being terminated.</summary>
    public static KopsException TerminationProtected(string name, string id, Exception? inner) => new(
        "KopsTerminationProtected", FaultKind.InvalidOperation, $"The management server {name} ({id}) is protected from termination.", id,
        "Take the protection away first: New-KopsManagementServer with the same parameters and -TerminationProtection:$false.", inner);

    /// <summary>A state was waited for in vain.</summary>
    public static KopsException ServerStateTimeout(string name, string wanted, string state, TimeSpan limit) => new(
        "KopsManagementServerTimeout", FaultKind.OperationTimeout,
        $"The management server {name} is not {wanted} after {GoDuration.Format(limit)}: it is {state}.", name, "Run the command again: it goes on from there.");

    /// <summary>The instance ended while it was waited for.</summary>
    public static KopsException ServerEnded(string name, string id, string state, string? why) => new(
        "KopsManagementServerEnded", FaultKind.InvalidResult, $"The management server {name} ({id}) is {state}{(string.IsNullOrEmpty(why) ? "" : $": {why}")}.", id);

    /// <summary>The first set-up did not end in time.</summary>
    public static KopsException CloudInitTimeout(string name, TimeSpan limit, string detail) => new(
        "KopsCloudInitTimeout", FaultKind.OperationTimeout, $"The set-up of {name} is not done after {GoDuration.Format(limit)}: {detail}.", name,
        $"Wait again with the same command and a longer -Wait; on the server, {ManagementServers.CloudInit.LogPath} tells what is done.");

    /// <summary>The first set-up failed.</summary>
    public static KopsException CloudInitFailed(string name, IReadOnlyCollection<string> errors) => new(
        "KopsCloudInitFailed", FaultKind.InvalidResult,
        $"The set-up of {name} failed: {(errors.Count == 0 ? "cloud-init does not say why" : string.Join("; ", errors))}.", name,
        $"On the server, {ManagementServers.CloudInit.LogPath} and /var/log/cloud-init-output.log tell more; 'sudo bash {ManagementServers.CloudInit.ScriptPath}' does it again.");

    /// <summary>The server's host key is not the one that is known.</summary>
    public static KopsException SshHostKeyMismatch(string server, string found, string known, string source) => new(
        "KopsSshHostKeyMismatch", FaultKind.SecurityError, $"{server} shows the host key {found}, and {source} has {known}. Somebody may be in between.", server,
        "Compare the key with the server's console output (aws ec2 get-console-output). Nothing was sent.");

    /// <summary>The server does not take the key.</summary>
    public static KopsException SshAccessDenied(string server, string user, Exception? inner) => new(
        "KopsSshAccessDenied", FaultKind.AuthenticationError, $"{server} does not let {user} in with this key.", server,
        "Give the private key of the key pair that the server was made with by -KeyFile, and its -SshUser.", inner);

    /// <summary>The private key can't be used.</summary>
    public static KopsException SshKeyFileInvalid(string path, string why, Exception? inner) => new(
        "KopsSshKeyFileInvalid", FaultKind.InvalidArgument, $"The private key '{path}' cannot be used: {why}", path,
        "Give the private key's file (not the .pub) by -KeyFile.", inner);

    /// <summary>There is no ssh client.</summary>
    public static KopsException SshClientNotFound() => new(
        "KopsSshClientNotFound", FaultKind.ObjectNotFound, "There is no ssh client on the PATH.", "ssh",
        "Install OpenSSH's client (Windows: Add-WindowsCapability -Online -Name OpenSSH.Client~~~~0.0.1.0; Debian, Ubuntu: apt install openssh-client).");

    /// <summary>There is no AWS CLI.</summary>
    public static KopsException AwsCliNotFound() => new(
        "KopsAwsCliNotFound", FaultKind.ObjectNotFound, "There is no AWS CLI (aws) on the PATH.", "aws",
        "Install it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html.");

    /// <summary>There is no Session Manager plug-in.</summary>
    public static KopsException SessionManagerPluginNotFound() => new(
        "KopsSessionManagerPluginNotFound", FaultKind.ObjectNotFound, "There is no Session Manager plug-in (session-manager-plugin) on the PATH.", "session-manager-plugin",
        "Install it: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html.");

    /// <summary>A session needs a person's terminal.</summary>
    public static KopsException TerminalRequired(string command) => new(
        "KopsTerminalRequired", FaultKind.InvalidOperation, $"{command} hands a terminal through, and there is none here.", command,
        "Run it at an interactive prompt. In a script use ssh, or aws ssm send-command, with a command.");

    /// <summary>A server can't be entered as it is.</summary>
    public static KopsException ServerNotEnterable(string name, string why, string action) => new(
        "KopsManagementServerNotReachable", FaultKind.InvalidOperation, $"Nobody can get on the management server {name}: {why}.", name, action);

    /// <summary>The client of a session can't be started.</summary>
    public static KopsException TerminalProgramFailed(string program, Exception inner) => new(
        "KopsSessionFailed", FaultKind.InvalidOperation, $"'{program}' cannot be started: {inner.Message}", program, null, inner);

    /// <summary>The client of a session ended with a fault of its own.</summary>
    public static KopsException SessionFailed(string name, string program, int exitCode) => new(
        "KopsSessionFailed", FaultKind.ConnectionError, $"{program} could not keep a session with {name}: it ended with {exitCode}. What it said stands above.", name);
}

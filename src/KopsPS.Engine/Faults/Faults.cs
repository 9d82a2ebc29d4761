namespace KopsPS.Engine;

/// <summary>
/// Every fault that KopsPS itself finds, each with its id, kind, target and what to do; one file of them for each
/// area, beside this one. What kops says is in the catalogue of the process layer.
/// </summary>
public static partial class Faults
{
    // ---- Usage ----

    /// <summary>A destructive call would have to ask, and there is nobody to ask.</summary>
    public static KopsException ConfirmationRequired(string command, bool hasForce) => new(
        "KopsConfirmationRequired", FaultKind.InvalidOperation, $"{command} would ask for confirmation, and nobody can answer here.", command,
        $"Say that you mean it: {command} … -Confirm:$false{(hasForce ? " or -Force" : "")}. -WhatIf shows what would be done.");

    // ---- Process ----

    /// <summary>There is no kops.</summary>
    public static KopsException KopsNotFound(string? path) => new(
        "KopsNotFound", FaultKind.ObjectNotFound,
        path is null ? "There is no kops on this machine: none was installed with Install-KopsBinary and none is on the PATH." : $"There is no kops at '{path}'.",
        path, "Run Install-KopsBinary kops, or name one with -KopsPath.");

    /// <summary>The file is there but may not be run.</summary>
    public static KopsException KopsNotExecutable(string path) => new(
        "KopsNotExecutable", FaultKind.PermissionDenied, $"'{path}' is not executable.", path,
        "Give it the right to be run (chmod +x), or get a verified one with Install-KopsBinary kops.");

    /// <summary>What was found does not answer as kops does.</summary>
    public static KopsException KopsBinaryInvalid(string path, Exception? cause) => new(
        "KopsBinaryInvalid", FaultKind.InvalidResult, $"'{path}' is no kops for this machine: it does not answer 'kops version'.", path,
        "Get a verified one with Install-KopsBinary kops, or name another with -KopsPath.", cause);

    /// <summary>A run of kops took longer than it may.</summary>
    public static KopsException KopsTimeLimitExceeded(string command, TimeSpan limit, object? target, Exception cause) => new(
        "KopsTimeLimitExceeded", FaultKind.OperationTimeout, $"'{command}' was ended: it took longer than the limit of {GoDuration.Format(limit)}.", target,
        "Give a higher -TimeLimit. What was done so far stays; the same command goes on from there.", cause);

    // ---- Binaries ----

    /// <summary>What was given is no version of kops or kubectl.</summary>
    public static KopsException BinaryVersionInvalid(string? text) => new(
        "KopsBinaryVersionInvalid", FaultKind.InvalidArgument, $"'{text}' is no version.", text,
        "Give a whole version such as 1.36.2, or Latest, or Stable. Get-KopsBinary -ListAvailable shows what there is.");

    /// <summary>No such version was ever released, as far as the list of releases goes.</summary>
    public static KopsException BinaryVersionNotFound(string name, string version, IReadOnlyList<string> nearest, Exception? inner = null) => new(
        "KopsBinaryVersionNotFound", FaultKind.ObjectNotFound,
        nearest.Count == 0
            ? $"There is no {name} {version}."
            : $"There is no {name} {version}. Nearest {(nearest.Count == 1 ? "is" : "are")} {string.Join(", ", nearest)}.",
        version, $"Get-KopsBinary {name} -ListAvailable", inner);

    /// <summary>The source does not have the file; whether the version exists at all is not known, or it does.</summary>
    public static KopsException BinaryNotPublished(string name, string version, string platform, IEnumerable<string> addresses, Exception? inner = null) => new(
        "KopsBinaryNotPublished", FaultKind.ObjectNotFound,
        $"{name} {version} for {platform} is not at {string.Join(" nor at ", addresses)} (404).", version,
        "Check the version, -Architecture and the layout of -Mirror; beside each binary there has to be a .sha256 file, unless -Sha256 is given.", inner);

    /// <summary>There is no list of releases to choose from.</summary>
    public static KopsException ReleaseListUnavailable(string name, string source, Exception? inner) => new(
        "KopsReleaseListUnavailable", FaultKind.ResourceUnavailable,
        $"The releases of {name} could not be listed from {source}{(inner is null ? "." : $": {inner.Message}")}", name,
        $"Name the version: Install-KopsBinary {name} -Version 1.36.2. A mirror can offer the name of its newest version in a file stable.txt.", inner);

    /// <summary>What was read does not have the digest that it should have.</summary>
    public static KopsException BinaryDigestMismatch(string name, string version, string address, string expected, string actual) => new(
        "KopsBinaryDigestMismatch", FaultKind.SecurityError,
        $"{name} {version} from {address} is not what was published: its SHA-256 is {actual} and should be {expected}. Nothing was installed.",
        address, "Find out who changed the file, or the checksum, before you use either. A mirror may be out of date, or a proxy may alter downloads.");

    /// <summary>The checksum file is something else, such as a portal's login page.</summary>
    public static KopsException BinaryChecksumInvalid(string name, string version, string address, string content) => new(
        "KopsBinaryChecksumInvalid", FaultKind.InvalidData,
        $"The checksum file {address} of {name} {version} has no SHA-256 digest; it begins with '{Excerpt(content)}'. Nothing was installed.",
        address, "Look at the address in a browser: a proxy or portal may answer in its place. -Sha256 takes a digest that you got elsewhere.");

    /// <summary>A download that failed for good, or too often.</summary>
    public static KopsException BinaryDownloadFailed(string name, string version, string address, FaultKind kind, Exception inner) => new(
        "KopsBinaryDownloadFailed", kind,
        $"{name} {version} could not be read from {address}: {inner.Message} Nothing was installed.", address,
        kind is FaultKind.AuthenticationError or FaultKind.PermissionDenied
            ? "The server wants an identity: name one that may read in the address of -Mirror, or use another mirror."
            : "Check the network and HTTPS_PROXY, or use -Mirror with a copy that can be reached.", inner);

    /// <summary>The address of a mirror can never work.</summary>
    public static KopsException MirrorInvalid(string mirror, string why) => new(
        "KopsMirrorInvalid", FaultKind.InvalidArgument, $"The mirror '{mirror}' cannot be used: {why}.", mirror,
        "Give an address laid out as the official site is, such as https://mirror.acme.dev/kops, or a template, such as https://mirror.acme.dev/{name}-{version}-{os}-{arch}.");

    /// <summary>Plain http to another machine.</summary>
    public static KopsException MirrorInsecure(string mirror) => new(
        "KopsMirrorInsecure", FaultKind.SecurityError,
        $"The mirror '{mirror}' is plain http: anybody on the way can replace the binary and its checksum.", mirror,
        "Use https, or -AllowInsecureMirror together with -Sha256.");

    /// <summary>A redirect to a place less safe than the one it comes from.</summary>
    public static KopsException RedirectInsecure(string from, string to) => new(
        "KopsRedirectInsecure", FaultKind.SecurityError,
        $"{from} redirects to {to}, which is not https: anybody on the way could replace the binary. Nothing was installed.", from,
        "Give the address of a source that stays with https.");

    /// <summary>No room for the binary.</summary>
    public static KopsException BinaryDiskFull(string path, Exception inner) => new(
        "KopsBinaryDiskFull", FaultKind.WriteError, $"There is no room left for {path}: {inner.Message} What was there before is untouched.", path,
        "Make room, or remove old versions: Get-KopsBinary | Where-Object Supported -eq $false | Uninstall-KopsBinary", inner);

    /// <summary>A binary cannot be placed or removed.</summary>
    public static KopsException BinaryTargetNotWritable(string path, Exception inner) => new(
        "KopsBinaryTargetNotWritable", FaultKind.PermissionDenied, $"{path} cannot be written: {inner.Message}", path,
        "Choose a folder of your own with -Destination or -Scope CurrentUser, or work as an administrator.", inner);

    /// <summary>A running binary cannot be replaced or removed, as on Windows.</summary>
    public static KopsException BinaryBusy(string path, Exception inner) => new(
        "KopsBinaryBusy", FaultKind.ResourceBusy, $"{path} is in use: {inner.Message}", path, "Wait until it has ended, then do it again.", inner);

    /// <summary>What should be removed is not there.</summary>
    public static KopsException BinaryNotInstalled(string name, string version, IReadOnlyList<string> installed) => new(
        "KopsBinaryNotInstalled", FaultKind.ObjectNotFound,
        $"{name} {version} is not among the versions that Install-KopsBinary keeps; {(installed.Count == 0 ? "there are none" : $"there {(installed.Count == 1 ? "is" : "are")} {string.Join(", ", installed)}")}.",
        version, $"Get-KopsBinary {name}");

    /// <summary>A binary that somebody else put there.</summary>
    public static KopsException BinaryNotOurs(string path) => new(
        "KopsBinaryNotOurs", FaultKind.InvalidOperation, $"{path} was not put there by Install-KopsBinary, and is left alone.", path,
        "Remove it with what installed it, such as a package manager.");

    private static string Excerpt(string text)
    {
        var line = text.Trim().Split('\n')[0].Trim();
        return line.Length > 60 ? line[..60] + "…" : line;
    }

    // ---- AWS ----

    /// <summary>No credentials can be found, or the profile named is missing.</summary>
    internal static KopsException CredentialsNotFound(string why, string? profile, Exception? inner = null) => new(
        "KopsCredentialsNotFound", FaultKind.AuthenticationError, $"There are no AWS credentials to use: {why}.", profile,
        "Name a profile with -ProfileName, log in with 'aws sso login', or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.", inner);

    /// <summary>A role wants a code of a device, and nobody gives one.</summary>
    internal static KopsException MfaRequired(string profile, string serial) => new(
        "AwsMfaRequired", FaultKind.AuthenticationError,
        $"The role of the profile '{profile}' needs a code of the device {serial}, and nobody gave one.", profile,
        "Run this where it can ask, or get temporary keys first: aws sts assume-role --serial-number … --token-code …, and set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.");

    /// <summary>The credentials have ended.</summary>
    internal static KopsException CredentialsExpired(string? profile, Exception? inner = null) => new(
        "KopsCredentialsExpired", FaultKind.AuthenticationError,
        profile is null ? "The AWS credentials have expired." : $"The AWS credentials of the profile '{profile}' have expired.", profile,
        profile is null ? "Get new ones, for example with 'aws sso login', or renew the session token in the environment." : $"Log in again: aws sso login --profile {profile}", inner);

    /// <summary>Nobody is logged in with IAM Identity Center, or no longer.</summary>
    internal static KopsException SsoLoginNeeded(string profile, string why, Exception? inner) => new(
        "KopsCredentialsExpired", FaultKind.AuthenticationError, $"The profile '{profile}' needs a login with IAM Identity Center: {why}.", profile,
        $"aws sso login --profile {profile}", inner);

    /// <summary>AWS does not know the keys, or the signature made with them is wrong.</summary>
    internal static KopsException CredentialsRejected(string why, string? profile, Exception? inner = null) => new(
        "AwsCredentialsRejected", FaultKind.AuthenticationError, $"AWS rejects the credentials: {why}", profile,
        "Check that the access key exists, is active and belongs with the secret key, and that this machine's clock is right.", inner);

    /// <summary>The identity is known and may not do it.</summary>
    internal static KopsException AwsAccessDenied(string what, object? target, Exception? inner = null) => new(
        "AwsAccessDenied", FaultKind.PermissionDenied, $"AWS refuses: {what}", target,
        "Ask for the permission that the message names, or use a profile that has it.", inner);

    /// <summary>An AWS service can't be reached.</summary>
    internal static KopsException AwsUnreachable(string service, string why, Exception? inner = null) => new(
        "AwsUnreachable", FaultKind.ConnectionError, $"{service} cannot be reached: {why}", service,
        "Check the network, HTTPS_PROXY and NO_PROXY, the region and the endpoint.", inner);

    /// <summary>A service needs a region and none is known.</summary>
    public static KopsException RegionNotSet() => new(
        "AwsRegionNotSet", FaultKind.InvalidArgument, "No AWS region is set.", null,
        "Give -Region, call Set-KopsDefault -Region, or set AWS_REGION or the profile's region.");

    /// <summary>An endpoint is no URL.</summary>
    internal static KopsException EndpointInvalid(string endpoint) => new(
        "AwsEndpointInvalid", FaultKind.InvalidArgument, $"The endpoint '{endpoint}' is no http or https URL.", endpoint,
        "Write it in full, such as https://vpce-1234.s3.eu-central-1.vpce.amazonaws.com or http://127.0.0.1:5000.");

    /// <summary>A file of certificates can't be used.</summary>
    internal static KopsException CertificateBundleInvalid(string path, Exception inner) => new(
        "AwsCertificateBundleInvalid", FaultKind.InvalidArgument, $"The certificates in '{path}' (AWS_CA_BUNDLE) cannot be read: {inner.Message}", path,
        "Let AWS_CA_BUNDLE name a readable file of PEM certificates, or remove it.", inner);

    // ---- State store and spec ----

    /// <summary>No state store was told and none is configured.</summary>
    internal static KopsException StateStoreNotSet() => new(
        "KopsStateStoreNotSet", FaultKind.InvalidArgument, "No state store is set.", null,
        "Give -StateStore s3://bucket, call Set-KopsDefault -StateStore s3://bucket, or set KOPS_STATE_STORE.");

    /// <summary>The state store's location can never work, or what is there is none.</summary>
    internal static KopsException StateStoreInvalid(string location, string why) => new(
        "KopsStateStoreInvalid", FaultKind.InvalidArgument, $"'{location}' is not a state store: {why}{(why.EndsWith('?') ? "" : ".")}", location,
        "Give s3://bucket, s3://bucket/prefix or file:///path, the folder directly above the clusters.");

    /// <summary>kops' configuration file can't be read.</summary>
    internal static KopsException StateStoreConfigUnreadable(string path, Exception inner) => new(
        "KopsStateStoreNotSet", FaultKind.InvalidArgument, $"No state store is set, and '{path}' cannot be read: {inner.Message}", path,
        "Give -StateStore, or make the file readable.", inner);

    /// <summary>The bucket or the folder is not there.</summary>
    internal static KopsException StateStoreNotFound(string location, Exception? inner = null) => new(
        "KopsStateStoreNotFound", FaultKind.ObjectNotFound, $"The state store {location} does not exist.", location,
        location.StartsWith("file:", StringComparison.Ordinal)
            ? "Check the path, or make the folder: an empty one is an empty state store."
            : "Check the name, and that the profile belongs to the account that owns it.", inner);

    /// <summary>The identity may not read the state store.</summary>
    internal static KopsException StateStoreAccessDenied(string location, string? identity, string? what, Exception? inner = null) => new(
        "KopsStateStoreAccessDenied", FaultKind.PermissionDenied,
        $"{(identity is null ? "The AWS identity in use" : identity)} may not read the state store {location}{(what is null ? "" : $" ({what})")}.", location,
        "Grant it s3:ListBucket, s3:GetBucketLocation and s3:GetObject there, and kms:Decrypt for an encrypted one, or use another profile.", inner);

    /// <summary>Nobody answers for the state store.</summary>
    internal static KopsException StateStoreUnreachable(string location, string why, Exception? inner = null) => new(
        "KopsStateStoreUnreachable", FaultKind.ConnectionError, $"The state store {location} cannot be reached: {why}", location,
        "Check the network, HTTPS_PROXY and NO_PROXY, the region and the endpoint.", inner);

    /// <summary>The store's service asks for fewer requests.</summary>
    internal static KopsException StateStoreThrottled(string location, Exception? inner = null) => new(
        "KopsStateStoreThrottled", FaultKind.LimitsExceeded, $"The state store {location} asks for fewer requests, also after several tries.", location,
        "Try again later.", inner);

    /// <summary>An object of the store can't be read although the store can.</summary>
    internal static KopsException StateStoreReadFailed(string path, string why, Exception? inner = null) => new(
        "KopsStateStoreReadFailed", FaultKind.ReadError, $"'{path}' in the state store cannot be read: {why}", path, null, inner);

    /// <summary>Text is no manifest of kops.</summary>
    internal static KopsException ManifestInvalid(string? source, string why, Exception? inner = null) => new(
        "KopsManifestInvalid", FaultKind.InvalidData, $"{(source is null ? "The manifest" : $"'{source}'")} is not a valid manifest: {why}", source,
        null, inner);

    /// <summary>One instance group of a cluster can't be read; the rest of the cluster can.</summary>
    internal static KopsException InstanceGroupInvalid(string name, string clusterName, KopsException cause) => new(
        "KopsInstanceGroupInvalid", cause.Kind, $"The instance group '{name}' of {clusterName} is not readable: {cause.Message}", $"{clusterName}/{name}",
        "Correct its file in the state store, or write the group anew with 'kops replace'; until then the cluster's counts are not known.", cause);

    /// <summary>The state store has no such cluster.</summary>
    internal static KopsException ClusterNotFound(string name, string stateStore, IReadOnlyCollection<string> nearest) => new(
        "KopsClusterNotFound", FaultKind.ObjectNotFound,
        $"The state store {stateStore} has no cluster '{name}'.{(nearest.Count == 0 ? "" : $" Did you mean {string.Join(" or ", nearest)}?")}", name,
        $"Get-KopsCluster -StateStore {stateStore}");

    /// <summary>No cluster was named.</summary>
    public static KopsException ClusterNameRequired() => new(
        "KopsNameRequired", FaultKind.InvalidArgument, "No cluster is named.", null, "Give -ClusterName, or set KOPS_CLUSTER_NAME.");

    /// <summary>The cluster has no such instance group.</summary>
    public static KopsException InstanceGroupNotFound(string name, string cluster, IReadOnlyCollection<string> nearest) => new(
        "KopsInstanceGroupNotFound", FaultKind.ObjectNotFound,
        $"The cluster {cluster} has no instance group '{name}'.{(nearest.Count == 0 ? "" : $" Did you mean {string.Join(" or ", nearest)}?")}", name,
        $"Get-KopsInstanceGroup -ClusterName {cluster}");

    /// <summary>The cluster was never applied, so what kops writes then is missing.</summary>
    internal static KopsException ClusterNotApplied(string name) => new(
        "KopsClusterNotApplied", FaultKind.InvalidOperation, $"The cluster '{name}' has never been applied.", name,
        $"Update-KopsCluster -Name {name}");

    // ---- Lifecycle ----

    // ---- Lifecycle: create and remove ----

    /// <summary>A value that a cluster's spec cannot have.</summary>
    /// <param name="parameter">Where it was given.</param>
    /// <param name="value">The value.</param>
    /// <param name="why">What is wrong and what would be right.</param>
    public static KopsException SpecInvalid(string parameter, string value, string why) => new(
        "KopsSpecInvalid", FaultKind.InvalidData, $"{parameter} '{value}' cannot be: {why}.", value);

    /// <summary>A zone that cannot be used.</summary>
    public static KopsException ZoneInvalid(string zone, string why) => new(
        "KopsZoneInvalid", FaultKind.InvalidArgument, $"Zone '{zone}' cannot be used: {why}.", zone);

    /// <summary>Parameters that exclude or need each other.</summary>
    public static KopsException ParameterConflict(string message) => new("KopsUsage", FaultKind.InvalidArgument, message);

    /// <summary>The public key for SSH is not there.</summary>
    public static KopsException SshKeyFileNotFound(string path) => new(
        "SshKeyFileNotFound",
        FaultKind.ObjectNotFound,
        $"The SSH public key '{path}' does not exist.",
        path,
        "Name the .pub file of a key pair, or leave out -SshPublicKey: the instances then have no key.");

    /// <summary>The kops that would be called cannot do it.</summary>
    public static KopsException FeatureNotInKops(string what, NuGet.Versioning.SemanticVersion kops, string needed) => new(
        "KopsFeatureMissing",
        FaultKind.NotImplemented,
        $"kops {kops.ToNormalizedString()} does not have {what}; it needs {needed}.",
        what,
        "Install-KopsBinary kops -Version <version>");

    /// <summary>A deletion ended with something left.</summary>
    /// <param name="fault">What the catalogue says of it.</param>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="left">What is left.</param>
    /// <param name="holders">What holds it, as far as it was found.</param>
    public static KopsException DeletionIncomplete(
        KopsException fault, string clusterName, IReadOnlyList<KopsCloudResource> left, IReadOnlyList<KopsDeletionBlocker> holders)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(holders);
        var text = new System.Text.StringBuilder()
            .Append(null, $"{left.Count} resources of {clusterName} could not be deleted: {string.Join(", ", left.Select(one => $"{one.Type} {one.Id}"))}.");
        foreach (var holder in holders)
        {
            text.Append('\n').Append(holder).Append('.').Append(holder.Remedy.Length > 0 ? " " + holder.Remedy : "");
        }

        if (holders.Count == 0)
        {
            text.Append("\nNothing was found in EC2 or load balancing that holds them.");
        }

        return new(
            fault.Id, fault.Kind, text.Append('\n').Append(fault.Message).ToString(), holders.Count > 0 ? holders.ToArray() : left.ToArray(),
            $"Take away what holds them, then run Remove-KopsCluster -Name {clusterName} again: it goes on with what is left. The cluster is still registered.", fault);
    }

    /// <summary>A cluster's objects are in the store, but not the one that makes it a cluster.</summary>
    public static KopsException ClusterHalfRemoved(string name, string stateStore, int objects) => new(
        "KopsClusterHalfRemoved",
        FaultKind.InvalidData,
        $"The state store {stateStore} has no cluster '{name}' any more, but {objects} objects of one are left below {stateStore}/{name}/: an earlier removal was interrupted. kops cannot remove them.",
        name,
        $"Make sure that nothing of the cluster runs, then delete them: aws s3 rm --recursive {stateStore}/{name}/ (a file:// store: delete the folder). They hold private keys.");

    /// <summary>A cluster of that name is registered.</summary>
    public static KopsException ClusterExists(string name, string stateStore) => new(
        "KopsClusterExists",
        FaultKind.ResourceExists,
        $"The state store {stateStore} has a cluster '{name}' already; nothing was changed.",
        name,
        $"Get-KopsPlan -Name {name} -StateStore {stateStore} shows what it lacks. A cluster that an earlier try left registered goes with: Remove-KopsCluster -Name {name} -StateStore {stateStore} -Unregister");

    /// <summary>kops' plan has lines that were not understood, and the caller wants all or nothing.</summary>
    public static KopsException PlanUnparsed(string clusterName, IReadOnlyList<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return new(
            "KopsPlanUnparsed",
            FaultKind.InvalidResult,
            $"{lines.Count} lines of kops' plan for {clusterName} were not understood. The first: {lines[0].Trim()}",
            clusterName,
            "Without -Strict the plan is returned, with these lines in Unparsed.");
    }

    /// <summary>kops ended well, but what it printed is no whole plan.</summary>
    public static KopsException PlanIncomplete(string clusterName, IReadOnlyList<string> unparsed)
    {
        ArgumentNullException.ThrowIfNull(unparsed);
        return new(
            "KopsPlanIncomplete",
            FaultKind.InvalidResult,
            $"What kops printed for {clusterName} is no whole plan."
                + (unparsed.Count > 0 ? $" The first line that was not understood: {unparsed[0].Trim()}" : ""),
            clusterName,
            "Run it again; if it stays, this version of kops prints plans that KopsPS does not know.");
    }

    /// <summary>Reality has moved since a plan was made.</summary>
    public static KopsException PlanOutdated(string clusterName, string differences) => new(
        "KopsPlanOutdated",
        FaultKind.InvalidOperation,
        $"The plan for {clusterName} is out of date; nothing was applied. {differences}",
        clusterName,
        $"Make a new plan with Get-KopsPlan -Name {clusterName}, look at it, and apply that.");

    /// <summary>Applying would raise the cluster to a newer minor version of kops.</summary>
    public static KopsException KopsUpgradeNotAllowed(string clusterName, string lastAppliedBy, string kopsVersion) => new(
        "KopsUpgradeNotAllowed",
        FaultKind.InvalidOperation,
        $"{clusterName} was last applied by kops {lastAppliedBy}; applying it with kops {kopsVersion} changes add-ons and nodes, and older versions then refuse it.",
        clusterName,
        $"Look at Get-KopsPlan -Name {clusterName} and apply with -AllowKopsUpgrade, or use the version that the cluster has: Install-KopsBinary kops -Version {lastAppliedBy}");

    /// <summary>The kops in use cannot limit a plan to instance groups.</summary>
    public static KopsException PlanOfGroupsMissing(string? kopsVersion, Exception inner) => new(
        "KopsFeatureMissing",
        FaultKind.NotImplemented,
        $"kops {kopsVersion} cannot limit a plan or an update to instance groups.",
        "-InstanceGroup",
        "Leave out -InstanceGroup, or use a newer kops: Install-KopsBinary kops",
        inner);

    /// <summary>The object that came down the pipeline and the parameter name different state stores.</summary>
    public static KopsException StateStoreMismatch(string clusterName, string? ofObject, string told) => new(
        "KopsStateStoreMismatch",
        FaultKind.InvalidArgument,
        $"The object for {clusterName} comes from {ofObject}, but -StateStore says {told}; nothing was changed.",
        clusterName,
        "Leave out -StateStore to use the object's, or give the cluster by -Name.");

    /// <summary>No cluster was named.</summary>
    public static KopsException NameRequired() => new(
        "KopsNameRequired", FaultKind.InvalidArgument, "No cluster is named.", null, "Give -Name, or pipe a cluster; Get-KopsCluster lists them.");

    /// <summary>A plan with deletions that nobody looked at, where nobody can be asked.</summary>
    public static KopsException DeletionsNotConfirmed(string clusterName, string deletions) => new(
        "KopsConfirmationRequired",
        FaultKind.InvalidOperation,
        $"This update of {clusterName} deletes {deletions}, and there is nobody to ask; nothing was applied.",
        clusterName,
        "Give -Force or -Confirm:$false, or apply a plan that was looked at: Update-KopsCluster -Plan $plan");

    /// <summary>The cluster did not become ready in time.</summary>
    public static KopsException ValidationTimeout(string clusterName, TimeSpan wait, string missing, Exception? inner = null) => new(
        "KopsValidationTimeout",
        FaultKind.OperationTimeout,
        $"{clusterName} was not ready after {GoDuration.Format(wait)}: {missing}",
        clusterName,
        $"Look at the failures, or wait longer: Test-KopsCluster -Name {clusterName} -Wait 30m",
        inner);

    /// <summary>kops ended without a validation that can be read.</summary>
    public static KopsException ValidationUnreadable(string clusterName, string rest) => new(
        "KopsValidationUnreadable",
        FaultKind.InvalidResult,
        $"kops printed no validation of {clusterName} that can be read{(rest.Length > 0 ? $": {rest[..Math.Min(rest.Length, 200)].Trim()}" : ".")}",
        clusterName);

    // ---- Kubernetes and kubeconfig ----

    /// <summary>No kubeconfig where it should be.</summary>
    public static KopsException KubeconfigNotFound(string paths) => new(
        "KubeconfigNotFound", FaultKind.ObjectNotFound, $"There is no kubeconfig at {paths}.", paths,
        "Export-KopsKubeconfig writes one; -Kubeconfig or the variable KUBECONFIG names another.");

    /// <summary>A kubeconfig that the system does not hand out.</summary>
    public static KopsException KubeconfigUnreadable(string path, Exception inner) => new(
        "KubeconfigUnreadable", FaultKind.ReadError, $"The kubeconfig {path} cannot be read: {inner.Message}", path, "Look at its owner and mode.", inner);

    /// <summary>A kubeconfig that breaks its own rules.</summary>
    public static KopsException KubeconfigInvalid(string path, string why, Exception? inner) => new(
        "KubeconfigInvalid", FaultKind.InvalidData, $"The kubeconfig {path} is not usable: {why}.", path, "Mend it, or name another with -Kubeconfig.", inner);

    /// <summary>The names of a cluster belong to another one in the kubeconfig.</summary>
    public static KopsException KubeconfigConflict(string name, string path, string why) => new(
        "KubeconfigConflict", FaultKind.ResourceExists, $"{path} is left as it was: {why}.", name,
        "Write into another file with -Kubeconfig, or replace the entries with -Force (the old file is kept as a backup).");

    /// <summary>Another program is changing the kubeconfig, or left its lock behind.</summary>
    public static KopsException KubeconfigLocked(string path, string lockFile, Exception inner) => new(
        "KubeconfigLocked", FaultKind.ResourceBusy, $"Another program is changing {path}: {lockFile} exists.", path,
        "Try again; if nothing runs any more, delete the lock file.", inner);

    /// <summary>The kubeconfig cannot be written.</summary>
    public static KopsException KubeconfigNotWritable(string path, Exception inner) => new(
        "KubeconfigNotWritable", FaultKind.WriteError, $"{path} cannot be written: {inner.Message}", path, "Look at the folder's owner and mode, and at free space.", inner);

    /// <summary>A context, or the context of a cluster, that the kubeconfig does not have, or has several times.</summary>
    public static KopsException KubernetesContextNotFound(string name, string source, IReadOnlyList<string> contexts) => new(
        "KubernetesContextNotFound", FaultKind.ObjectNotFound,
        $"{source} has no one context for '{name}'. " + (contexts.Count == 0 ? "It has none at all." : $"Contexts: {string.Join(", ", contexts)}."), name,
        $"Export-KopsKubeconfig -ClusterName {name} writes it; -Context names one of those that are there.");

    /// <summary>Neither cluster nor context was named, and the kubeconfig has no current context.</summary>
    public static KopsException KubernetesContextNotSet(string source, IReadOnlyList<string> contexts) => new(
        "KubernetesContextNotFound", FaultKind.ObjectNotFound,
        $"{source} has no current context. " + (contexts.Count == 0 ? "It has no contexts." : $"Contexts: {string.Join(", ", contexts)}."), source,
        "Name the cluster with -ClusterName, or one of the contexts with -Context.");

    /// <summary>The context told is not one of the cluster told.</summary>
    public static KopsException KubernetesContextMismatch(string context, string clusterEntry, string clusterName) => new(
        "KubernetesContextMismatch", FaultKind.InvalidArgument,
        $"Context '{context}' leads to cluster '{clusterEntry}', not to '{clusterName}'.", context, "Leave out -Context or -ClusterName.");

    /// <summary>Nobody answered.</summary>
    public static KopsException KubernetesApiUnreachable(Uri server, string why, Exception? inner) => new(
        "KubernetesApiUnreachable", FaultKind.ConnectionError, $"The API server {server.GetLeftPart(UriPartial.Authority)} cannot be reached: {why}.", server.Host,
        "Look at DNS, the load balancer's targets, the security group (-AdminAccess) and proxies. A new cluster takes some minutes.", inner);

    /// <summary>The server's certificate is not the one it should have.</summary>
    public static KopsException KubernetesApiCertificate(Uri server, string why, Exception? inner) => new(
        "KubernetesApiCertificate", FaultKind.SecurityError, $"The API server {server.GetLeftPart(UriPartial.Authority)} is not trusted: {why}.", server.Host,
        "If the cluster's authority was rotated or the cluster made anew, Export-KopsKubeconfig gets the new one.", inner);

    /// <summary>The credential is nobody's.</summary>
    public static KopsException KubernetesUnauthorized(Uri server, string context, Exception? inner = null) => new(
        "KubernetesUnauthorized", FaultKind.AuthenticationError,
        $"The API server {server.GetLeftPart(UriPartial.Authority)} does not know the credential of context '{context}' (401 Unauthorized).", context,
        "It may have ended, or the context has none: Export-KopsKubeconfig -Admin 1h gets a new one.", inner);

    /// <summary>The client certificate has ended.</summary>
    public static KopsException KubernetesCredentialExpired(string context, DateTime ended, Exception? inner) => new(
        "KubernetesCredentialExpired", FaultKind.AuthenticationError, $"The client certificate of context '{context}' ended at {ended:u}.", context,
        "Export-KopsKubeconfig -Admin 1h gets a new one.", inner);

    /// <summary>A credential that cannot be used at all.</summary>
    public static KopsException KubernetesCredentialInvalid(string context, string why, Exception? inner) => new(
        "KubernetesCredentialInvalid", FaultKind.AuthenticationError, $"The user of context '{context}' {why}.", context,
        "Mend the kubeconfig, or write it anew with Export-KopsKubeconfig.", inner);

    /// <summary>An exec plug-in gave no credential.</summary>
    public static KopsException KubernetesExecFailed(string command, string why, string? hint, Exception? inner) => new(
        "KubernetesExecFailed", FaultKind.AuthenticationError, $"The exec plug-in '{command}' gave no credential: {why}.", command,
        hint ?? "Run it by hand to see what it wants.", inner);

    /// <summary>Known, but not allowed.</summary>
    public static KopsException KubernetesForbidden(string context, string? said, Exception? inner = null) => new(
        "KubernetesForbidden", FaultKind.PermissionDenied, $"Context '{context}' may not do this: {said}", context,
        "Ask for a role that allows it.", inner);

    /// <summary>Not there.</summary>
    public static KopsException KubernetesNotFound(string path, string? said, Exception? inner = null) => new(
        "KubernetesNotFound", FaultKind.ObjectNotFound, $"The API server has no {path}: {said}", path, null, inner);

    /// <summary>A list that took too long to read page by page.</summary>
    internal static KopsException KubernetesExpired(string path, Exception? inner) => new(
        "KubernetesExpired", FaultKind.InvalidOperation, $"The list {path} changed too much while it was read.", path, "Run the command again.", inner);

    /// <summary>The server is too busy, after several tries.</summary>
    public static KopsException KubernetesThrottled(Uri server, Exception? inner = null) => new(
        "KubernetesThrottled", FaultKind.LimitsExceeded, $"The API server {server.GetLeftPart(UriPartial.Authority)} has too many requests (429).", server.Host,
        "Try again later.", inner);

    /// <summary>The server failed, after several tries.</summary>
    public static KopsException KubernetesServerFailed(Uri server, int status, string? said, Exception? inner = null) => new(
        "KubernetesServerFailed", FaultKind.ResourceUnavailable,
        $"The API server {server.GetLeftPart(UriPartial.Authority)} failed ({status}): {said}", server.Host,
        "Look at the API server and etcd on the control-plane nodes.", inner);

    /// <summary>The server did not answer in time.</summary>
    public static KopsException KubernetesTimeout(Uri server, string path, TimeSpan limit, Exception inner) => new(
        "KubernetesTimeout", FaultKind.OperationTimeout,
        $"The API server {server.GetLeftPart(UriPartial.Authority)} did not answer {path} within {limit.TotalSeconds:0} s.", server.Host,
        "Look at the API server and etcd on the control-plane nodes.", inner);

    /// <summary>Something answered that is no API server, or an answer that broke off each time.</summary>
    public static KopsException KubernetesAnswerInvalid(Uri server, string path, Exception? inner) => new(
        "KubernetesAnswerInvalid", FaultKind.InvalidResult,
        $"What {server.GetLeftPart(UriPartial.Authority)} answered to {path} is no answer of an API server.", server.Host,
        "Look whether a proxy or another service stands in its place.", inner);

    /// <summary>Any other refusal.</summary>
    public static KopsException KubernetesRequestRefused(string path, int status, string? said, Exception? inner = null) => new(
        "KubernetesRequestRefused", FaultKind.InvalidOperation, $"The API server refused {path} ({status}): {said}", path, null, inner);

    // ---- Health ----

    /// <summary>A node that the cluster does not have.</summary>
    public static KopsException KubernetesNodeNotFound(string name, string clusterName) => new(
        "KubernetesNodeNotFound", FaultKind.ObjectNotFound, $"The cluster {clusterName} has no node '{name}'.", name,
        "Get-KopsNodeHealth without -Name lists the nodes.");
}

using System.Text.RegularExpressions;

namespace KopsPS.Engine.Processes;

/// <summary>
/// What the failures of kops mean: its texts, read off recorded runs of 1.36.2 and 1.30.1, each with the id of the
/// fault, its kind, what it is about and what to do. The most specific row wins, and rows are in that order.
/// </summary>
public static partial class KopsErrorCatalogue
{
    private const string Group = "target";

    /// <summary>kops' longest message in the recordings has 1,500 characters; the rows must not search megabytes.</summary>
    private const int LongestSaid = 32 * 1024;

    private static readonly Row[] Rows =
    [
        // ---- Results that kops reports with exit code 1: no fault ----
        Result(@"no (?:clusters|secrets|keypairs|SSH public key) found"),
        Result(@"cluster not yet healthy"),
        Result(@"cluster passed validation \d+ consecutive times"),

        // ---- Ways of calling ----
        new(@"unknown (?:flag|shorthand flag): '?(?<target>-*[\w-]+)'?", "KopsFeatureMissing", FaultKind.NotImplemented,
            "This version of kops has no such option; Get-KopsBinary -ListAvailable shows others, Install-KopsBinary gets one."),
        new("unknown command \"(?<target>[^\"]+)\" for \"kops", "KopsFeatureMissing", FaultKind.NotImplemented,
            "This version of kops has no such command; Get-KopsBinary -ListAvailable shows others, Install-KopsBinary gets one."),
        new("--name is required", "KopsNameRequired", FaultKind.InvalidArgument, "Name the cluster."),
        new(@"invalid argument ""[^""]*"" for ""(?<target>[^""]+)""|cannot mix --name|cannot specify cluster via|without setting --output|unknown output format"
            + @"|output format is not \(currently\) supported|error reading from input: EOF",
            "KopsUsage", FaultKind.InvalidArgument, "kops does not take this combination of arguments."),

        // ---- Credentials and state store ----
        new(@"State Store: Required value", "KopsStateStoreNotSet", FaultKind.InvalidArgument,
            "Give -StateStore, or set it once with Set-KopsDefault -StateStore or the variable KOPS_STATE_STORE."),
        new("unknown / unhandled path type: \"(?<target>[^\"]+)\"", "KopsStateStoreInvalid", FaultKind.InvalidArgument,
            "Use s3://bucket, s3://bucket/prefix or file:///path."),
        new(@"failed to get shared config profile, (?<target>\S+)", "KopsCredentialsNotFound", FaultKind.AuthenticationError,
            "Name an AWS profile that exists."),
        new(@"failed to refresh cached credentials|no EC2 IMDS role found", "KopsCredentialsNotFound", FaultKind.AuthenticationError,
            "Give -ProfileName, or sign in so that the AWS SDK's own chain finds credentials."),
        // kops asks S3 for dual-stack endpoints, always; only its own variable turns that off. They are the user's to set:
        // kops writes them, keys and all, into the user data of control-plane machines.
        new("Cannot set dual-stack in combination with a custom endpoint", "KopsStateStoreEndpointUnsupported", FaultKind.NotImplemented,
            "kops reads no state store through -EndpointUrl or AWS_ENDPOINT_URL alone: set S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY as well "
            + "(kops gives them to the control-plane machines), or lead to the endpoint by HTTPS_PROXY.", Prefix: Store),
        new("error reading channel \"(?<target>[^\"]+)\"[^\n]*(?:no such host|connection refused|i/o timeout|TLS handshake timeout|network is unreachable|connection reset)",
            "KopsChannelUnreachable", FaultKind.ConnectionError,
            "kops reads there which versions are recommended: check network and proxy (HTTPS_PROXY, NO_PROXY)."),
        new("error reading channel \"(?<target>[^\"]+)\": file does not exist", "KopsChannelNotFound", FaultKind.ObjectNotFound,
            "kops' own channels are stable and alpha; else -Channel takes the address of a file."),
        new(@"(?:HeadBucket|listing AWS regions)[^\n]*(?:no such host|connection refused|i/o timeout|TLS handshake timeout|network is unreachable|connection reset)",
            "KopsStateStoreUnreachable", FaultKind.ConnectionError, "Check network, proxy (HTTPS_PROXY, NO_PROXY) and endpoint.", Prefix: Store),
        new(@"HeadBucket,[^\n]*StatusCode: 404", "KopsStateStoreNotFound", FaultKind.ObjectNotFound,
            "Check the bucket's name and that these credentials belong to its account.", Prefix: Store),
        new(@"error reading state store: open (?<target>[^\n]+): no such file or directory", "KopsStateStoreNotFound", FaultKind.ObjectNotFound,
            "Check the path."),
        new(@"HeadBucket,[^\n]*StatusCode: 403", "KopsStateStoreAccessDenied", FaultKind.PermissionDenied,
            "Allow s3:ListBucket and s3:GetObject on the bucket.", true, Store),
        new(@"HeadBucket,[^\n]*StatusCode: 400", "KopsCredentialsExpired", FaultKind.AuthenticationError,
            "Sign in again; the session token is no longer valid.", true, Store),
        new(@"HeadBucket,[^\n]*(?:503|SlowDown|exceeded maximum number of attempts)", "KopsStateStoreThrottled", FaultKind.LimitsExceeded,
            "S3 asks for fewer requests; try again later.", Prefix: Store),
        new(@"Could not retrieve location for AWS bucket (?<target>\S+)", "KopsStateStoreUnreachable", FaultKind.ConnectionError,
            "This version of kops does not say why: check the bucket's name, the credentials and their rights, and whether S3 throttles.", true),

        // ---- AWS ----
        new(@"\(verify your AWS credentials\?\):[^\n]*UnauthorizedOperation[^\n]*perform: (?<target>[\w-]+:\w+)", "AwsAccessDenied",
            FaultKind.PermissionDenied, "Grant {0} to this identity."),
        new(@"\(verify your AWS credentials\?\):[^\n]*(?:UnauthorizedOperation|AccessDenied)", "AwsAccessDenied", FaultKind.PermissionDenied,
            "Grant the action to this identity."),
        new(@"\(verify your AWS credentials\?\):[^\n]*(?:ExpiredToken|RequestExpired)", "KopsCredentialsExpired", FaultKind.AuthenticationError, "Sign in again."),
        new(@"\(verify your AWS credentials\?\):[^\n]*(?:AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch)", "AwsCredentialsRejected",
            FaultKind.AuthenticationError, "AWS does not know these credentials: check the profile, the keys and the region."),

        // ---- Tasks of update ----
        new(@"deadline exceeded executing task (?<target>\S+)\. Example error: [^\n]*(?:RequestLimitExceeded|Throttling|SlowDown)", "AwsThrottled",
            FaultKind.LimitsExceeded, "AWS throttles this account; try again later, or find what else calls so often."),
        new(@"deadline exceeded executing task (?<target>\S+)\. Example error: [^\n]*(?:UnauthorizedOperation|AccessDenied|AuthFailure)", "AwsAccessDenied",
            FaultKind.PermissionDenied, "Grant what the cause names to this identity; the same command then goes on."),
        new(@"deadline exceeded executing task (?<target>\S+)\. Example error: ", "KopsTaskFailed", FaultKind.InvalidOperation,
            "Remove the cause; the same command then goes on."),

        // ---- Clusters ----
        new("(?:Cluster\\.kops\\.k8s\\.io|cluster not found) \"(?<target>[^\"]+)\"", "KopsClusterNotFound", FaultKind.ObjectNotFound,
            "Get-KopsCluster lists what the state store has."),
        new(@"cluster (?<target>\S+) does not exist", "KopsClusterNotFound", FaultKind.ObjectNotFound, "Get-KopsCluster lists what the state store has."),
        new("cluster \"(?<target>[^\"]+)\" already exists", "KopsClusterExists", FaultKind.ResourceExists,
            "Choose another name; or, where a creation that failed left it, remove it with Remove-KopsCluster -Unregister."),
        new(@"error creating cluster: file already exists", "KopsClusterExists", FaultKind.ResourceExists, "Choose another name, or replace the cluster."),
        new("cannot find DNS Zone \"(?<target>[^\"]+)\"", "KopsDnsZoneNotFound", FaultKind.ObjectNotFound,
            "Create the hosted zone and delegate it, or choose another kind of DNS. The cluster may have been stored already."),
        new("found multiple DNS Zones matching \"(?<target>[^\"]+)\"", "KopsDnsZoneAmbiguous", FaultKind.InvalidArgument,
            "Several hosted zones have this name, such as a public and a private one: give the id of the right one as -DnsZone; Get-KopsDnsZone {0} lists them."),
        new("(?:error doing DNS lookup for NS records for|NS records not found for) \"(?<target>[^\"]+)\"", "KopsDnsZoneNotDelegated", FaultKind.ObjectNotFound,
            "The hosted zone is there, but the parent zone does not lead to it: enter its name servers there. Test-KopsDnsZone {0} shows them and what the world sees."),
        new(@"InvalidInstanceType: [^\n]*?\[(?<target>[^\]\n]+)\]", "KopsInstanceTypeInvalid", FaultKind.InvalidArgument,
            "Name a type that the region has; Tab completes -NodeSize and -ControlPlaneSize with them."),
        new("not a recognized AZ: \"(?<target>[^\"]+)\"", "KopsZoneInvalid", FaultKind.InvalidArgument, "Name zones of the region."),
        new(@"must specify at least one zone", "KopsZoneInvalid", FaultKind.InvalidArgument, "Name at least one zone."),
        new(@"kops upgrade is required|kops version older than last used to update the cluster", "KopsTooOld", FaultKind.InvalidOperation,
            "Use a newer kops: Install-KopsBinary kops gets one."),
        new("kubernetes upgrade is required", "KopsKubernetesTooOld", FaultKind.InvalidArgument,
            "This kops no longer builds so old a Kubernetes: make the cluster of a newer one (New-KopsCluster -KubernetesVersion, or kubernetesVersion in its specification), or use an older kops."),
        new("error reading SSH key file \"(?<target>[^\"]+)\"", "SshKeyFileNotFound", FaultKind.ObjectNotFound, "Check the path of the public key."),
        new("cluster-completed\\.spec\": file does not exist|cannot find CA certificate", "KopsClusterNotApplied", FaultKind.InvalidOperation,
            "Nothing of the cluster is in the cloud yet: apply it first with Update-KopsCluster."),

        // ---- Instance groups ----
        new("InstanceGroup not found \\(for etcd [^)]*\\): \"(?<target>[^\"]+)\"", "KopsEtcdGroupMissing", FaultKind.InvalidData,
            "An etcd member lives in this group: put the group back."),
        new("(?:instancegroup not found|InstanceGroup\\.kops\\.k8s\\.io) \"(?<target>[^\"]+)\"|InstanceGroup \"(?<target>[^\"]+)\" not found",
            "KopsInstanceGroupNotFound", FaultKind.ObjectNotFound, "Get-KopsInstanceGroup lists what the cluster has."),
        new("instance group \"(?<target>[^\"]+)\" already exists", "KopsInstanceGroupExists", FaultKind.ResourceExists, "Change the existing group, or choose another name."),
        new("unknown role \"(?<target>[^\"]+)\"", "KopsSpecInvalid", FaultKind.InvalidArgument, "Roles are ControlPlane, Node, APIServer and Bastion."),
        new("cannot find subnet \"(?<target>[^\"]+)\"", "KopsSpecInvalid", FaultKind.InvalidArgument, "Name subnets of the cluster."),

        // ---- Manifests ----
        new("no kind \"(?<target>[^\"]+)\" is registered", "KopsManifestInvalid", FaultKind.InvalidData, "Kinds are Cluster, InstanceGroup, SSHCredential and Keyset."),
        new(@"error parsing file ""(?<target>[^""]+)"": yaml: line \d+", "KopsManifestInvalid", FaultKind.InvalidData, "Correct the YAML at that line."),
        new(@"error parsing (?<target>\S+): (?:json|yaml|error converting YAML to JSON): [^\n]+", "KopsManifestInvalid", FaultKind.InvalidData,
            "Correct the field or line that the message names."),
        new("error reading file \"(?<target>[^\"]+)\"", "KopsManifestNotFound", FaultKind.ObjectNotFound, "Check the path."),
        new(@"field (?<target>spec\.\S+) not found in", "KopsFieldNotFound", FaultKind.InvalidArgument, "The specification has no such field in this version of kops."),

        // ---- Secrets and keys ----
        new(@"adding keypair to ""(?<target>[^""]+)"" is not supported", "KopsKeysetUnknown", FaultKind.InvalidArgument, "Name a keyset of the cluster."),
        new(@"failed to create the (?<target>\S+) secret as it already exists", "KopsSecretExists", FaultKind.ResourceExists, "Replace it with -Force."),
        new(@"unable to parse (?:JSON|YAML) (?<target>[^\n:]+):", "KopsSecretInvalid", FaultKind.InvalidData, "Correct the file."),

        // ---- The Kubernetes API ----
        new(@"x509: [^\n]+|failed to verify certificate", "KubernetesApiCertificate", FaultKind.SecurityError,
            "The API server's certificate is not of the cluster's authority: was the authority rotated, or does the name lead elsewhere?"),
        new("cannot load kubecfg settings for \"(?<target>[^\"]+)\"", "KubernetesContextNotFound", FaultKind.ObjectNotFound,
            "Export-KopsKubeconfig writes a context for the cluster."),
        new(@"wait time exceeded during validation", "KopsValidationTimeout", FaultKind.OperationTimeout, "The last failures say what is missing."),
        new(@"error listing nodes|unable to resolve Kubernetes cluster API URL dns|Unable to reach the kubernetes API|cannot list node names\. Kubernetes API unavailable",
            "KubernetesApiUnreachable", FaultKind.ConnectionError,
            "A new cluster needs some minutes; else check the API's load balancer, its DNS name and the network."),
        new("failed to drain node \"(?<target>[^\"]+)\"", "KopsDrainFailed", FaultKind.ResourceBusy,
            "A pod could not be evicted, mostly for its PodDisruptionBudget: allow it, or give the drain more time. The node stays cordoned."),
        new(@"could not find instance (?<target>\S+)", "KopsInstanceNotFound", FaultKind.ObjectNotFound, null),

        // ---- Deletion ----
        new(@"wait time exceeded during resources deletion", "KopsDeletionTimeout", FaultKind.OperationTimeout, "The same command goes on where this one ended."),
        new(@"not making progress deleting resources", "KopsDeletionStalled", FaultKind.ResourceBusy, "Something else holds the resources of the last round."),
        new(@"error from Describe\w+:[^\n]*\.NotFound[^\n]*", "KopsDeletionFailed", FaultKind.InvalidResult, "Half of it is deleted already; try again later."),

        // ---- Fields of a specification; last, since paths and values may hold anything ----
        new(@"(?<target>[A-Za-z][\w.\[\]-]*): (?:Invalid value|Required value|Forbidden|Unsupported value|Duplicate value|Too many|Too long)", "KopsSpecInvalid",
            FaultKind.InvalidData, "Correct the fields that the message names."),
    ];

    private const string Store = "store";

    /// <summary>Finds why a run failed.</summary>
    /// <param name="stdout">Standard output.</param>
    /// <param name="stderr">Standard error.</param>
    /// <param name="exitCode">Exit status.</param>
    /// <returns>
    /// The cause; null where there is none: exit code 0, or the code 1 with which kops reports an empty list or a cluster
    /// that is not healthy yet. A failure without a row has the id <c>KopsFailed</c>.
    /// </returns>
    public static KopsCause? Find(string stdout, string stderr, int exitCode)
    {
        ArgumentNullException.ThrowIfNull(stdout);
        ArgumentNullException.ThrowIfNull(stderr);
        if (exitCode == 0)
        {
            return null;
        }

        if (exitCode is 130 or 143)
        {
            return Cancelled(exitCode == 130 ? "kops was interrupted (SIGINT)." : "kops was told to end (SIGTERM).");
        }

        var panic = Panic().Match(stderr);
        if (panic.Success)
        {
            return new KopsCause(
                "KopsCrashed", FaultKind.InvalidResult, stderr[panic.Index..].Trim(), null,
                "This is a defect of kops. Try another version with Install-KopsBinary; the stack helps kops' developers.");
        }

        if (exitCode > 128)
        {
            return new KopsCause(
                "KopsKilled", FaultKind.OperationStopped, $"kops was ended by signal {exitCode - 128}.", null,
                "Something ended kops from outside, such as a lack of memory or an administrator.");
        }

        var said = Said(stderr);
        if (said.Length > LongestSaid)
        {
            said = said[..LongestSaid];
        }

        if (said.Length == 0 && (exitCode == 3 || Question().IsMatch(stdout)))
        {
            return Cancelled("The question of kops was answered with no.");
        }

        // "kops get frobs" takes the unknown kind for the name of a cluster; only its warning shows that.
        if (stderr.Contains("`kops get [CLUSTER]` is deprecated", StringComparison.Ordinal) && MissingCluster().Match(said) is { Success: true } word)
        {
            return new KopsCause(
                "KopsFeatureMissing", FaultKind.NotImplemented, $"kops does not know '{word.Groups[1].Value}': {said}", word.Groups[1].Value,
                "This version of kops has no such kind; Install-KopsBinary gets another.");
        }

        foreach (var row in Rows)
        {
            if (row.Match(said) is { Success: true } match)
            {
                return row.Id is null ? null : row.Cause(said, match);
            }
        }

        return new KopsCause("KopsFailed", FaultKind.InvalidResult, said.Length > 0 ? said : Tail(stderr.Length > 0 ? stderr : stdout));
    }

    /// <summary>The cause of a task that keeps failing, from the line that kops logs for it.</summary>
    internal static KopsCause OfTask(string task, string cause) =>
        Find("", $"Error: deadline exceeded executing task {task}. Example error: {cause}", 1)! with { Said = $"Task {task} keeps failing: {cause}" };

    /// <summary>
    /// What kops said last: the text from <c>Error:</c> to the end, without the usage that follows wrong arguments.
    /// Empty where it said nothing.
    /// </summary>
    internal static string Said(string stderr)
    {
        var start = stderr.StartsWith("Error: ", StringComparison.Ordinal) ? 0 : stderr.LastIndexOf("\nError: ", StringComparison.Ordinal) + 1;
        if (start == 0 && !stderr.StartsWith("Error: ", StringComparison.Ordinal))
        {
            return "";
        }

        var text = stderr[(start + "Error: ".Length)..].ReplaceLineEndings("\n");
        var usage = Usage().Match(text);
        return (usage.Success ? text[..usage.Index] : text).Trim();
    }

    private static KopsCause Cancelled(string said) => new("KopsCancelled", FaultKind.OperationStopped, said);

    private static string Tail(string text) => text.Length <= 2000 ? text.Trim() : text[^2000..].Trim();

    private static Row Result([System.Diagnostics.CodeAnalysis.StringSyntax("Regex")] string pattern) => new(pattern, null, default, null);

    [GeneratedRegex(@"^(?:Usage:|Run 'kops [^']*--help' for usage)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Usage();

    [GeneratedRegex(@"^(?:panic|fatal error): ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Panic();

    [GeneratedRegex("Cluster\\.kops\\.k8s\\.io \"([^\"]+)\" not found", RegexOptions.CultureInvariant)]
    private static partial Regex MissingCluster();

    [GeneratedRegex(@"\(y/N\)|\(Y\)es, \(N\)o", RegexOptions.CultureInvariant)]
    private static partial Regex Question();

    private sealed record Row(
        string Pattern, string? Id, FaultKind Kind, string? Action, bool Ambiguous = false, string? Prefix = null)
    {
        // Built when the first failure is read, not at import.
        private readonly Lazy<Regex> _regex = new(() => new Regex(Pattern, RegexOptions.CultureInvariant));

        public Match Match(string said) => _regex.Value.Match(said);

        public KopsCause Cause(string said, Match match)
        {
            var target = match.Groups[Group] is { Success: true } group ? group.Value : Prefix == Store ? Bucket(said) : null;
            return new KopsCause(Id!, Kind, said, target, Action is null ? null : string.Format(null, Action, target), Ambiguous);
        }

        private static string? Bucket(string said) =>
            BucketName().Match(said) is { Success: true } match ? match.Groups[1].Value : null;
    }

    [GeneratedRegex("getting location for bucket \"([^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex BucketName();
}

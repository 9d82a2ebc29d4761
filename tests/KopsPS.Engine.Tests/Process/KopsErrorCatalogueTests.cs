using KopsPS.Engine.Processes;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Processes;

/// <summary>The expectations are read off the recordings and kops' behaviour, by hand; "-" is a result and no fault.</summary>
public class KopsErrorCatalogueTests
{
    private const string Both = """
        get-clusters-empty -
        get-clusters-empty-json -
        get-clusters-empty-yaml -
        get-bare KopsNameRequired
        get-cluster-missing KopsClusterNotFound prod.example.com
        get-all-missing KopsClusterNotFound prod.example.com
        get-ig-missing-cluster KopsClusterNotFound prod.example.com
        get-ig-no-name KopsNameRequired
        get-instances-missing-cluster KopsClusterNotFound prod.example.com
        update-missing-cluster KopsClusterNotFound prod.example.com
        validate-missing-cluster KopsClusterNotFound prod.example.com
        validate-no-name KopsNameRequired
        rolling-update-missing-cluster KopsClusterNotFound prod.example.com
        delete-missing-cluster KopsClusterNotFound prod.example.com
        export-missing-cluster KopsClusterNotFound prod.example.com
        no-state-store KopsStateStoreNotSet
        no-state-store-json KopsStateStoreNotSet
        bad-state-store-scheme KopsStateStoreInvalid ftp://kops-state
        local-state-store KopsStateStoreNotFound /home/ops/store
        no-credentials-imds KopsCredentialsNotFound
        missing-profile KopsCredentialsNotFound nosuchprofile
        no-region -
        no-region-metadata -
        state-store-no-dns KopsStateStoreUnreachable
        state-store-refused KopsStateStoreUnreachable
        state-store-unreachable KopsStateStoreUnreachable
        unknown-flag KopsFeatureMissing --no-such-flag
        unknown-command KopsFeatureMissing frobnicate
        unknown-subcommand KopsFeatureMissing frobs
        bad-output -
        bad-duration KopsUsage --wait
        two-names KopsUsage
        name-and-positional KopsUsage
        verbose-8 -
        config-file -
        create-dry-run-no-output KopsUsage
        create-no-dns-zone KopsDnsZoneNotFound nozone.test
        create-no-ns-record KopsClusterExists prod.nozone.test
        create-bad-zone KopsZoneInvalid us-east-1x
        create-even-control-plane KopsSpecInvalid spec.etcdClusters[0].etcdMembers
        create-no-zones KopsZoneInvalid
        create-bad-name KopsSpecInvalid metadata.name
        create-bad-version KopsTooOld
        create-missing-ssh-key SshKeyFileNotFound /home/ops/.ssh/nosuch.pub
        create-again KopsClusterExists prod.example.com
        get-cluster-full-before-update KopsClusterNotApplied
        get-ig-missing KopsInstanceGroupNotFound nosuch
        get-secrets-none -
        get-keypairs-none -
        export-before-update KopsClusterNotApplied
        get-secrets-json KopsUsage
        rolling-update-preview-no-api KubernetesApiUnreachable
        validate-api-refused KubernetesApiUnreachable
        validate-api-refused-json KubernetesApiUnreachable
        validate-wait-api-refused KopsValidationTimeout
        validate-api-hangs KubernetesApiUnreachable
        validate-no-dns KubernetesApiUnreachable
        validate-no-nodes -
        validate-no-nodes-json -
        validate-no-nodes-yaml -
        validate-count-no-wait -
        validate-bad-output KopsUsage
        validate-node-not-ready -
        validate-node-not-ready-json -
        validate-control-plane-not-ready -
        validate-static-pod-missing -
        validate-static-pod-missing-json -
        validate-critical-pod-not-ready -
        validate-critical-pod-pending -
        validate-not-enough-nodes -
        validate-machine-not-joined -
        validate-machine-not-joined-json -
        validate-wait-timeout KopsValidationTimeout
        validate-wait-timeout-json KopsValidationTimeout
        validate-wait-sigint KopsCancelled
        validate-wait-sigterm KopsCancelled
        create-ig-bad-role KopsSpecInvalid Worker
        create-ig-bad-subnet KopsSpecInvalid us-east-1z
        create-ig-exists KopsInstanceGroupExists batch
        create-ig-no-editor KopsKilled
        validate-ig-missing -
        delete-ig-batch3 KopsInstanceGroupNotFound batch3
        replace-bad-kind KopsManifestInvalid Klusta
        replace-bad-yaml KopsManifestInvalid /home/ops/bad2.yaml
        replace-bad-value KopsSpecInvalid spec.networking.networkCIDR
        replace-no-file KopsManifestNotFound /home/ops/nosuch.yaml
        replace-missing-cluster KopsClusterNotFound other.example.com
        edit-ig-set-bad KopsFieldNotFound spec.noSuchField
        update-preview-impossible KopsCancelled
        rolling-update-preview-json KopsFeatureMissing o
        rolling-update-preview-missing-ig KopsInstanceGroupNotFound nosuch
        rolling-update-interactive-no KopsCancelled
        rolling-update-sigint KopsCancelled
        rolling-update-yes-api-down KubernetesApiUnreachable
        create-keypair-bad KopsKeysetUnknown nosuch
        create-secret-dockerconfig-again KopsSecretExists dockerconfig
        create-secret-bad KopsSecretInvalid /home/ops/t.tmpl
        get-secrets-yaml KopsUsage
        get-sshpublickeys-after -
        validate-wrong-ca KubernetesApiCertificate
        delete-instance-missing KopsInstanceNotFound i-00000000000000000
        delete-ig-preview KopsUsage
        delete-ig-answer-no KopsCancelled
        delete-ig-missing KopsInstanceGroupNotFound nosuch
        delete-ig-yes KopsInstanceGroupNotFound batch
        update-preview-after-ig-delete KopsEtcdGroupMissing control-plane-us-east-1a
        delete-cluster-preview-json KopsFeatureMissing o
        delete-cluster-no-name KopsNameRequired
        create-yes-existing KopsClusterExists dev.k8s.local
        update-sigint KopsCancelled
        get-all-no-context KopsNameRequired
        throttled-always AwsThrottled VPC/staging.example.com
        ec2-unauthorized AwsAccessDenied ec2:DescribeVpcs
        ec2-auth-failure AwsCredentialsRejected
        validate-placeholder -
        validate-placeholder-json -
        update-sigterm KopsCancelled
        rolling-update-sigterm KopsCancelled
        update-yes-permanent-error AwsAccessDenied LaunchTemplate/nodes-us-east-1b.staging.example.com
        panic KopsCrashed
        delete-cluster-stuck KopsDeletionStalled
        no-credentials-metadata-off KopsCredentialsNotFound
        no-credentials-no-region KopsCredentialsNotFound
        update-preview-older-kops KopsTooOld
        update-yes-older-kops KopsTooOld
        """;

    private const string Of136 = """
        wrong-state-store KopsStateStoreNotFound no-such-bucket-here
        wrong-state-store-cluster KopsStateStoreNotFound no-such-bucket-here
        state-store-access-denied KopsStateStoreAccessDenied kops-state
        state-store-access-denied-name KopsStateStoreAccessDenied kops-state
        bad-credentials KopsStateStoreAccessDenied kops-state
        expired-token KopsCredentialsExpired kops-state
        get-instances-before-update KopsClusterNotApplied
        validate-before-update KopsClusterNotApplied
        rolling-update-before-update KopsClusterNotApplied
        rolling-update-drain-blocked KopsDrainFailed i-380821d0461e34936
        create-secret-ciliumpassword KopsSecretInvalid /home/ops/cp
        delete-instance-no-surge KopsInstanceNotFound i-1b09e1def5479211a
        delete-cluster-yes KopsDeletionTimeout
        delete-cluster-again KopsDeletionFailed
        create-f-again KopsClusterExists
        s3-slow-down KopsStateStoreThrottled kops-state
        delete-cluster-staging-yes KopsDeletionTimeout
        delete-cluster-whole-again KopsClusterNotFound prod.example.com
        get-clusters-after-whole -
        """;

    // One line for a wrong bucket, a refusal, wrong keys, an expired token and throttling: told apart by asking AWS.
    private const string Of130 = """
        wrong-state-store KopsStateStoreUnreachable no-such-bucket-here
        wrong-state-store-cluster KopsStateStoreUnreachable no-such-bucket-here
        state-store-access-denied KopsStateStoreUnreachable kops-state
        state-store-access-denied-name KopsStateStoreUnreachable kops-state
        bad-credentials KopsStateStoreUnreachable kops-state
        expired-token KopsStateStoreUnreachable kops-state
        s3-slow-down KopsStateStoreUnreachable kops-state
        get-instances-before-update KubernetesContextNotFound prod.example.com
        validate-before-update KubernetesContextNotFound prod.example.com
        rolling-update-before-update KubernetesContextNotFound prod.example.com
        validate-wrong-context KubernetesContextNotFound prod.example.com
        addons-apply KopsFeatureMissing --yes
        validate-addons-starting -
        rolling-update-drain-blocked KopsDrainFailed i-f48f257d16eef93af
        delete-cluster-again KopsClusterNotFound prod.example.com
        get-clusters-after-delete -
        """;

    public static TheoryData<string, string> Recordings()
    {
        var data = new TheoryData<string, string>();
        foreach (var version in new[] { "1.30.1", "1.36.2" })
        {
            foreach (var recording in ReplayKopsScenario.Recordings(version))
            {
                data.Add(version, Path.GetFileName(recording.Folder!));
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Every_recording_gets_the_id_that_it_shows(string version, string recording)
    {
        var answer = ReplayKopsScenario.Recordings(version).Single(answer => Path.GetFileName(answer.Folder) == recording);
        var cause = KopsErrorCatalogue.Find(Read(answer, "stdout.txt"), Read(answer, "stderr.txt"), answer.ExitCode);

        if (answer.ExitCode == 0)
        {
            Assert.Null(cause);
            return;
        }

        var (id, target) = Expected(version)[answer.Name];
        Assert.Equal(id, cause?.Id ?? "-");
        if (target.Length > 0)
        {
            Assert.Equal(target, cause!.Target);
        }

        if (cause is not null)
        {
            Assert.NotEmpty(cause.Said);
            Assert.DoesNotContain("Usage:", cause.Said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("KopsStateStoreNotSet", FaultKind.InvalidArgument, "no-state-store")]
    [InlineData("KopsStateStoreNotFound", FaultKind.ObjectNotFound, "wrong-state-store")]
    [InlineData("KopsStateStoreAccessDenied", FaultKind.PermissionDenied, "state-store-access-denied")]
    [InlineData("KopsCredentialsExpired", FaultKind.AuthenticationError, "expired-token")]
    [InlineData("KopsStateStoreUnreachable", FaultKind.ConnectionError, "state-store-refused")]
    [InlineData("KopsStateStoreThrottled", FaultKind.LimitsExceeded, "s3-slow-down")]
    [InlineData("KopsClusterExists", FaultKind.ResourceExists, "create-again")]
    [InlineData("KopsSpecInvalid", FaultKind.InvalidData, "create-bad-name")]
    [InlineData("KopsSpecInvalid", FaultKind.InvalidArgument, "create-ig-bad-role")]
    [InlineData("KopsTooOld", FaultKind.InvalidOperation, "create-bad-version")]
    [InlineData("KopsFeatureMissing", FaultKind.NotImplemented, "unknown-flag")]
    [InlineData("KubernetesApiCertificate", FaultKind.SecurityError, "validate-wrong-ca")]
    [InlineData("KopsValidationTimeout", FaultKind.OperationTimeout, "validate-wait-timeout")]
    [InlineData("KopsDrainFailed", FaultKind.ResourceBusy, "rolling-update-drain-blocked")]
    [InlineData("KopsDeletionFailed", FaultKind.InvalidResult, "delete-cluster-again")]
    [InlineData("KopsCrashed", FaultKind.InvalidResult, "panic")]
    [InlineData("KopsCancelled", FaultKind.OperationStopped, "update-sigint")]
    public void The_kind_is_what_PowerShell_users_filter_by(string id, FaultKind kind, string recording)
    {
        var answer = ReplayKopsScenario.Recordings("1.36.2").Single(answer => answer.Name == recording);
        var cause = KopsErrorCatalogue.Find(Read(answer, "stdout.txt"), Read(answer, "stderr.txt"), answer.ExitCode);
        Assert.Equal((id, kind), (cause!.Id, cause.Kind));
    }

    [Fact]
    public void A_failure_that_nobody_knows_keeps_kops_words()
    {
        var cause = KopsErrorCatalogue.Find("", "I1122 20:00:00.000000      12 x.go:1] fine\nError: the moon is in the wrong house\n", 1);
        Assert.Equal(("KopsFailed", "the moon is in the wrong house"), (cause!.Id, cause.Said));
    }

    [Fact]
    public void Grants_are_named() =>
        Assert.Contains("ec2:DescribeVpcs", Of("ec2-unauthorized").Action, StringComparison.Ordinal);

    /// <summary>Not in the recordings: runs of 1.36.2 with a zone nobody delegated, a type and a channel that do not exist, and a damaged spec.</summary>
    [Theory]
    [InlineData("error doing DNS lookup for NS records for \"example.com\": lookup example.com on 10.255.255.53:53: no such host", "KopsDnsZoneNotDelegated", FaultKind.ObjectNotFound, "example.com")]
    [InlineData("found multiple DNS Zones matching \"example.com\"", "KopsDnsZoneAmbiguous", FaultKind.InvalidArgument, "example.com")]
    [InlineData("NS records not found for \"example.com\" - please make sure they are correctly configured", "KopsDnsZoneNotDelegated", FaultKind.ObjectNotFound, "example.com")]
    [InlineData(
        "error finding instance info for instance type \"nonsense.large\": describing instance type \"nonsense.large\" in region \"us-east-1\": operation error EC2: DescribeInstanceTypes, "
        + "https response error StatusCode: 400, RequestID: oq3d, api error InvalidInstanceType: The following supplied instance types do not exist: [nonsense.large]",
        "KopsInstanceTypeInvalid", FaultKind.InvalidArgument, "nonsense.large")]
    [InlineData("error reading channel \"https://raw.githubusercontent.com/kubernetes/kops/master/channels/nonsense\": file does not exist", "KopsChannelNotFound", FaultKind.ObjectNotFound, "https://raw.githubusercontent.com/kubernetes/kops/master/channels/nonsense")]
    [InlineData(
        "error reading cluster configuration: error reading cluster configuration \"good.example.com\": error parsing s3://state/good.example.com/config: json: cannot unmarshal number into Go struct field ClusterSpec.spec.kubernetesVersion of type string",
        "KopsManifestInvalid", FaultKind.InvalidData, "s3://state/good.example.com/config")]
    public void What_users_often_meet_has_an_id_and_something_to_do(string said, string id, FaultKind kind, string target)
    {
        var cause = KopsErrorCatalogue.Find("", $"Error: {said}\n", 1)!;

        Assert.Equal((id, kind, target), (cause.Id, cause.Kind, cause.Target));
        Assert.NotEmpty(cause.Action!);
    }

    /// <summary>Not in the recordings: a run of 1.36.2 with <c>--kubernetes-version 1.30.2</c>.</summary>
    [Fact]
    public void A_Kubernetes_too_old_for_kops_is_no_fault_of_kops_age() =>
        Assert.Equal("KopsKubernetesTooOld", KopsErrorCatalogue.Find("", "Error: kubernetes upgrade is required\n", 1)!.Id);

    /// <summary>
    /// Not in the recordings: runs with <c>AWS_ENDPOINT_URL</c> set to an emulator, of 1.36.2 and of 1.30.1, and one
    /// without a way to the internet.
    /// </summary>
    [Theory]
    [InlineData(
        "error reading cluster configuration \"prod.example.com\": error reading s3://kops-state/prod.example.com/config: getting location for bucket \"kops-state\": "
        + "operation error S3: HeadBucket, resolve auth scheme: resolve endpoint: endpoint rule error, Cannot set dual-stack in combination with a custom endpoint.",
        "KopsStateStoreEndpointUnsupported", FaultKind.NotImplemented, null, "S3_ENDPOINT")]
    [InlineData(
        "error reading cluster configuration \"prod.example.com\": error reading s3://kops-state/prod.example.com/config: error fetching s3://kops-state/prod.example.com/config: "
        + "operation error S3: GetObject, resolve auth scheme: resolve endpoint: endpoint rule error, Cannot set dual-stack in combination with a custom endpoint.",
        "KopsStateStoreEndpointUnsupported", FaultKind.NotImplemented, null, "S3_ENDPOINT")]
    [InlineData(
        "error reading channel \"https://raw.githubusercontent.com/kubernetes/kops/master/channels/stable\": error fetching \"https://raw.githubusercontent.com/kubernetes/kops/"
        + "master/channels/stable\": Get \"https://raw.githubusercontent.com/kubernetes/kops/master/channels/stable\": dial tcp: lookup raw.githubusercontent.com: no such host",
        "KopsChannelUnreachable", FaultKind.ConnectionError, "https://raw.githubusercontent.com/kubernetes/kops/master/channels/stable", "HTTPS_PROXY")]
    public void What_a_network_keeps_from_kops_says_what_to_set(string said, string id, FaultKind kind, string? target, string advice)
    {
        var cause = KopsErrorCatalogue.Find("", $"Error: {said}\n", 1)!;
        Assert.Equal((id, kind), (cause.Id, cause.Kind));
        Assert.Contains(advice, cause.Action, StringComparison.Ordinal);
        if (target is not null)
        {
            Assert.Equal(target, cause.Target);
        }
    }

    [Fact]
    public void A_message_of_megabytes_costs_no_time()
    {
        var stderr = "Error: " + string.Concat(Enumerable.Repeat("HeadBucket, deadline exceeded executing task ", 50_000));
        Assert.Equal("KopsFailed", KopsErrorCatalogue.Find("", stderr, 1)!.Id);
    }

    private static KopsCause Of(string recording)
    {
        var answer = ReplayKopsScenario.Recordings("1.36.2").Single(answer => answer.Name == recording);
        return KopsErrorCatalogue.Find(Read(answer, "stdout.txt"), Read(answer, "stderr.txt"), answer.ExitCode)!;
    }

    private static string Read(ReplayKopsAnswer answer, string file) => File.ReadAllText(Path.Combine(answer.Folder!, file));

    private static Dictionary<string, (string Id, string Target)> Expected(string version) =>
        (Both + "\n" + (version == "1.36.2" ? Of136 : Of130)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 3))
            .ToDictionary(cells => cells[0], cells => (cells[1], cells.Length > 2 ? cells[2] : ""));
}

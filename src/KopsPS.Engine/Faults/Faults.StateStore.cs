namespace KopsPS.Engine;

/// <summary>Faults of setting up and taking down state stores and stores of OIDC documents.</summary>
public static partial class Faults
{
    /// <summary>A name that no bucket can have.</summary>
    public static KopsException BucketNameInvalid(string name, string why) => new(
        "KopsBucketNameInvalid", FaultKind.InvalidArgument, $"'{name}' cannot be the name of a bucket: {why}.", name,
        "Give a name such as acme-kops-state: names are unique among all accounts of AWS, so begin with something of your own.");

    /// <summary>A region that cannot be.</summary>
    public static KopsException RegionInvalid(string region, IReadOnlyCollection<string> nearest) => new(
        "AwsRegionInvalid", FaultKind.InvalidArgument,
        $"AWS has no region '{region}'{(nearest.Count == 0 ? "." : $"; did you mean {string.Join(" or ", nearest)}?")}", region,
        "Give a region such as eu-central-1, without a zone's letter.");

    /// <summary>An account id that cannot be.</summary>
    public static KopsException AccountInvalid(string account) => new(
        "AwsAccountInvalid", FaultKind.InvalidArgument, $"'{account}' is no AWS account: an account has twelve digits.", account);

    /// <summary>The name is another account's.</summary>
    public static KopsException StateStoreNameTaken(string bucket) => new(
        "KopsStateStoreNameTaken", FaultKind.ResourceExists,
        $"The bucket {bucket} belongs to somebody else: another AWS account has the name, or this identity may not see that it is its own.", bucket,
        "Names are unique among all accounts of AWS: choose another one, for example with the name of your organization in it.");

    /// <summary>The account has such a bucket that KopsPS did not make, or elsewhere.</summary>
    public static KopsException StateStoreExists(string bucket, string? region, string? wantedRegion, string setCommand) => new(
        "KopsStateStoreExists", FaultKind.ResourceExists,
        wantedRegion is null
            ? $"This account has the bucket {bucket}, in {region}, and it was not made by KopsPS; nothing was changed."
            : $"This account has the bucket {bucket} in {region}, not in {wantedRegion}; a bucket cannot be moved. Nothing was changed.", bucket,
        wantedRegion is null
            ? $"To use it: {setCommand} -Name {bucket} brings it to the wanted state and keeps what is in it (-WhatIf shows the changes)."
            : $"Give -Region {region}, or another name.");

    /// <summary>The bucket's settings do not hold, or it cannot be written to.</summary>
    public static KopsException StateStoreNotUsable(string bucket, string why, Exception? inner = null) => new(
        "KopsStateStoreNotUsable", FaultKind.OperationTimeout, $"The bucket {bucket} was set up but cannot be used yet: {why}", bucket,
        $"Run the command again: it goes on where it was. Test-KopsStateStore -Name {bucket} shows what is missing.", inner);

    /// <summary>What was read is not what was written.</summary>
    public static KopsException ProbeDiffers(string bucket) => new(
        "KopsStateStoreNotUsable", FaultKind.InvalidResult, $"An object written to {bucket} reads back as something else.", bucket,
        "Look whether a proxy or another service stands in S3's place.");

    /// <summary>The bucket for access logs does not take them.</summary>
    public static KopsException LogBucketUnusable(string logBucket, string bucket, string partition, Exception inner) => new(
        "KopsLogBucketNotUsable", FaultKind.InvalidOperation, $"The bucket {logBucket} cannot take the access logs of {bucket}: {inner.Message}", logBucket,
        $"It has to be in the same account and region, and its policy has to allow s3:PutObject on arn:{partition}:s3:::{logBucket}/* to the service logging.s3.amazonaws.com.", inner);

    /// <summary>There is something in it that has to go first.</summary>
    public static KopsException StateStoreHasClusters(string bucket, IReadOnlyList<string> clusters) => new(
        "KopsStateStoreNotEmpty", FaultKind.InvalidOperation,
        $"The state store s3://{bucket} holds {clusters.Count} cluster{(clusters.Count == 1 ? "" : "s")}: {string.Join(", ", clusters.Take(10))}{(clusters.Count > 10 ? ", …" : "")}. Nothing was removed; -Force does not change that.",
        clusters.ToArray(),
        $"Remove them first: Remove-KopsCluster -Name {clusters[0].Split('/')[^1]} -StateStore s3://{bucket}{(clusters[0].Contains('/', StringComparison.Ordinal) ? "/" + clusters[0][..clusters[0].LastIndexOf('/')] : "")}");

    /// <summary>Objects that belong to no cluster are in it.</summary>
    public static KopsException StateStoreHasObjects(string bucket, long objects, IReadOnlyList<string> first, string command) => new(
        "KopsStateStoreNotEmpty", FaultKind.InvalidOperation,
        $"The bucket {bucket} holds {objects} object{(objects == 1 ? "" : "s")} that belong{(objects == 1 ? "s" : "")} to no cluster: {string.Join(", ", first)}{(objects > first.Count ? ", …" : "")}. Nothing was removed.", bucket,
        $"Look at them; {command} -Name {bucket} -Force deletes them too, with all their versions.");

    /// <summary>What is piped in was not made by KopsPS.</summary>
    public static KopsException StateStoreNotOurs(string bucket, string command) => new(
        "KopsStateStoreNotOurs", FaultKind.InvalidOperation, $"The bucket {bucket} does not carry the tags of KopsPS; nothing was removed.", bucket,
        $"If you mean it, name it: {command} -Name {bucket}");

    /// <summary>Some objects could not be deleted.</summary>
    public static KopsException StateStoreRemovalIncomplete(string bucket, long left, string key, string why, Exception? inner = null) => new(
        "KopsStateStoreRemovalIncomplete", FaultKind.InvalidOperation,
        $"{left} version{(left == 1 ? "" : "s")} of objects in {bucket} could not be deleted; the first is {key}: {why}", bucket,
        "Run the command again: it goes on with what is left. A lock on objects (retention, legal hold) has to end first.", inner);

    /// <summary>The account forbids buckets that anybody may read.</summary>
    public static KopsException PublicAccessForbidden(string bucket, string account, string blocks, Exception? inner = null) => new(
        "KopsDiscoveryPublicAccessForbidden", FaultKind.PermissionDenied,
        $"{bucket} cannot be made readable for everybody: the account {account} blocks public access to all of its buckets ({blocks}). Nothing was changed.", bucket,
        "AWS fetches the OIDC documents without an identity. Let an administrator lift the account's block (S3, Block Public Access settings for this account), use a bucket of another account, or do without roles for service accounts.", inner);

    /// <summary>Nobody without an identity can read the documents.</summary>
    public static KopsException DiscoveryNotReadable(string bucket, string address, string why) => new(
        "KopsDiscoveryNotReadable", FaultKind.OperationTimeout,
        $"The bucket {bucket} was set up, but {address} cannot be fetched without an identity: {why}", bucket,
        "Look for a policy of the organization that forbids public buckets, and for the account's public-access block. Run the command again when it is lifted.");

    /// <summary>The account has such a bucket that is no discovery store of KopsPS.</summary>
    public static KopsException DiscoveryStoreExists(string bucket, string region) => new(
        "KopsDiscoveryStoreExists", FaultKind.ResourceExists,
        $"This account has the bucket {bucket}, in {region}, and it is no discovery store that KopsPS made. It would become readable for everybody; nothing was changed.", bucket,
        "Choose another name: the documents should have a bucket of their own.");

    /// <summary>A state store is private, and what AWS reads there without an identity would be closed.</summary>
    public static KopsException StateStoreIsDiscoveryStore(string bucket) => new(
        "KopsStateStoreIsDiscoveryStore", FaultKind.ResourceExists,
        $"The bucket {bucket} is a discovery store. As a state store it would be closed, and service accounts whose documents are there would lose their rights; nothing was changed.", bucket,
        "Choose another name for the state store.");

    /// <summary>Documents are in it.</summary>
    public static KopsException DiscoveryStoreInUse(string bucket, long objects, IReadOnlyList<string> first) => new(
        "KopsDiscoveryStoreNotEmpty", FaultKind.InvalidOperation,
        $"The store {bucket} holds {objects} object{(objects == 1 ? "" : "s")}: {string.Join(", ", first)}{(objects > first.Count ? ", …" : "")}. Nothing was removed.", bucket,
        $"Service accounts of clusters that have their documents here lose their rights. When the clusters are gone: Remove-KopsDiscoveryStore -Name {bucket} -Force");
}

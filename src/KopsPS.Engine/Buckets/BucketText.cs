using Amazon.S3;
using Amazon.S3.Model;

namespace KopsPS.Engine.Buckets;

/// <summary>Says a bucket's settings in words.</summary>
internal static class BucketText
{
    public static string Encryption(ServerSideEncryptionRule? rule) => rule?.ServerSideEncryptionByDefault switch
    {
        null => "off",
        { ServerSideEncryptionAlgorithm.Value: "AES256" } => "SSE-S3",
        { ServerSideEncryptionKeyManagementServiceKeyId: { Length: > 0 } key } => $"KMS key {key}",
        var other => other.ServerSideEncryptionAlgorithm?.Value ?? "off",
    };

    public static string Blocks(PublicAccessBlockConfiguration? blocks)
    {
        string[] on =
        [
            .. new[]
            {
                ("BlockPublicAcls", blocks?.BlockPublicAcls), ("IgnorePublicAcls", blocks?.IgnorePublicAcls),
                ("BlockPublicPolicy", blocks?.BlockPublicPolicy), ("RestrictPublicBuckets", blocks?.RestrictPublicBuckets),
            }.Where(block => block.Item2 == true).Select(block => block.Item1),
        ];
        return blocks is null ? "not set" : on.Length switch { 4 => "all four blocked", 0 => "not blocked", _ => $"only {string.Join(", ", on)}" };
    }

    public static string Lifecycle(LifecycleConfiguration? lifecycle) =>
        NoncurrentDays(lifecycle ?? new LifecycleConfiguration()) is { } days ? $"removed after {days} days" : "kept for ever";

    /// <summary>Days after which every old version goes; null where some stay for ever.</summary>
    public static int? NoncurrentDays(LifecycleConfiguration lifecycle) => (lifecycle.Rules ?? [])
        .Where(rule => rule.Status == LifecycleRuleStatus.Enabled && IsForAll(rule) && rule.NoncurrentVersionExpiration?.NoncurrentDays > 0)
        .Select(rule => rule.NoncurrentVersionExpiration.NoncurrentDays).Min();

    public static string Logging(S3BucketLoggingConfig? logging) => logging is null ? "off" : $"to {logging.TargetBucketName}/{logging.TargetPrefix}";

    public static string Names(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : string.Join(", ", names.Order(StringComparer.Ordinal));

    public static string Tags(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? "none" : string.Join(", ", tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));

    private static bool IsForAll(LifecycleRule rule) => rule.Filter?.LifecycleFilterPredicate switch
    {
#pragma warning disable CS0618 // Rules of old have their prefix here.
        null => string.IsNullOrEmpty(rule.Prefix),
#pragma warning restore CS0618
        LifecyclePrefixPredicate prefix => string.IsNullOrEmpty(prefix.Prefix),
        _ => false,
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace KopsPS.Engine.Buckets;

/// <summary>A bucket's policy. Statements of others are kept as they are; ours are known by their <c>Sid</c>.</summary>
internal sealed class BucketPolicy
{
    private const string TlsSid = "KopsPSDenyInsecureTransport";
    private const string TrustSid = "KopsPSTrustedAccounts";
    private const string PublicSid = "KopsPSPublicRead";

    private readonly JsonObject _document;

    private BucketPolicy(JsonObject document) => _document = document;

    /// <summary>Accounts that our statement lets in, in order.</summary>
    public string[] TrustedAccounts => Find(TrustSid) is { } statement
        ? [.. Texts((statement["Principal"] as JsonObject)?["AWS"]).Select(AccountOf).Order(StringComparer.Ordinal)]
        : [];

    private IEnumerable<JsonObject> Statements => _document["Statement"] switch
    {
        JsonArray several => several.OfType<JsonObject>(),
        JsonObject one => [one],
        _ => [],
    };

    /// <summary>Reads a policy; null is an empty one.</summary>
    public static BucketPolicy Parse(string? json) => new(
        string.IsNullOrWhiteSpace(json) ? new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray() } : JsonNode.Parse(json)!.AsObject());

    /// <summary>Whether nothing is said; S3 takes no such policy.</summary>
    public bool IsEmpty => !Statements.Any();

    /// <summary>The document.</summary>
    public string ToJson() => _document.ToJsonString(new JsonSerializerOptions { WriteIndented = false });

    /// <summary>Whether anybody's request without TLS is denied, by whichever statement.</summary>
    public bool IsTlsOnly(string bucket) => Statements.Any(statement =>
        Text(statement["Effect"]) == "Deny"
        && IsEverybody(statement["Principal"])
        && Texts(statement["Action"]).Any(action => action is "*" or "s3:*")
        && Texts((statement["Condition"] as JsonObject)?["Bool"]?["aws:SecureTransport"]).Any(value => value == "false")
        && Covers(statement, bucket));

    /// <summary>Whether anybody may read any object, by whichever statement without a condition.</summary>
    public bool IsPublicRead(string bucket) => Statements.Any(statement =>
        Text(statement["Effect"]) == "Allow"
        && IsEverybody(statement["Principal"])
        && statement["Condition"] is null
        && Texts(statement["Action"]).Any(action => action is "*" or "s3:*" or "s3:GetObject" or "s3:Get*")
        && Texts(statement["Resource"]).Any(resource => resource == "*" || resource.EndsWith($":::{bucket}/*", StringComparison.Ordinal)));

    /// <summary>Denies requests without TLS.</summary>
    public void DenyInsecureTransport(string bucket, string partition) => Put(TlsSid, new JsonObject
    {
        ["Sid"] = TlsSid,
        ["Effect"] = "Deny",
        ["Principal"] = "*",
        ["Action"] = "s3:*",
        ["Resource"] = new JsonArray($"arn:{partition}:s3:::{bucket}", $"arn:{partition}:s3:::{bucket}/*"),
        ["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:SecureTransport"] = "false" } },
    });

    /// <summary>Takes the demand for TLS away.</summary>
    public void AllowInsecureTransport() => Put(TlsSid, null);

    /// <summary>Lets anybody read the objects.</summary>
    public void AllowPublicRead(string bucket, string partition) => Put(PublicSid, new JsonObject
    {
        ["Sid"] = PublicSid,
        ["Effect"] = "Allow",
        ["Principal"] = "*",
        ["Action"] = "s3:GetObject",
        ["Resource"] = $"arn:{partition}:s3:::{bucket}/*",
    });

    /// <summary>Lets kops of other accounts work with the store; none takes the statement away.</summary>
    public void Trust(string bucket, string partition, IReadOnlyCollection<string> accounts) => Put(TrustSid, accounts.Count == 0 ? null : new JsonObject
    {
        ["Sid"] = TrustSid,
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject
        {
            ["AWS"] = new JsonArray([.. accounts.Order(StringComparer.Ordinal).Select(account => (JsonNode)$"arn:{partition}:iam::{account}:root")]),
        },
        ["Action"] = new JsonArray(
            "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration", "s3:ListBucket", "s3:ListBucketVersions",
            "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"),
        ["Resource"] = new JsonArray($"arn:{partition}:s3:::{bucket}", $"arn:{partition}:s3:::{bucket}/*"),
    });

    private static bool IsEverybody(JsonNode? principal) =>
        Text(principal) == "*" || Texts((principal as JsonObject)?["AWS"]).Any(value => value == "*");

    private static bool Covers(JsonObject statement, string bucket)
    {
        var resources = Texts(statement["Resource"]).ToArray();
        return resources.Contains("*") || resources.Any(resource => resource.EndsWith($":::{bucket}*", StringComparison.Ordinal))
            || (resources.Any(resource => resource.EndsWith($":::{bucket}", StringComparison.Ordinal))
                && resources.Any(resource => resource.EndsWith($":::{bucket}/*", StringComparison.Ordinal)));
    }

    private static string AccountOf(string principal) =>
        principal.Split(':') is { Length: >= 6 } parts ? parts[4] : principal;

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray several => several.Select(Text).OfType<string>(),
        _ => Text(node) is { } one ? [one] : [],
    };

    private static string? Text(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue<string>(out var text) ? text
        : value.TryGetValue<bool>(out var flag) ? (flag ? "true" : "false") : null;

    private JsonObject? Find(string sid) => Statements.FirstOrDefault(statement => Text(statement["Sid"]) == sid);

    private void Put(string sid, JsonObject? statement)
    {
        var all = new JsonArray();
        foreach (var other in Statements.ToArray())
        {
            if (Text(other["Sid"]) != sid)
            {
                all.Add(other.DeepClone());
            }
        }

        if (statement is not null)
        {
            all.Add(statement);
        }

        _document["Statement"] = all;
    }
}

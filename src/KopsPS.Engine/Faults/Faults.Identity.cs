namespace KopsPS.Engine;

/// <summary>Faults of users, roles, policies and keys.</summary>
public static partial class Faults
{
    /// <summary>A name that IAM does not take.</summary>
    internal static KopsException IdentityNameInvalid(string name, string why) => new(
        "KopsIdentityNameInvalid", FaultKind.InvalidArgument, $"'{name}' cannot be the name of an identity: {why}.", name,
        "Use letters, digits and _ + = , . @ -, such as kops or kops-ci.");

    /// <summary>Who may take a role is not said so that it can work, or not narrowly enough.</summary>
    internal static KopsException IdentityTrustInvalid(string value, string why) => new(
        "KopsIdentityTrustInvalid", FaultKind.InvalidArgument, $"'{value}' cannot be trusted: {why}.", value,
        "See Get-Help New-KopsIdentity -Parameter GitHubRepository, ServiceConnection.");

    /// <summary>No user or role of that name.</summary>
    internal static KopsException IdentityNotFound(string name, KopsIdentityKind? kind, string account) => new(
        "KopsIdentityNotFound", FaultKind.ObjectNotFound,
        $"The account {account} has no {(kind is { } one ? one.ToString().ToLowerInvariant() : "user and no role")} '{name}'.", name,
        $"Get-KopsIdentity lists those that KopsPS made; New-KopsIdentity {name} makes one.");

    /// <summary>A user and a role have the same name.</summary>
    internal static KopsException IdentityAmbiguous(string name) => new(
        "KopsIdentityAmbiguous", FaultKind.InvalidArgument, $"'{name}' is both a user and a role.", name, "Say which: -Kind User or -Kind Role.");

    /// <summary>A role of that name was made by somebody else and trusts somebody else.</summary>
    internal static KopsException IdentityForeign(string name, string arn) => new(
        "KopsIdentityExists", FaultKind.ResourceExists,
        $"A role '{name}' exists that KopsPS did not make, and others may take it. It is left as it is.", arn, "Choose another -Name, or remove that role yourself.");

    /// <summary>Removal of something that somebody else made.</summary>
    internal static KopsException IdentityNotOwned(string name, string arn) => new(
        "KopsIdentityNotOwned", FaultKind.InvalidOperation, $"'{name}' was not made by KopsPS: it lacks the tag KopsPS:Owner. Nothing was removed.", arn,
        $"Name it by its ARN where you mean it: Remove-KopsIdentity {arn}");

    /// <summary>A user has two access keys, which is all that AWS allows.</summary>
    internal static KopsException AccessKeyLimit(string user, IEnumerable<string> keys) => new(
        "KopsAccessKeyLimit", FaultKind.LimitsExceeded, $"The user '{user}' has two access keys already ({string.Join(", ", keys)}); AWS allows no more.", user,
        $"Delete the one that nobody uses: aws iam delete-access-key --user-name {user} --access-key-id <id>");

    /// <summary>A profile should get a key whose secret nobody knows any more.</summary>
    internal static KopsException AccessKeySecretUnknown(string user, IEnumerable<string> keys) => new(
        "KopsAccessKeySecretUnknown", FaultKind.InvalidOperation,
        $"The user '{user}' has an access key already ({string.Join(", ", keys)}), and AWS told its secret only once.", user,
        "Make another one with -NewAccessKey, or leave -StoreProfile away.");

    /// <summary>A profile of that name is there already.</summary>
    internal static KopsException ProfileExists(string profile, string path) => new(
        "KopsProfileExists", FaultKind.ResourceExists, $"The profile '{profile}' is in {path} already, with other keys.", profile,
        "Choose another name for -StoreProfile, or replace it with -Force.");

    /// <summary>A name that cannot be a profile's.</summary>
    internal static KopsException ProfileNameInvalid(string profile) => new(
        "KopsProfileNameInvalid", FaultKind.InvalidArgument, $"'{profile}' cannot be the name of a profile.", profile,
        "Use letters, digits and _ . / @ + : -, without spaces.");

    /// <summary>The shared credentials file cannot be written.</summary>
    internal static KopsException ProfileNotStored(string profile, string path, Exception inner) => new(
        "KopsProfileNotStored", FaultKind.WriteError, $"The profile '{profile}' could not be stored in {path}: {inner.Message}", path,
        "Make the file and its folder writable. An access key made for it has been deleted again.", inner);

    /// <summary>A managed policy is not there.</summary>
    internal static KopsException PolicyNotFound(string arn, Exception? inner) => new(
        "KopsPolicyNotFound", FaultKind.ObjectNotFound, $"There is no managed policy {arn}.", arn, "List them: aws iam list-policies", inner);

    /// <summary>What should be the ARN of a managed policy is none.</summary>
    internal static KopsException PolicyArnInvalid(string arn) => new(
        "KopsPolicyArnInvalid", FaultKind.InvalidArgument, $"'{arn}' is no ARN of a managed policy.", arn,
        "Write it in full, such as arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore.");

    /// <summary>The scope of a policy can't be.</summary>
    internal static KopsException PolicyScopeInvalid(string value, string why) => new(
        "KopsPolicyScopeInvalid", FaultKind.InvalidArgument, $"A policy cannot be limited to '{value}': {why}.", value);

    /// <summary>A limit for a policy that is not written.</summary>
    public static KopsException PolicyScopeUnused(string parameter) => new(
        "KopsPolicyScopeUnused", FaultKind.InvalidArgument, $"-{parameter} limits the policy that -LeastPrivilege writes, and -LeastPrivilege is missing.", parameter,
        "Add -LeastPrivilege, or leave the limit away.");

    /// <summary>A policy that IAM would refuse for its length.</summary>
    internal static KopsException PolicyTooLarge(string statement, int limit) => new(
        "KopsPolicyTooLarge", FaultKind.LimitsExceeded, $"The part '{statement}' of the policy has more than the {limit:N0} characters that IAM takes.", statement,
        "Name fewer clusters, zones or keys: make one identity for each group of clusters.");

    /// <summary>More managed policies than IAM attaches.</summary>
    internal static KopsException PoliciesTooMany(string name, int count, int limit) => new(
        "KopsPolicyLimit", FaultKind.LimitsExceeded, $"'{name}' would hold {count} managed policies; AWS allows {limit}.", name,
        "Name fewer clusters or fewer policies of your own.");

    /// <summary>What was made did not become visible in time.</summary>
    internal static KopsException IdentityNotUsable(string name, string what, TimeSpan limit, Exception? inner) => new(
        "KopsIdentityNotUsable", FaultKind.OperationTimeout, $"{what} of '{name}' could not be used {GoDuration.Format(limit)} after it was made.", name,
        "IAM is slow to tell all of AWS. Run the same command again: what exists is kept.", inner);
}

using System.Globalization;
using System.Xml.Linq;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>A group of users. Groups have no tags.</summary>
/// <param name="GroupName">Its name.</param>
/// <param name="Path">Path in front of its name.</param>
/// <param name="Arn">Its ARN.</param>
public sealed record Group(string GroupName, string Path, string Arn)
{
    internal static Group From(XElement one) => new(one.Text("GroupName"), one.Text("Path"), one.Text("Arn"));
}

/// <summary>A user.</summary>
/// <param name="UserName">Its name.</param>
/// <param name="Path">Path in front of its name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="CreateDate">When it was made, in UTC.</param>
/// <param name="PermissionsBoundary">ARN of the managed policy that limits it, or null.</param>
/// <param name="Tags">Its tags; empty in lists.</param>
public sealed record User(
    string UserName, string Path, string Arn, DateTimeOffset? CreateDate, string? PermissionsBoundary, IReadOnlyDictionary<string, string> Tags)
{
    internal static User From(XElement one) => new(
        one.Text("UserName"),
        one.Text("Path"),
        one.Text("Arn"),
        one.Date("CreateDate"),
        one.Child("PermissionsBoundary").TextOrNull("PermissionsBoundaryArn"),
        one.Tags());
}

/// <summary>A role.</summary>
/// <param name="RoleName">Its name.</param>
/// <param name="Path">Path in front of its name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="CreateDate">When it was made, in UTC.</param>
/// <param name="AssumeRolePolicyDocument">Who may take it, as JSON.</param>
/// <param name="Description">What it is for, or null.</param>
/// <param name="MaxSessionDuration">Longest session in seconds.</param>
/// <param name="PermissionsBoundary">ARN of the managed policy that limits it, or null.</param>
/// <param name="Tags">Its tags; empty in lists.</param>
public sealed record Role(
    string RoleName,
    string Path,
    string Arn,
    DateTimeOffset? CreateDate,
    string AssumeRolePolicyDocument,
    string? Description,
    int MaxSessionDuration,
    string? PermissionsBoundary,
    IReadOnlyDictionary<string, string> Tags)
{
    internal static Role From(XElement one) => new(
        one.Text("RoleName"),
        one.Text("Path"),
        one.Text("Arn"),
        one.Date("CreateDate"),
        Uri.UnescapeDataString(one.Text("AssumeRolePolicyDocument")),
        one.TextOrNull("Description"),
        int.TryParse(one.Text("MaxSessionDuration"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 3600,
        one.Child("PermissionsBoundary").TextOrNull("PermissionsBoundaryArn"),
        one.Tags());
}

/// <summary>A managed policy, without its document.</summary>
/// <param name="PolicyName">Its name.</param>
/// <param name="Path">Path in front of its name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="DefaultVersionId">The version in force.</param>
/// <param name="AttachmentCount">How many users, groups and roles hold it.</param>
/// <param name="Tags">Its tags; empty in lists.</param>
public sealed record ManagedPolicy(
    string PolicyName, string Path, string Arn, string DefaultVersionId, int AttachmentCount, IReadOnlyDictionary<string, string> Tags)
{
    internal static ManagedPolicy From(XElement one) => new(
        one.Text("PolicyName"),
        one.Text("Path"),
        one.Text("Arn"),
        one.Text("DefaultVersionId"),
        int.TryParse(one.Text("AttachmentCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0,
        one.Tags());
}

/// <summary>A version of a managed policy.</summary>
/// <param name="VersionId">Such as <c>v1</c>.</param>
/// <param name="IsDefaultVersion">Whether it is in force.</param>
/// <param name="CreateDate">When it was made, in UTC.</param>
/// <param name="Document">The policy as JSON; empty in lists.</param>
public sealed record PolicyVersion(string VersionId, bool IsDefaultVersion, DateTimeOffset? CreateDate, string Document)
{
    internal static PolicyVersion From(XElement one) => new(
        one.Text("VersionId"), one.Text("IsDefaultVersion") == "true", one.Date("CreateDate"), Uri.UnescapeDataString(one.Text("Document")));
}

/// <summary>A managed policy that somebody holds.</summary>
/// <param name="PolicyName">Its name.</param>
/// <param name="PolicyArn">Its ARN.</param>
public sealed record AttachedPolicy(string PolicyName, string PolicyArn)
{
    internal static AttachedPolicy From(XElement one) => new(one.Text("PolicyName"), one.Text("PolicyArn"));
}

/// <summary>A new access key. Shows nothing of its secret as text.</summary>
public sealed class AccessKey
{
    private AccessKey(string accessKeyId, string secretAccessKey)
    {
        AccessKeyId = accessKeyId;
        SecretAccessKey = secretAccessKey;
    }

    /// <summary>Its id.</summary>
    public string AccessKeyId { get; }

    /// <summary>Its secret.</summary>
    public string SecretAccessKey { get; }

    /// <inheritdoc/>
    public override string ToString() => AccessKeyId;

    internal static AccessKey From(XElement one) => new(one.Text("AccessKeyId"), one.Text("SecretAccessKey"));
}

/// <summary>An access key without its secret.</summary>
/// <param name="AccessKeyId">Its id.</param>
/// <param name="Status"><c>Active</c> or <c>Inactive</c>.</param>
/// <param name="CreateDate">When it was made, in UTC.</param>
public sealed record AccessKeyMetadata(string AccessKeyId, string Status, DateTimeOffset? CreateDate)
{
    internal static AccessKeyMetadata From(XElement one) => new(one.Text("AccessKeyId"), one.Text("Status"), one.Date("CreateDate"));
}

/// <summary>An instance profile: how a role gets onto an instance.</summary>
/// <param name="InstanceProfileName">Its name.</param>
/// <param name="Path">Path in front of its name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="Roles">Its role; at most one.</param>
/// <param name="Tags">Its tags; empty in lists.</param>
public sealed record InstanceProfile(
    string InstanceProfileName, string Path, string Arn, IReadOnlyList<Role> Roles, IReadOnlyDictionary<string, string> Tags)
{
    internal static InstanceProfile From(XElement one) => new(
        one.Text("InstanceProfileName"), one.Text("Path"), one.Text("Arn"), [.. one.Members("Roles").Select(Role.From)], one.Tags());
}

/// <summary>What somebody may do.</summary>
/// <param name="EvalActionName">The action.</param>
/// <param name="EvalResourceName">The resource, or <c>*</c>.</param>
/// <param name="EvalDecision"><c>allowed</c>, <c>explicitDeny</c> or <c>implicitDeny</c>.</param>
/// <param name="MissingContextValues">Keys of conditions that the question left open.</param>
/// <param name="AllowedByPermissionsBoundary">What the boundary says, or null where there is none.</param>
/// <param name="AllowedByOrganizations">What the organization says, or null where there is none.</param>
public sealed record EvaluationResult(
    string EvalActionName,
    string EvalResourceName,
    string EvalDecision,
    IReadOnlyList<string> MissingContextValues,
    bool? AllowedByPermissionsBoundary,
    bool? AllowedByOrganizations)
{
    internal static EvaluationResult From(XElement one) => new(
        one.Text("EvalActionName"),
        one.Text("EvalResourceName"),
        one.Text("EvalDecision"),
        [.. one.Members("MissingContextValues").Select(value => value.Value)],
        Told(one.Child("PermissionsBoundaryDecisionDetail").Text("AllowedByPermissionsBoundary")),
        Told(one.Child("OrganizationsDecisionDetail").Text("AllowedByOrganizations")));

    private static bool? Told(string text) => bool.TryParse(text, out var value) ? value : null;
}

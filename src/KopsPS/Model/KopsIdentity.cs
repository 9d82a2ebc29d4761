using System.Security;

namespace KopsPS;

/// <summary>Who works with kops in an AWS account: a user with its group, or a role. Shows nothing of a key's secret as text.</summary>
public sealed class KopsIdentity
{
    /// <summary>Name of the user or role.</summary>
    public required string IdentityName { get; init; }

    /// <summary>User or role.</summary>
    public required KopsIdentityKind Kind { get; init; }

    /// <summary>Its ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>Group that holds a user's policies; null for a role.</summary>
    public string? Group { get; init; }

    /// <summary>Names of the managed policies that it holds, by its group too.</summary>
    public string[] Policies { get; init; } = [];

    /// <summary>Who may take a role, such as <c>repo:acme/infra:ref:refs/heads/main</c>; empty for a user.</summary>
    public string[] Trust { get; init; } = [];

    /// <summary>Instance profile by which instances get the role, or null.</summary>
    public string? InstanceProfile { get; init; }

    /// <summary>ARN of the managed policy that limits it, or null.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Ids of a user's access keys, active or not.</summary>
    public string[] AccessKeyIds { get; init; } = [];

    /// <summary>Id of the access key that this call made, or null.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>Secret of the access key that this call made, or null: AWS tells it only once.</summary>
    public SecureString? SecretAccessKey { get; init; }

    /// <summary>Profile of the shared credentials file that this call stored the key in, or null.</summary>
    public string? ProfileStored { get; init; }

    /// <summary>Whether it carries KopsPS' tag, so that removal may touch it.</summary>
    public bool Owned { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>What this call did, and what it found to be right.</summary>
    public KopsChange[] Changes { get; init; } = [];

    /// <summary>AWS region worked in; identities belong to none.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile that was used.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint that was used, where one was named.</summary>
    public string? EndpointUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Arn;
}

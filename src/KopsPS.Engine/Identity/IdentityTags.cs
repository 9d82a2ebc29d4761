using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Identity;

/// <summary>What an identity was asked to be, kept in tags of its own, so that a later look finds what has drifted.</summary>
internal static class IdentityTags
{
    /// <summary>Path of the groups that KopsPS makes: groups are the one thing of IAM that takes no tags.</summary>
    public const string GroupPath = "/KopsPS/";

    /// <summary>Key with the name of a user's group.</summary>
    public const string Group = "KopsPS:Group";

    /// <summary>Key with <see cref="FullAccess"/> or <see cref="LeastPrivilege"/>.</summary>
    public const string Access = "KopsPS:Access";

    /// <summary>Value of <see cref="Access"/>: the policies of kOps' guide.</summary>
    public const string FullAccess = "FullAccess";

    /// <summary>Value of <see cref="Access"/>: policies of its own.</summary>
    public const string LeastPrivilege = "LeastPrivilege";

    /// <summary>Key with how many policies of its own there are.</summary>
    public const string PolicyCount = "KopsPS:PolicyCount";

    /// <summary>Key with the digest of a policy, or of who may take a role.</summary>
    public const string Digest = "KopsPS:Digest";

    /// <summary>Key with the ARN of the permissions boundary asked for.</summary>
    public const string Boundary = "KopsPS:Boundary";

    /// <summary>All tags of an identity.</summary>
    public static IReadOnlyDictionary<string, string> For(IdentityRequest request, string? trustDocument, int ownPolicies)
    {
        var tags = Owned(request);
        tags[Access] = request.Scope is null ? FullAccess : LeastPrivilege;
        tags[PolicyCount] = ownPolicies.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (request.Kind == KopsIdentityKind.User)
        {
            tags[Group] = request.Holder;
        }

        if (trustDocument is not null)
        {
            tags[Digest] = PolicyDocument.Digest(trustDocument);
        }

        if (request.PermissionsBoundary is { } boundary)
        {
            tags[Boundary] = boundary;
        }

        return tags;
    }

    /// <summary>The tags of something that belongs to an identity.</summary>
    public static SortedDictionary<string, string> Owned(IdentityRequest request) =>
        new(OwnershipTags.For(request.Environment, null, request.Tags).ToDictionary(), StringComparer.Ordinal);
}

using Amazon.EC2;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>The tags by which a management server is known, and those that keep what EC2 does not.</summary>
internal static class ServerTags
{
    /// <summary>Key of the tag that says what something is for.</summary>
    public const string RoleKey = "KopsPS:Role";

    /// <summary>Value of <see cref="RoleKey"/>.</summary>
    public const string Role = "ManagementServer";

    /// <summary>Key of the tag with the way people get on it.</summary>
    public const string AccessKey = "KopsPS:Access";

    /// <summary>Key of the tag with the account to log in with.</summary>
    public const string UserKey = "KopsPS:SshUser";

    /// <summary>Key of the tag with the name of the image's system.</summary>
    public const string ImageKey = "KopsPS:Image";

    /// <summary>The tags of all that belongs to a server.</summary>
    public static SortedDictionary<string, string> Common(ManagementServerRequest request) =>
        new(OwnershipTags.For(request.Environment, null, request.Tags).ToDictionary(), StringComparer.Ordinal)
        {
            ["Name"] = request.Name,
            [RoleKey] = Role,
        };

    /// <summary>The tags of the instance itself.</summary>
    public static SortedDictionary<string, string> OfInstance(ManagementServerRequest request, ServerImage image) =>
        new(Common(request), StringComparer.Ordinal)
        {
            [AccessKey] = (request.SessionManager ? KopsServerAccess.SessionManager : KopsServerAccess.Ssh).ToString(),
            [UserKey] = image.User,
            [ImageKey] = image.Name,
        };

    /// <summary>The tags as a part of a request that makes something.</summary>
    public static TagSpecification For(ResourceType type, IEnumerable<KeyValuePair<string, string>> tags) =>
        new() { ResourceType = type, Tags = ToList(tags) };

    /// <summary>The tags as EC2's clients take them.</summary>
    public static List<Tag> ToList(IEnumerable<KeyValuePair<string, string>> tags) => [.. tags.Select(tag => new Tag(tag.Key, tag.Value))];

    /// <summary>EC2's tags by name.</summary>
    public static Dictionary<string, string> Read(IEnumerable<Tag>? tags) =>
        (tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal);

    /// <summary>Whether something with these tags is, or belongs to, a management server that KopsPS made.</summary>
    public static bool AreOurs(IReadOnlyDictionary<string, string> tags) =>
        OwnershipTags.AreOurs(tags) && tags.TryGetValue(RoleKey, out var role) && role == Role;
}

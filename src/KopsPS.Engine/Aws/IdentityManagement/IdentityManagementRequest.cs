namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>A request to IAM.</summary>
public abstract class IdentityManagementRequest : QueryRequest
{
    /// <summary>Tags: <c>Tags.member.1.Key</c> and so on.</summary>
    private protected static IEnumerable<KeyValuePair<string, string>> TagMembers(IReadOnlyDictionary<string, string> tags) =>
        tags.SelectMany((tag, i) => new[]
        {
            KeyValuePair.Create($"Tags.member.{i + 1}.Key", tag.Key),
            KeyValuePair.Create($"Tags.member.{i + 1}.Value", tag.Value),
        });
}

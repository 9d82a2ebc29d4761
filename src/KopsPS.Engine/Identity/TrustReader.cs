using System.Text.Json.Nodes;

namespace KopsPS.Engine.Identity;

/// <summary>Reads who may take a role out of its trust policy.</summary>
internal static class TrustReader
{
    /// <summary>All that may take it: subjects of tokens, services, accounts.</summary>
    public static IEnumerable<string> Subjects(string document) => PolicyDocument.Statements(document).Where(IsAllow).SelectMany(Subjects).Distinct();

    /// <summary>ARNs of the providers whose tokens are taken.</summary>
    public static IEnumerable<string> Providers(string document) => PolicyDocument.Statements(document).Where(IsAllow).SelectMany(Federated).Distinct();

    /// <summary>What is too open, in words, or null.</summary>
    public static string? TooOpen(string document)
    {
        foreach (var statement in PolicyDocument.Statements(document).Where(IsAllow))
        {
            if (statement["Principal"] is JsonValue or null || PolicyDocument.Texts((statement["Principal"] as JsonObject)?["AWS"]).Contains("*"))
            {
                return "anybody may take it";
            }

            if (!Federated(statement).Any())
            {
                continue;
            }

            var subjects = Claims(statement, ":sub").ToArray();
            if (subjects.Length == 0)
            {
                return "anybody at the provider may take it: no subject is demanded";
            }

            if (subjects.FirstOrDefault(subject => subject.TrimEnd('*') is "" or "repo:" or "sc://"
                || (subject.StartsWith("repo:", StringComparison.Ordinal) && subject.Split(':')[1].Contains('*', StringComparison.Ordinal))) is { } open)
            {
                return $"'{open}' takes in repositories of others";
            }

            if (!Claims(statement, ":aud").Any())
            {
                return "tokens for any audience are taken";
            }
        }

        return null;
    }

    private static IEnumerable<string> Subjects(JsonObject statement)
    {
        var subjects = Claims(statement, ":sub").ToArray();
        if (subjects.Length > 0)
        {
            return subjects;
        }

        return statement["Principal"] is JsonObject principal
            ? principal.SelectMany(part => PolicyDocument.Texts(part.Value))
            : PolicyDocument.Texts(statement["Principal"]);
    }

    private static IEnumerable<string> Federated(JsonObject statement) => PolicyDocument.Texts((statement["Principal"] as JsonObject)?["Federated"]);

    private static IEnumerable<string> Claims(JsonObject statement, string claim) => statement["Condition"] is JsonObject conditions
        ? conditions.Select(test => test.Value).OfType<JsonObject>().SelectMany(keys => keys)
            .Where(key => key.Key.EndsWith(claim, StringComparison.Ordinal)).SelectMany(key => PolicyDocument.Texts(key.Value))
        : [];

    private static bool IsAllow(JsonObject statement) => statement["Effect"]?.ToString() == "Allow";
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Identity;

/// <summary>Who may take a role.</summary>
public sealed partial class IdentityTrust
{
    private readonly string? _claim;

    private IdentityTrust(string? providerUrl, string? audience, string? claim, IReadOnlyList<string> subjects)
    {
        ProviderUrl = providerUrl;
        Audience = audience;
        _claim = claim;
        Subjects = subjects;
    }

    /// <summary>Issuer of the identities, with <c>https://</c>; null for instances.</summary>
    public string? ProviderUrl { get; }

    /// <summary>Audience that the issuer's tokens are for; null for instances.</summary>
    public string? Audience { get; }

    /// <summary>The identities that may take it.</summary>
    public IReadOnlyList<string> Subjects { get; }

    /// <summary>Whether instances take it, which needs an instance profile.</summary>
    public bool ForInstances => ProviderUrl is null;

    /// <summary>
    /// Workflows of a repository in GitHub Actions
    /// (https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services).
    /// </summary>
    /// <param name="repository"><c>owner/repository</c>.</param>
    /// <param name="branches">Branches, with <c>*</c> for any part.</param>
    /// <param name="environments">Deployment environments.</param>
    /// <exception cref="KopsException"><c>KopsIdentityTrustInvalid</c>.</exception>
    public static IdentityTrust GitHub(string repository, IReadOnlyList<string> branches, IReadOnlyList<string> environments)
    {
        ArgumentNullException.ThrowIfNull(branches);
        ArgumentNullException.ThrowIfNull(environments);
        if (!Repository().IsMatch(repository))
        {
            throw Faults.IdentityTrustInvalid(repository, "a repository of GitHub is written owner/name, such as acme/infrastructure");
        }

        foreach (var branch in branches)
        {
            if (!Branch().IsMatch(branch))
            {
                throw Faults.IdentityTrustInvalid(branch, "a branch is written as git has it, such as main or release/*, without refs/heads/");
            }
        }

        foreach (var environment in environments)
        {
            if (string.IsNullOrWhiteSpace(environment) || environment.Contains('*', StringComparison.Ordinal))
            {
                throw Faults.IdentityTrustInvalid(environment, "an environment is written by its name, without *");
            }
        }

        // GitHub puts the environment in place of the branch where a job names one, and writes a colon in its name as %3A.
        string[] subjects =
        [
            .. branches.Select(branch => $"repo:{repository}:ref:refs/heads/{branch}"),
            .. environments.Select(environment => $"repo:{repository}:environment:{environment.Replace(":", "%3A", StringComparison.Ordinal)}"),
        ];
        return subjects.Length > 0
            ? new IdentityTrust("https://token.actions.githubusercontent.com", "sts.amazonaws.com", "token.actions.githubusercontent.com", subjects)
            : throw Faults.IdentityTrustInvalid(repository, "name a branch or an environment: without one every branch and every pull request could take the role");
    }

    /// <summary>
    /// A service connection of Azure DevOps with workload identity federation
    /// (https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity).
    /// </summary>
    /// <param name="organizationId">Id of the organization, a GUID.</param>
    /// <param name="connection"><c>organization/project/connection</c>.</param>
    /// <exception cref="KopsException"><c>KopsIdentityTrustInvalid</c>.</exception>
    public static IdentityTrust AzureDevOps(Guid organizationId, string connection)
    {
        if (!Connection().IsMatch(connection))
        {
            throw Faults.IdentityTrustInvalid(connection, "a service connection is written organization/project/connection, without *");
        }

        var issuer = $"vstoken.dev.azure.com/{organizationId:D}";
        return new IdentityTrust($"https://{issuer}", "api://AzureADTokenExchange", issuer, [$"sc://{connection}"]);
    }

    /// <summary>Instances of EC2 that carry the role's instance profile.</summary>
    public static IdentityTrust Instances() => new(null, null, null, ["ec2.amazonaws.com"]);

    /// <summary>ARN of the provider in an account, or null for instances.</summary>
    /// <param name="partition">Partition, such as <c>aws</c>.</param>
    /// <param name="account">Account id.</param>
    public string? ProviderArn(string partition, string account) =>
        ProviderUrl is null ? null : $"arn:{partition}:iam::{account}:oidc-provider/{ProviderUrl["https://".Length..]}";

    /// <summary>The role's trust policy as JSON.</summary>
    /// <param name="partition">Partition, such as <c>aws</c>.</param>
    /// <param name="account">Account id.</param>
    public string Document(string partition, string account)
    {
        JsonObject statement;
        if (ForInstances)
        {
            statement = new JsonObject
            {
                ["Effect"] = "Allow",
                ["Principal"] = new JsonObject { ["Service"] = partition == "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com" },
                ["Action"] = "sts:AssumeRole",
            };
        }
        else
        {
            var subject = new JsonObject { [$"{_claim}:sub"] = PolicyDocument.OneOrMany(Subjects) };
            var condition = new JsonObject { ["StringEquals"] = new JsonObject { [$"{_claim}:aud"] = Audience } };
            if (Subjects.Any(one => one.Contains('*', StringComparison.Ordinal)))
            {
                condition["StringLike"] = subject;
            }
            else
            {
                condition["StringEquals"]![$"{_claim}:sub"] = PolicyDocument.OneOrMany(Subjects);
            }

            statement = new JsonObject
            {
                ["Effect"] = "Allow",
                ["Principal"] = new JsonObject { ["Federated"] = ProviderArn(partition, account) },
                ["Action"] = "sts:AssumeRoleWithWebIdentity",
                ["Condition"] = condition,
            };
        }

        return PolicyDocument.Of([statement]);
    }

    [GeneratedRegex(@"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex Repository();

    [GeneratedRegex(@"^(?!refs/)[^\s~^:?\[\\]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Branch();

    [GeneratedRegex(@"^[^/*?]+/[^/*?]+/[^/*?]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Connection();
}

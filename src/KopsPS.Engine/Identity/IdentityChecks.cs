using KopsPS.Engine.Aws.IdentityManagement;

namespace KopsPS.Engine.Identity;

/// <summary>Checks an identity against what its tags say it was asked to be.</summary>
internal sealed class IdentityChecks(IdentityAccount account, IdentityReader reader, TimeProvider time)
{
    /// <summary>After this AWS' own guidance wants a key replaced (https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html, IAM.3).</summary>
    private static readonly TimeSpan KeyAge = TimeSpan.FromDays(90);

    /// <summary>One check for each aspect that the kind of identity has.</summary>
    public async Task<IReadOnlyList<KopsCheck>> RunAsync(string name, KopsIdentityKind? kind, IdentityState? state, CancellationToken cancellationToken)
    {
        if (state?.Arn is null)
        {
            return [Check(name, "Exists", KopsCheckVerdict.Fail, "no", kind is { } one ? $"a {one.ToString().ToLowerInvariant()}" : "a user or a role", $"New-KopsIdentity {name}")];
        }

        var checks = new List<KopsCheck>
        {
            Check(name, "Exists", KopsCheckVerdict.Pass, state.Arn, null, null),
            state.Owned
                ? Check(name, "Ownership", KopsCheckVerdict.Pass, "made by KopsPS", null, null)
                : Check(name, "Ownership", KopsCheckVerdict.Warn, "not made by KopsPS", "the tag KopsPS:Owner", "Nothing, if you made it yourself; Remove-KopsIdentity takes it by its ARN only."),
        };
        checks.AddRange(await PoliciesAsync(name, state, cancellationToken).ConfigureAwait(false));
        checks.Add(Boundary(name, state));
        if (state.Role is { } role)
        {
            checks.AddRange(await RoleAsync(role, state, cancellationToken).ConfigureAwait(false));
        }
        else
        {
            checks.AddRange(User(name, state));
        }

        return checks;
    }

    private async Task<IReadOnlyList<KopsCheck>> PoliciesAsync(string name, IdentityState state, CancellationToken cancellationToken)
    {
        var all = state.Attached.Concat(state.AttachedElsewhere).DistinctBy(policy => policy.PolicyArn).ToArray();
        if (state.Tags.GetValueOrDefault(IdentityTags.Access) == IdentityTags.LeastPrivilege)
        {
            return await OwnPoliciesAsync(name, state, all, cancellationToken).ConfigureAwait(false);
        }

        // An administrator may do all that the seven allow.
        var missing = FullAccessPolicies.Arns(account.Partition).Where(arn => all.All(policy => policy.PolicyArn != arn)).Select(arn => arn[(arn.LastIndexOf('/') + 1)..]).ToArray();
        var wanted = $"the {FullAccessPolicies.Names.Count} policies of kOps' guide";
        if (missing.Length > 0 && all.Any(policy => policy.PolicyName == "AdministratorAccess"))
        {
            return [Check(name, "Policies", KopsCheckVerdict.Warn, "AdministratorAccess", wanted, $"{Again(name, state)}, and take AdministratorAccess away")];
        }

        return
        [
            missing.Length == 0
                ? Check(name, "Policies", KopsCheckVerdict.Pass, wanted, wanted, null)
                : Check(name, "Policies", KopsCheckVerdict.Fail, $"without {string.Join(", ", missing)}", wanted, Again(name, state)),
        ];
    }

    private async Task<IReadOnlyList<KopsCheck>> OwnPoliciesAsync(string name, IdentityState state, AttachedPolicy[] all, CancellationToken cancellationToken)
    {
        var holder = state.Role?.RoleName ?? state.Tags.GetValueOrDefault(IdentityTags.Group) ?? name;
        _ = int.TryParse(state.Tags.GetValueOrDefault(IdentityTags.PolicyCount), out var count);
        var faults = new List<string>();
        for (var i = 0; i < Math.Max(count, 1); i++)
        {
            var own = HeldPolicies.OwnName(holder, i);
            if (await reader.PolicyAsync(account.PolicyArn(own), cancellationToken).ConfigureAwait(false) is not { } policy)
            {
                faults.Add($"{own} is gone");
            }
            else if (all.All(held => held.PolicyArn != policy.Arn))
            {
                faults.Add($"{own} is not attached");
            }
            else if (policy.Tags.TryGetValue(IdentityTags.Digest, out var digest)
                && digest != PolicyDocument.Digest(await reader.DocumentAsync(policy, cancellationToken).ConfigureAwait(false)))
            {
                faults.Add($"{own} was changed");
            }
        }

        var checks = new List<KopsCheck>
        {
            faults.Count == 0
                ? Check(name, "Policies", KopsCheckVerdict.Pass, "least privilege, as written", "least privilege, as written", null)
                : Check(name, "Policies", KopsCheckVerdict.Fail, string.Join("; ", faults), "least privilege, as written", $"{Again(name, state)} -LeastPrivilege …"),
        };
        var full = all.Where(policy => FullAccessPolicies.Names.Append("AdministratorAccess").Contains(policy.PolicyName)).Select(policy => policy.PolicyName).ToArray();
        checks.Add(full.Length == 0
            ? Check(name, "FullAccess", KopsCheckVerdict.Pass, "none", "none", null)
            : Check(name, "FullAccess", KopsCheckVerdict.Fail, string.Join(", ", full), "none", "Detach them: they allow what the scoped policy withholds."));
        return checks;
    }

    private static KopsCheck Boundary(string name, IdentityState state)
    {
        var (wanted, found) = (state.Tags.GetValueOrDefault(IdentityTags.Boundary), state.Boundary);
        return wanted is null || wanted == found
            ? Check(name, "PermissionsBoundary", KopsCheckVerdict.Pass, found ?? "none", wanted ?? "none demanded", null)
            : Check(name, "PermissionsBoundary", KopsCheckVerdict.Fail, found ?? "none", wanted, $"{Again(name, state)} -PermissionsBoundary {wanted}");
    }

    private async Task<IReadOnlyList<KopsCheck>> RoleAsync(Role role, IdentityState state, CancellationToken cancellationToken)
    {
        var name = role.RoleName;
        var document = role.AssumeRolePolicyDocument;
        var subjects = string.Join(", ", TrustReader.Subjects(document));
        var checks = new List<KopsCheck>
        {
            TrustReader.TooOpen(document) is { } open
                ? Check(name, "Trust", KopsCheckVerdict.Fail, open, "one repository and branch, service connection or service", Again(name, state))
                : state.Tags.TryGetValue(IdentityTags.Digest, out var digest) && digest != PolicyDocument.Digest(document)
                    ? Check(name, "Trust", KopsCheckVerdict.Fail, $"was changed; now {subjects}", "as it was made", Again(name, state))
                    : Check(name, "Trust", KopsCheckVerdict.Pass, subjects, null, null),
        };
        foreach (var arn in TrustReader.Providers(document))
        {
            var provider = await reader.ProviderAsync(arn, cancellationToken).ConfigureAwait(false);
            var audiences = AudiencesOf(document);
            checks.Add(provider is null
                ? Check(name, "Provider", KopsCheckVerdict.Fail, "gone", arn, Again(name, state))
                : audiences.Except(provider.ClientIDList).Any()
                    ? Check(name, "Provider", KopsCheckVerdict.Fail, $"takes {string.Join(", ", provider.ClientIDList)}", $"takes {string.Join(", ", audiences)}", Again(name, state))
                    : Check(name, "Provider", KopsCheckVerdict.Pass, $"{provider.Url} for {string.Join(", ", provider.ClientIDList)}", null, null));
        }

        if (document.Contains("\"ec2.amazonaws.com", StringComparison.Ordinal))
        {
            var profile = state.InstanceProfiles.FirstOrDefault(one => one.InstanceProfileName == name) ?? (state.InstanceProfiles.Count > 0 ? state.InstanceProfiles[0] : null);
            checks.Add(profile is null
                ? Check(name, "InstanceProfile", KopsCheckVerdict.Fail, "none", "one with the role", Again(name, state))
                : Check(name, "InstanceProfile", KopsCheckVerdict.Pass, profile.InstanceProfileName, null, null));
        }

        return checks;
    }

    private IEnumerable<KopsCheck> User(string name, IdentityState state)
    {
        var group = state.Tags.GetValueOrDefault(IdentityTags.Group) ?? state.Group?.GroupName ?? name;
        yield return state.Members.Contains(name, StringComparer.Ordinal)
            ? Check(name, "Group", KopsCheckVerdict.Pass, group, group, null)
            : Check(name, "Group", state.Owned ? KopsCheckVerdict.Fail : KopsCheckVerdict.Warn, state.Groups.Count == 0 ? "none" : string.Join(", ", state.Groups), group, Again(name, state));

        var active = state.Keys.Where(key => key.Status == "Active").ToArray();
        var now = time.GetUtcNow();
        var old = active.Where(key => now - key.CreateDate > KeyAge).ToArray();
        yield return active.Length == 0
            ? Check(name, "AccessKey", KopsCheckVerdict.Warn, "no active one", "one", $"New-KopsIdentity {name} -NewAccessKey")
            : active.Length > 1
                ? Check(name, "AccessKey", KopsCheckVerdict.Warn, $"{active.Length} active ones", "one", $"Delete the one that nobody uses: aws iam delete-access-key --user-name {name} --access-key-id <id>")
                : Check(name, "AccessKey", KopsCheckVerdict.Pass, active[0].AccessKeyId, "one", null);
        if (active.Length > 0)
        {
            var days = active.Max(key => (int)(now - (key.CreateDate ?? now)).TotalDays);
            yield return Check(
                name,
                "AccessKeyAge",
                old.Length == 0 ? KopsCheckVerdict.Pass : KopsCheckVerdict.Warn,
                $"{days} days",
                $"at most {KeyAge.TotalDays:0} days",
                old.Length == 0 ? null : $"New-KopsIdentity {name} -NewAccessKey -StoreProfile <name>; then delete {old[0].AccessKeyId}");
        }
    }

    private static IReadOnlyList<string> AudiencesOf(string document) =>
    [
        .. PolicyDocument.Statements(document).Select(statement => statement["Condition"]).OfType<System.Text.Json.Nodes.JsonObject>()
            .SelectMany(conditions => conditions.Select(test => test.Value)).OfType<System.Text.Json.Nodes.JsonObject>()
            .SelectMany(keys => keys).Where(key => key.Key.EndsWith(":aud", StringComparison.Ordinal)).SelectMany(key => PolicyDocument.Texts(key.Value)).Distinct(),
    ];

    /// <summary>The command that makes it right again.</summary>
    private static string Again(string name, IdentityState state) => state.Role is { } role
        ? $"New-KopsIdentity {name} -Role {Trusted(role.AssumeRolePolicyDocument)}"
        : $"New-KopsIdentity {name}{(state.Tags.GetValueOrDefault(IdentityTags.Group) is { } group && group != name ? $" -Group {group}" : "")}";

    private static string Trusted(string document) => document.Contains("vstoken.dev.azure.com", StringComparison.Ordinal)
        ? "-AzureDevOpsOrganizationId <id> -ServiceConnection <organization/project/connection>"
        : document.Contains("token.actions.githubusercontent.com", StringComparison.Ordinal) ? "-GitHubRepository <owner/name> -Branch <branch>" : "-InstanceProfile";

    private static KopsCheck Check(string target, string name, KopsCheckVerdict verdict, string? found, string? wanted, string? remedy) =>
        new() { Target = target, Name = name, Verdict = verdict, Found = found, Wanted = wanted, Remedy = remedy };
}

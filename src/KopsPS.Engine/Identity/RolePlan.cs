using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.IdentityManagement;

namespace KopsPS.Engine.Identity;

/// <summary>What it takes to have a role that its pipeline or instances can take.</summary>
internal sealed class RolePlan(IdentityAccount account, IdentityReader reader, IdentityRequest request)
{
    private readonly IIdentityManagement _iam = account.Iam;
    private readonly IdentityTrust _trust = request.Trust!;

    /// <summary>The steps, in the order in which they can be done.</summary>
    public async Task<IReadOnlyList<IdentityStep>> PlanAsync(IdentityState state, CancellationToken cancellationToken)
    {
        var held = new HeldPolicies(account, reader, request);
        var documents = held.Documents();
        var steps = new List<IdentityStep>();
        if (_trust.ProviderArn(account.Partition, account.Id) is { } provider)
        {
            steps.Add(await ProviderAsync(provider, cancellationToken).ConfigureAwait(false));
        }

        steps.AddRange(RoleSteps(state, documents.Count));
        steps.AddRange(await held.PlanAsync(state.Attached, documents, state.Role is null || state.Owned, cancellationToken).ConfigureAwait(false));
        if (_trust.ForInstances)
        {
            steps.Add(await InstanceProfileAsync(cancellationToken).ConfigureAwait(false));
        }

        return steps;
    }

    private async Task<IdentityStep> ProviderAsync(string arn, CancellationToken cancellationToken)
    {
        var (url, audience) = (_trust.ProviderUrl!, _trust.Audience!);
        if (await reader.ProviderAsync(arn, cancellationToken).ConfigureAwait(false) is not { } there)
        {
            // Without a thumbprint IAM trusts the certificate authorities that it knows, and keeps up with them.
            return IdentityStep.Create("OpenIDConnectProvider", url, $"for {audience}", token => account.ChangeAsync(
                "CreateOpenIDConnectProvider",
                url,
                () => _iam.CreateOpenIDConnectProviderAsync(new() { Url = url, ClientIDList = [audience], Tags = IdentityTags.Owned(request) }, token),
                request.Pace,
                token));
        }

        return there.ClientIDList.Contains(audience)
            ? IdentityStep.Keep("OpenIDConnectProvider", url, $"for {audience}")
            : IdentityStep.Alter("OpenIDConnectProvider", url, $"also for {audience}", token => account.ChangeAsync(
                "AddClientIDToOpenIDConnectProvider",
                url,
                () => _iam.AddClientIDToOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = arn, ClientID = audience }, token),
                request.Pace,
                token));
    }

    private IEnumerable<IdentityStep> RoleSteps(IdentityState state, int ownPolicies)
    {
        var name = request.Name;
        var document = _trust.Document(account.Partition, account.Id);
        var tags = OwnershipTags.Beside(IdentityTags.For(request, document, ownPolicies), state.Tags);
        if (state.Role is not { } role)
        {
            yield return IdentityStep.Create("Role", name, $"for {string.Join(", ", _trust.Subjects)}", token => account.ChangeAsync(
                "CreateRole",
                name,
                () => _iam.CreateRoleAsync(
                    new()
                    {
                        RoleName = name,
                        AssumeRolePolicyDocument = document,
                        Description = "Works with kops",
                        PermissionsBoundary = request.PermissionsBoundary,
                        Tags = tags,
                    },
                    token),
                request.Pace,
                token));
            yield break;
        }

        var same = PolicyDocument.Same(role.AssumeRolePolicyDocument, document);
        if (!same && !state.Owned)
        {
            throw Faults.IdentityForeign(name, role.Arn);
        }

        yield return same
            ? IdentityStep.Keep("Role", name, state.Owned ? null : "not made by KopsPS; removal will leave it")
            : IdentityStep.Alter("Role", name, $"for {string.Join(", ", _trust.Subjects)}", token => account.ChangeAsync(
                "UpdateAssumeRolePolicy", name, () => _iam.UpdateAssumeRolePolicyAsync(new() { RoleName = name, PolicyDocument = document }, token), request.Pace, token));
        if (request.PermissionsBoundary is { } boundary && boundary != state.Boundary)
        {
            yield return IdentityStep.Alter("Role", name, $"limited by {boundary}, was {state.Boundary ?? "not limited"}", token => account.ChangeAsync(
                "PutRolePermissionsBoundary", name, () => _iam.PutRolePermissionsBoundaryAsync(new() { RoleName = name, PermissionsBoundary = boundary }, token), request.Pace, token));
        }

        if (state.Owned && tags.Any(tag => !state.Tags.TryGetValue(tag.Key, out var value) || value != tag.Value))
        {
            yield return IdentityStep.Alter("Role", name, "tags", token => account.ChangeAsync(
                "TagRole", name, () => _iam.TagRoleAsync(new() { RoleName = name, Tags = tags }, token), request.Pace, token));
        }
    }

    private async Task<IdentityStep> InstanceProfileAsync(CancellationToken cancellationToken)
    {
        var name = request.Name;
        var there = await reader.InstanceProfileAsync(name, cancellationToken).ConfigureAwait(false);
        if (there?.Roles.Any(role => role.RoleName == name) == true)
        {
            return IdentityStep.Keep("InstanceProfile", name);
        }

        if (there?.Roles.Count > 0)
        {
            throw Faults.IdentityForeign(name, there.Arn);
        }

        async Task WorkAsync(CancellationToken token)
        {
            if (there is null)
            {
                await account.ChangeAsync(
                    "CreateInstanceProfile", name, () => _iam.CreateInstanceProfileAsync(new() { InstanceProfileName = name, Tags = IdentityTags.Owned(request) }, token), request.Pace, token).ConfigureAwait(false);
            }

            try
            {
                await account.ChangeAsync(
                    "AddRoleToInstanceProfile", name, () => _iam.AddRoleToInstanceProfileAsync(new() { InstanceProfileName = name, RoleName = name }, token), request.Pace, token).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.InnerException is Amazon.Runtime.AmazonServiceException { ErrorCode: "LimitExceeded" })
            {
                // It takes one role: another run may have put ours in meanwhile.
                if ((await reader.InstanceProfileAsync(name, token).ConfigureAwait(false))?.Roles.Any(role => role.RoleName == name) != true)
                {
                    throw;
                }
            }
        }

        return there is null
            ? IdentityStep.Create("InstanceProfile", name, $"with the role {name}", WorkAsync)
            : IdentityStep.Alter("InstanceProfile", name, $"with the role {name}", WorkAsync);
    }
}

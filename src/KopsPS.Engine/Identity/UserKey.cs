using System.Security;
using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.IdentityManagement;

namespace KopsPS.Engine.Identity;

/// <summary>A user's access key: made, stored, and waited for. Its secret is told to nobody but the profile and the caller.</summary>
internal sealed class UserKey(AwsSession session, IdentityAccount account, IdentityRequest request, IFeedback feedback)
{
    private readonly CredentialsFile _file = new(session.Environment, request.Pace);

    /// <summary>Id of the key made, or null.</summary>
    public string? AccessKeyId { get; private set; }

    /// <summary>Secret of the key made, or null.</summary>
    public SecureString? Secret { get; private set; }

    /// <summary>Profile that has it, or null.</summary>
    public string? ProfileStored { get; private set; }

    /// <summary>What is to be done; refuses before anything is changed.</summary>
    /// <exception cref="KopsException"><c>KopsAccessKeyLimit</c>, <c>KopsAccessKeySecretUnknown</c>, <c>KopsProfileExists</c>, <c>KopsProfileNameInvalid</c>.</exception>
    public async Task<IReadOnlyList<IdentityStep>> PlanAsync(IdentityState state, CancellationToken cancellationToken)
    {
        const int Limit = 2;
        var name = request.Name;
        var ids = state.Keys.Select(key => key.AccessKeyId).ToArray();
        var make = request.NewAccessKey || ids.Length == 0;
        if (make && ids.Length >= Limit)
        {
            throw Faults.AccessKeyLimit(name, ids);
        }

        var steps = new List<IdentityStep>();
        steps.AddRange(ids.Select(id => IdentityStep.Keep("AccessKey", id, $"of {name}; its secret was told only once")));
        var there = (Exists: false, AccessKeyId: (string?)null);
        if (request.StoreProfile is { } profile)
        {
            CredentialsFile.CheckName(profile);
            there = await _file.FindAsync(profile, cancellationToken).ConfigureAwait(false);
            if (!make && there.AccessKeyId is { } stored && ids.Contains(stored))
            {
                steps.Add(IdentityStep.Keep("Profile", profile, _file.FilePath));
                return steps;
            }

            if (there.Exists && !request.ReplaceProfile)
            {
                throw Faults.ProfileExists(profile, _file.FilePath);
            }

            if (!make)
            {
                throw Faults.AccessKeySecretUnknown(name, ids);
            }
        }

        if (make)
        {
            steps.Add(IdentityStep.Create("AccessKey", name, null, MakeAsync));
        }

        if (request.StoreProfile is { } told)
        {
            // Stored together with the making, so that no key is left that nobody has.
            steps.Add(there.Exists
                ? IdentityStep.Alter("Profile", told, _file.FilePath, _ => Task.CompletedTask)
                : IdentityStep.Create("Profile", told, _file.FilePath, _ => Task.CompletedTask));
        }

        return steps;
    }

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        AccessKey? key = null;
        await account.ChangeAsync(
            "CreateAccessKey",
            request.Name,
            async () => key = (await account.Iam.CreateAccessKeyAsync(new() { UserName = request.Name }, cancellationToken).ConfigureAwait(false)).AccessKey,
            request.Pace,
            cancellationToken).ConfigureAwait(false);
        var made = key!;
        try
        {
            await WaitAsync(made, cancellationToken).ConfigureAwait(false);
            if (request.StoreProfile is { } profile)
            {
                await _file.StoreAsync(profile, made.AccessKeyId, made.SecretAccessKey, request.Name, request.ReplaceProfile, cancellationToken).ConfigureAwait(false);
                ProfileStored = profile;
            }
        }
        catch (Exception)
        {
            await UndoAsync(made).ConfigureAwait(false);
            throw;
        }

        AccessKeyId = made.AccessKeyId;
        Secret = new SecureString();
        foreach (var sign in made.SecretAccessKey)
        {
            Secret.AppendChar(sign);
        }

        Secret.MakeReadOnly();
    }

    private async Task WaitAsync(AccessKey key, CancellationToken cancellationToken)
    {
        feedback.Progress(new ProgressReport($"Setting up {request.Name}", $"Waiting until the access key {key.AccessKeyId} works"));
        using var own = session.WithKeys(key.AccessKeyId, key.SecretAccessKey);
        var fault = await request.Pace.UntilAsync(
            async () =>
            {
                try
                {
                    await own.Sts().GetCallerIdentityAsync(new(), cancellationToken).ConfigureAwait(false);
                    return null;
                }
                catch (AmazonServiceException answer) when ((int)answer.StatusCode is >= 400 and < 500)
                {
                    return answer;
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (fault is not null)
        {
            // The key is told all the same: AWS tells it only once.
            feedback.Warning($"The access key {key.AccessKeyId} of '{request.Name}' does not work yet, {GoDuration.Format(request.Pace.Limit)} after it was made: {fault.Message}");
        }
    }

    /// <summary>A key that nobody got must not stay, whatever ended the work.</summary>
    private async Task UndoAsync(AccessKey key)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await account.Iam.DeleteAccessKeyAsync(new() { UserName = request.Name, AccessKeyId = key.AccessKeyId }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is AmazonServiceException or HttpRequestException or OperationCanceledException)
        {
            feedback.Warning($"The access key {key.AccessKeyId} of '{request.Name}' was made and nobody has its secret. Delete it: aws iam delete-access-key --user-name {request.Name} --access-key-id {key.AccessKeyId}");
        }
    }
}

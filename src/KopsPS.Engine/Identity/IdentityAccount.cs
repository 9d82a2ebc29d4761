using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.IdentityManagement;

namespace KopsPS.Engine.Identity;

/// <summary>An account's IAM: calls with one set of faults, and questions that have an answer for "is not there".</summary>
internal sealed class IdentityAccount
{
    private readonly AwsSession _session;

    private IdentityAccount(AwsSession session, string caller, string id, string partition)
    {
        _session = session;
        Caller = caller;
        Id = id;
        Partition = partition;
        Iam = session.Iam();
    }

    /// <summary>ARN of who asks.</summary>
    public string Caller { get; }

    /// <summary>Account id.</summary>
    public string Id { get; }

    /// <summary>Partition, such as <c>aws</c>.</summary>
    public string Partition { get; }

    /// <summary>Its IAM.</summary>
    public IIdentityManagement Iam { get; }

    /// <summary>Asks who the session is.</summary>
    public static async Task<IdentityAccount> OpenAsync(AwsSession session, CancellationToken cancellationToken)
    {
        var sts = session.Sts();
        var who = await AwsFaults.CallAsync(
            session, "sts:GetCallerIdentity", null, () => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken), cancellationToken).ConfigureAwait(false);
        return new IdentityAccount(session, who.Arn, who.Account, who.Arn.Split(':').ElementAtOrDefault(1) is { Length: > 0 } partition ? partition : "aws");
    }

    /// <summary>ARN of a managed policy of this account.</summary>
    public string PolicyArn(string name) => $"arn:{Partition}:iam::{Id}:policy/{name}";

    /// <summary>Asks something.</summary>
    public Task<T> AskAsync<T>(string action, string? target, Func<Task<T>> call, CancellationToken cancellationToken) =>
        AwsFaults.CallAsync(_session, $"iam:{action}", target, call, cancellationToken);

    /// <summary>Asks for something that may not be there; null where it is not.</summary>
    public Task<T?> FindAsync<T>(string action, string? target, Func<Task<T>> call, CancellationToken cancellationToken)
        where T : class => AskAsync<T?>(
        action,
        target,
        async () =>
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (AmazonServiceException fault) when (AwsFaults.IsNotFound(fault))
            {
                return null;
            }
        },
        cancellationToken);

    /// <summary>
    /// Changes something. That somebody else has made it meanwhile is well; that IAM does not know yet what has just been made,
    /// or is busy with it, passes.
    /// </summary>
    /// <returns>False where it was there already.</returns>
    public Task<bool> ChangeAsync(string action, string? target, Func<Task> call, IdentityPace pace, CancellationToken cancellationToken) => AskAsync(
        action,
        target,
        async () =>
        {
            var made = true;
            var last = await pace.UntilAsync(
                async () =>
                {
                    try
                    {
                        await call().ConfigureAwait(false);
                        return null;
                    }
                    catch (AmazonServiceException fault) when (fault.ErrorCode == "EntityAlreadyExists")
                    {
                        made = false;
                        return null;
                    }
                    catch (AmazonServiceException fault) when (
                        fault.ErrorCode is "NoSuchEntity" or "ConcurrentModification" or "EntityTemporarilyUnmodifiable")
                    {
                        return fault;
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return last is null ? made : throw last;
        },
        cancellationToken);

    /// <summary>Removes something; that it is gone already is well. IAM may be busy with it for a while.</summary>
    public Task RemoveAsync(string action, string? target, Func<Task> call, IdentityPace pace, CancellationToken cancellationToken) => AskAsync(
        action,
        target,
        async () =>
        {
            var last = await pace.UntilAsync(
                async () =>
                {
                    try
                    {
                        await call().ConfigureAwait(false);
                        return null;
                    }
                    catch (AmazonServiceException fault) when (AwsFaults.IsNotFound(fault))
                    {
                        return null;
                    }
                    catch (AmazonServiceException fault) when (fault.ErrorCode is "ConcurrentModification" or "EntityTemporarilyUnmodifiable")
                    {
                        return fault;
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return last is null ? true : throw last;
        },
        cancellationToken);
}

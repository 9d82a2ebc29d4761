using System.Runtime.CompilerServices;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>
/// Checks everything that a cluster needs. Who asks and where comes first, for nothing in AWS can be seen without; the rest runs
/// at once and is told in an order that stays the same.
/// </summary>
/// <param name="settings">What the call was told.</param>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where to tell what is done.</param>
public sealed class PrerequisiteChecker(KopsSettings settings, AwsSession session, IFeedback feedback)
{
    private const string Activity = "Checking prerequisites";

    private static readonly IPrerequisite[] All =
    [
        new PermissionCheck(), new ZoneCheck(), new InstanceTypeCheck(), new VcpuQuotaCheck(), new VpcQuotaCheck(), new NetworkCheck(), new ImageCheck(),
        new StateStoreCheck(), new DiscoveryStoreCheck(), new DnsZoneCheck(), new SshKeyCheck(), new KopsBinaryCheck(), new KubectlCheck(), new ClusterNameCheck(),
    ];

    /// <summary>Names of the checks, for a person who wants to leave some out.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [CredentialCheck.CredentialsName, CredentialCheck.ClockName, RegionCheck.RegionName, .. All.Select(check => check.Name)];

    /// <summary>Checks.</summary>
    /// <param name="request">The cluster to come.</param>
    /// <param name="cancellationToken">Ends all of it.</param>
    public async IAsyncEnumerable<PrerequisiteResult> CheckAsync(
        PrerequisiteRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<IReadOnlyList<KopsCheck>>[] running = [];
        feedback.Progress(new ProgressReport(Activity, "who you are, and where", 0));
        try
        {
            var context = new PrerequisiteContext { Settings = settings, Session = session, Request = request, Feedback = feedback };
            (context, var first, var fault) = await CredentialCheck.RunAsync(context, ended.Token).ConfigureAwait(false);
            (context, var second) = await RegionCheck.RunAsync(context, ended.Token).ConfigureAwait(false);
            foreach (var check in first.Append(second).Where(check => !request.Excluded.Contains(check.Name)))
            {
                yield return new PrerequisiteResult(check, IsDecisive: check.Name != CredentialCheck.ClockName, check.Name == CredentialCheck.CredentialsName ? fault : null);
            }

            var wanted = All.Where(check => !request.Excluded.Contains(check.Name) && check.Applies(request)).ToArray();
            running = Array.ConvertAll(wanted, check => RunAsync(check, context, ended.Token));
            for (var i = 0; i < wanted.Length; i++)
            {
                feedback.Progress(new ProgressReport(Activity, wanted[i].Name, 100 * running.Count(run => run.IsCompleted) / running.Length));
                foreach (var check in await running[i].ConfigureAwait(false))
                {
                    yield return new PrerequisiteResult(check, wanted[i].IsDecisive(check));
                }
            }
        }
        finally
        {
            // Whoever has enough after the first answer leaves nothing running.
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            feedback.Progress(new ProgressReport(Activity, "", 100, Completed: true));
        }
    }

    private static async Task<IReadOnlyList<KopsCheck>> RunAsync(IPrerequisite check, PrerequisiteContext context, CancellationToken cancellationToken)
    {
        if (!context.Offers(check.Need))
        {
            var why = context.Identity is null ? "AWS does not take the credentials" : "the region cannot be used";
            return [new KopsCheck { Name = check.Name, Verdict = KopsCheckVerdict.NotChecked, Found = why }];
        }

        try
        {
            context.Feedback.Debug($"Checking {check.Name}.");
            return await check.CheckAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            // What is not there, or cannot be, is an answer; everything else is none.
            var verdict = fault.Kind is FaultKind.ObjectNotFound or FaultKind.InvalidArgument or FaultKind.InvalidData ? KopsCheckVerdict.Fail : KopsCheckVerdict.NotChecked;
            return [new KopsCheck { Name = check.Name, Verdict = verdict, Found = fault.Message, Remedy = fault.RecommendedAction, Target = fault.Target as string }];
        }
    }
}

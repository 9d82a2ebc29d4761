using KopsPS.Engine.Processes;
using NuGet.Versioning;

namespace KopsPS.Engine.Lifecycle;

/// <summary>Makes plans of what an update would change, and applies them.</summary>
/// <param name="run">Runs kops.</param>
/// <param name="settings">How the cluster is reached; the state store is the one in use.</param>
/// <param name="feedback">Where warnings go.</param>
public sealed class ClusterUpdater(RunKops run, KopsSettings settings, IFeedback feedback)
{
    /// <summary>Makes a plan; changes nothing.</summary>
    /// <param name="request">Of what.</param>
    /// <param name="cancellationToken">Ends the run of kops.</param>
    /// <exception cref="KopsException">
    /// <c>KopsPlanIncomplete</c>, <c>KopsPlanUnparsed</c> where the request is strict, <c>KopsFeatureMissing</c>, or what kops' failure means.
    /// </exception>
    public async Task<KopsPlan> PlanAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var planned = await CallAsync(request, apply: false, cancellationToken).ConfigureAwait(false);
        var text = PlanParser.Parse(planned.Stdout, request.ClusterName);
        if (!text.Complete)
        {
            throw Faults.PlanIncomplete(request.ClusterName, text.Unparsed);
        }

        if (text.Unparsed.Count > 0)
        {
            if (request.Strict)
            {
                throw Faults.PlanUnparsed(request.ClusterName, text.Unparsed);
            }

            feedback.Warning(
                $"{text.Unparsed.Count} lines of kops' plan for {request.ClusterName} were not understood: it may change more than is shown. They are in Unparsed.");
        }

        foreach (var notice in text.Notices)
        {
            feedback.Verbose(notice);
        }

        // kops lists what --prune deletes under the same title as without it.
        return new KopsPlan
        {
            ClusterName = request.ClusterName,
            StateStore = settings.StateStore,
            Region = settings.Region,
            ProfileName = settings.ProfileName,
            EndpointUrl = settings.EndpointUrl,
            KopsVersion = request.KopsVersion,
            LastAppliedBy = request.LastAppliedBy,
            InstanceGroup = [.. request.InstanceGroup],
            Prune = request.Prune,
            Items = request.Prune ? [.. text.Items, .. text.Deferred] : [.. text.Items],
            Deferred = request.Prune ? [] : [.. text.Deferred],
            Bookkeeping = [.. text.Bookkeeping],
            Notices = [.. text.Notices],
            Unparsed = [.. text.Unparsed],
        };
    }

    /// <summary>Refuses what must be allowed by name: applying with a newer minor version of kops.</summary>
    /// <exception cref="KopsException"><c>KopsUpgradeNotAllowed</c>.</exception>
    public static void CheckVersion(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.AllowKopsUpgrade
            && SemanticVersion.TryParse(request.LastAppliedBy ?? "", out var last)
            && SemanticVersion.TryParse(request.KopsVersion ?? "", out var now)
            && (now.Major, now.Minor).CompareTo((last.Major, last.Minor)) > 0)
        {
            throw Faults.KopsUpgradeNotAllowed(request.ClusterName, request.LastAppliedBy!, request.KopsVersion!);
        }
    }

    /// <summary>Refuses where the changes are not those that somebody looked at.</summary>
    /// <param name="seen">The plan that was looked at.</param>
    /// <param name="now">The plan as it is now.</param>
    /// <exception cref="KopsException"><c>KopsPlanOutdated</c>, with what differs.</exception>
    public static void CheckUnmoved(KopsPlan seen, KopsPlan now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(now);
        if ((seen.IsStored ? PlanDifference.DescribeStored(seen, now) : PlanDifference.Describe(seen, now)) is { } differences)
        {
            throw Faults.PlanOutdated(seen.ClusterName, differences);
        }
    }

    /// <summary>Applies; an empty plan makes no call.</summary>
    /// <param name="request">Of what.</param>
    /// <param name="plan">The plan that this applies.</param>
    /// <param name="cancellationToken">Interrupts kops; what was done stays, and the same update goes on from there.</param>
    /// <exception cref="KopsException"><c>KopsUpgradeNotAllowed</c>, or what kops' failure means.</exception>
    public async Task<KopsUpdateResult> ApplyAsync(PlanRequest request, KopsPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(plan);
        CheckVersion(request);
        if (plan is { HasChanges: false, Unparsed: [] })
        {
            feedback.Verbose($"{plan.ClusterName}: nothing to apply");
            return Result(plan, null);
        }

        return Result(plan, await CallAsync(request, apply: true, cancellationToken).ConfigureAwait(false));
    }

    private static KopsUpdateResult Result(KopsPlan plan, KopsRun? applied) => new()
    {
        ClusterName = plan.ClusterName,
        StateStore = plan.StateStore,
        Region = plan.Region,
        ProfileName = plan.ProfileName,
        EndpointUrl = plan.EndpointUrl,
        Plan = plan,
        Applied = applied is not null,
        Tasks = applied?.TasksDone ?? 0,
        Duration = applied?.Duration ?? TimeSpan.Zero,
        Warnings = [.. applied?.Warnings ?? []],
    };

    private async Task<KopsRun> CallAsync(PlanRequest request, bool apply, CancellationToken cancellationToken)
    {
        // Without this flag kops rewrites the kubeconfig and its current context.
        List<string> arguments = ["update", "cluster", "--create-kube-config=false"];
        if (request.InstanceGroup.Count > 0)
        {
            arguments.AddRange(["--instance-group", string.Join(',', request.InstanceGroup)]);
        }

        if (request.Prune)
        {
            arguments.Add("--prune");
        }

        if (request.AllowKopsDowngrade)
        {
            arguments.Add("--allow-kops-downgrade");
        }

        if (apply)
        {
            arguments.Add("--yes");
        }

        var call = new KopsCall([.. arguments])
        {
            ClusterName = request.ClusterName,
            Activity = $"{(apply ? "Applying" : "Planning")} {request.ClusterName}",
            TimeLimit = request.TimeLimit,
            FailFast = request.FailFast,
            WantedVersion = request.LastAppliedBy,
        };
        try
        {
            return await run(call, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "KopsFeatureMissing" && request.InstanceGroup.Count > 0)
        {
            throw Faults.PlanOfGroupsMissing(request.KopsVersion, fault);
        }
    }
}

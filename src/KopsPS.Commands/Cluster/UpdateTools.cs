using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Processes;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>What the cmdlets that plan and apply share: the cluster was found, and kops with its version.</summary>
/// <param name="Updater">Makes and applies plans.</param>
/// <param name="Request">The cluster and the versions; the cmdlet adds what it was told.</param>
internal sealed record UpdateTools(ClusterUpdater Updater, PlanRequest Request)
{
    public static async Task<UpdateTools> OpenAsync(
        KopsSettings settings, AwsSession session, IFeedback feedback, string name, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        var reader = ClusterReader.Open(settings, session, feedback);

        // What only the environment or a file said is fixed here, so that kops and every output have the same.
        settings = settings with { StateStore = reader.Store.Location.Url };
        var last = await AppliedVersion.ReadAsync(reader, name, cancellationToken).ConfigureAwait(false);
        await CheckGroupsAsync(reader, name, groups, cancellationToken).ConfigureAwait(false);
        var runner = new KopsRunner(settings, session, feedback);
        var kops = await runner.FindAsync(last, cancellationToken).ConfigureAwait(false);
        return new UpdateTools(
            new ClusterUpdater(runner.RunAsync, settings, feedback),
            new PlanRequest { ClusterName = name, KopsVersion = kops.Version.ToNormalizedString(), LastAppliedBy = last, InstanceGroup = groups });
    }

    /// <summary>kops passes over groups that it does not know: a misspelt one would look like a cluster without changes.</summary>
    private static async Task CheckGroupsAsync(ClusterReader reader, string cluster, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        if (groups.Count == 0)
        {
            return;
        }

        var known = await reader.ListInstanceGroupNamesAsync(cluster, cancellationToken).ConfigureAwait(false);
        if (groups.FirstOrDefault(group => !known.Contains(group, StringComparer.Ordinal)) is { } unknown)
        {
            throw Faults.InstanceGroupNotFound(unknown, cluster, NearestNames.Of(unknown, known));
        }
    }
}

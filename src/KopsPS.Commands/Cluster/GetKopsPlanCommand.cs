using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Shows what applying a cluster's configuration would create, modify and delete in the cloud.</summary>
[Cmdlet(VerbsCommon.Get, "KopsPlan")]
[OutputType(typeof(KopsPlan))]
public sealed class GetKopsPlanCommand : KopsProcessCmdlet
{
    /// <summary>Name of the cluster.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ClusterName")]
    [ClusterNameTransform]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Instance groups to limit the plan to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? InstanceGroup { get; set; }

    /// <summary>Plan deferred deletions too.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Fail where kops says anything that is not understood.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Let an older kops than the one that last applied the cluster make the plan.</summary>
    [Parameter]
    public SwitchParameter AllowKopsDowngrade { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var settings = Settings();
        var name = Name ?? settings.Environment["KOPS_CLUSTER_NAME"] ?? throw Faults.NameRequired();
        using var session = AwsSession.Create(settings);
        var update = await UpdateTools.OpenAsync(settings, session, Feedback, name, InstanceGroup ?? [], cancellationToken).ConfigureAwait(false);
        var plan = await update.Updater.PlanAsync(
            update.Request with
            {
                Prune = Prune,
                Strict = Strict,
                AllowKopsDowngrade = AllowKopsDowngrade,
                TimeLimit = TimeLimit,
                FailFast = !NoFailFast,
            },
            cancellationToken).ConfigureAwait(false);
        await WriteAsync(plan, cancellationToken).ConfigureAwait(false);
    }
}

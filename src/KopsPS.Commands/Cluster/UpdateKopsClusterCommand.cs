using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Lifecycle;

namespace KopsPS.Commands;

/// <summary>Applies a cluster's configuration to the cloud: creates, modifies and deletes what the plan says.</summary>
/// <remarks>
/// A piped cluster binds to <c>-Cluster</c> although the name's is the default parameter set, because the transformation
/// of <c>-Name</c> leaves clusters and plans alone; so their store is seen where <c>-StateStore</c> says another one.
/// </remarks>
[Cmdlet(VerbsData.Update, "KopsCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsUpdateResult))]
[OutputType(typeof(KopsPlan))]
public sealed class UpdateKopsClusterCommand : KopsProcessCmdlet
{
    private const string ByName = "Name";
    private const string ByCluster = "Cluster";
    private const string ByPlan = "Plan";

    /// <summary>More names than these are no help before an answer.</summary>
    private const int MaxNamed = 5;

    private string _name = "";
    private string? _storeOfNamed;

    /// <summary>Name of the cluster. Never taken from a default or the environment.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [Alias("ClusterName")]
    [ClusterNameTransform(typeof(KopsCluster), typeof(KopsPlan))]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string Name
    {
        get => _name;
        set => (_name, _storeOfNamed) = (value, Told(ClusterNameTransformAttribute.StateStoreOfLast));
    }

    /// <summary>The cluster as an object.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByCluster)]
    [ValidateNotNull]
    public KopsCluster? Cluster { get; set; }

    /// <summary>A plan to apply; refused where it is out of date.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPlan)]
    [PlanTransform]
    [ValidateNotNull]
    public KopsPlan? Plan { get; set; }

    /// <summary>Instance groups to limit the update to.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByCluster)]
    [ValidateNotNullOrEmpty]
    public string[]? InstanceGroup { get; set; }

    /// <summary>Do deferred deletions too.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Parameter(ParameterSetName = ByCluster)]
    public SwitchParameter Prune { get; set; }

    /// <summary>Let an older kops than the one that last applied the cluster apply it.</summary>
    [Parameter]
    public SwitchParameter AllowKopsDowngrade { get; set; }

    /// <summary>Let a newer minor version of kops than the last one apply the cluster.</summary>
    [Parameter]
    public SwitchParameter AllowKopsUpgrade { get; set; }

    /// <summary>Do not ask about deletions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private string? ToldStateStore { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        // Only here can a parameter that was typed be told from one that an object brings.
        ToldStateStore = StateStore;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var name = Plan?.ClusterName ?? Cluster?.ClusterName ?? Name;
        var ofObject = Plan?.StateStore ?? Cluster?.StateStore ?? _storeOfNamed;
        var settings = SettingsFor(name, ofObject);
        using var session = AwsSession.Create(settings);
        var update = await UpdateTools.OpenAsync(settings, session, Feedback, name, Plan?.InstanceGroup ?? InstanceGroup ?? [], cancellationToken).ConfigureAwait(false);
        var request = update.Request with
        {
            Prune = Plan?.Prune ?? Prune,
            AllowKopsDowngrade = AllowKopsDowngrade,
            AllowKopsUpgrade = AllowKopsUpgrade,
            TimeLimit = TimeLimit,
            FailFast = !NoFailFast,
        };
        var plan = await update.Updater.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        if (Plan is not null)
        {
            ClusterUpdater.CheckUnmoved(Plan, plan);
        }

        var (goesOn, whatIf) = await AskAsync(plan).ConfigureAwait(false);
        if (whatIf)
        {
            await WriteAsync(plan, cancellationToken).ConfigureAwait(false);
        }

        if (!goesOn)
        {
            return;
        }

        ClusterUpdater.CheckVersion(request);
        if (await AgreesToDeletionsAsync(plan).ConfigureAwait(false))
        {
            await WriteAsync(
                await update.Updater.ApplyAsync(request, plan, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    private KopsSettings SettingsFor(string name, string? ofObject)
    {
        if (ToldStateStore is { } told && ofObject is not null && !string.Equals(told.TrimEnd('/'), ofObject.TrimEnd('/'), StringComparison.Ordinal))
        {
            throw Faults.StateStoreMismatch(name, ofObject, told);
        }

        // Given by -Plan or -Cluster instead of the pipeline, an object binds no properties.
        var settings = Settings();
        return settings with
        {
            StateStore = StateStore ?? ofObject ?? settings.StateStore,
            Region = Region ?? Plan?.Region ?? Cluster?.Region ?? settings.Region,
            ProfileName = ProfileName ?? Plan?.ProfileName ?? Cluster?.ProfileName ?? settings.ProfileName,
            EndpointUrl = EndpointUrl ?? Plan?.EndpointUrl ?? Cluster?.EndpointUrl ?? settings.EndpointUrl,
        };
    }

    private Task<(bool GoesOn, bool WhatIf)> AskAsync(KopsPlan plan) => InvokeAsync(() =>
    {
        var goesOn = ShouldProcess(
            $"Apply {plan.ClusterName}: {plan.Summary}", $"Apply {plan.ClusterName}: {plan.Summary}?", "Update cluster", out var reason);
        return (goesOn, reason == ShouldProcessReason.WhatIf);
    });

    /// <summary>
    /// Creating and modifying can be repaired by another update, deleting can't: deletions that nobody has looked at are
    /// asked about.
    /// </summary>
    private async Task<bool> AgreesToDeletionsAsync(KopsPlan plan)
    {
        if (plan.ToDelete == 0 || Plan is not null || Force || MyInvocation.BoundParameters.ContainsKey("Confirm"))
        {
            return true;
        }

        var items = plan.Items.Where(item => item.Action is KopsPlanAction.Delete or KopsPlanAction.Prune).ToArray();
        var deletions = string.Join(", ", items.Take(MaxNamed).Select(item => $"{item.Type} {item.Name}"))
            + (items.Length > MaxNamed ? $" and {items.Length - MaxNamed} more" : "");
        var agreed = await InvokeAsync(() => DestructiveGuard.FindFault(this, Force) is null
            ? DestructiveGuard.Ask(() => ShouldContinue($"This update of {plan.ClusterName} deletes {deletions}. Go on?", "Deletions"))
            : null).ConfigureAwait(false);
        return agreed ?? throw Faults.DeletionsNotConfirmed(plan.ClusterName, deletions);
    }
}

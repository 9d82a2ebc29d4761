using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public class ClusterUpdaterTests
{
    private const string Cluster = "prod.example.com";
    private static readonly PlanRequest Request = new() { ClusterName = Cluster };
    private readonly ScriptedKops _kops = new();
    private readonly Told _told = new();

    private ClusterUpdater Updater => new(
        _kops.Run, new KopsSettings { Environment = new HostEnvironment([], ""), StateStore = "s3://acme-kops", Region = "us-east-1" }, _told);

    [Fact]
    public async Task A_plan_says_where_it_comes_from()
    {
        _kops.Answers(Recordings.Stdout("1.36.2", "update-preview-all-sections"));

        var plan = await Updater.PlanAsync(Request with { KopsVersion = "1.36.2", LastAppliedBy = "1.36.1", InstanceGroup = ["a", "b"] }, default);

        Assert.Equal((Cluster, "s3://acme-kops", "us-east-1", "1.36.2", "1.36.1"), (plan.ClusterName, plan.StateStore, plan.Region, plan.KopsVersion, plan.LastAppliedBy));
        Assert.Equal((9, 3, 0, true), (plan.ToCreate, plan.ToModify, plan.ToDelete, plan.HasChanges));
        Assert.Equal(["batch", "nodes-us-east-1a", "nodes-us-east-1b"], plan.AffectedInstanceGroups);
        Assert.Equal(["update", "cluster", "--create-kube-config=false", "--instance-group", "a,b"], Assert.Single(_kops.Calls).Arguments);
        Assert.Equal(Cluster, _kops.Calls[0].ClusterName);
        Assert.Empty(_told.Warnings);
    }

    [Fact]
    public async Task Deferred_deletions_are_no_changes_but_with_prune_they_are()
    {
        _kops.Answers(Recordings.Stdout("1.36.2", "update-preview-after")).Answers(Recordings.Stdout("1.36.2", "update-preview-prune"));

        var without = await Updater.PlanAsync(Request, default);
        var with = await Updater.PlanAsync(Request with { Prune = true }, default);

        Assert.Equal((false, 0, 2), (without.HasChanges, without.ToDelete, without.Deferred.Length));
        Assert.Equal((true, 2, 0), (with.HasChanges, with.ToDelete, with.Deferred.Length));
        Assert.DoesNotContain("--prune", _kops.Calls[0].Arguments);
        Assert.Contains("--prune", _kops.Calls[1].Arguments);
    }

    [Fact]
    public async Task A_counter_of_kops_is_no_change()
    {
        _kops.Answers(Recordings.Stdout("1.36.2", "update-preview-clean"));

        var plan = await Updater.PlanAsync(Request, default);

        Assert.False(plan.HasChanges);
        Assert.Single(plan.Bookkeeping);
    }

    [Fact]
    public async Task Lines_not_understood_warn_or_fail()
    {
        var text = Recordings.Stdout("1.36.2", "update-preview-all-sections").Replace("Will modify resources:", "Will transmute resources:", StringComparison.Ordinal);
        _kops.Answers(text);

        var plan = await Updater.PlanAsync(Request, default);
        var fault = await Assert.ThrowsAsync<KopsException>(() => Updater.PlanAsync(Request with { Strict = true }, default));

        Assert.Equal("Will transmute resources:", plan.Unparsed[0]);
        Assert.Contains("were not understood", Assert.Single(_told.Warnings), StringComparison.Ordinal);
        Assert.Equal(("KopsPlanUnparsed", FaultKind.InvalidResult), (fault.Id, fault.Kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Will create resources:\n  Thing/x\n")]
    public async Task What_is_no_whole_plan_is_none(string text)
    {
        _kops.Answers(text);

        Assert.Equal("KopsPlanIncomplete", (await Assert.ThrowsAsync<KopsException>(() => Updater.PlanAsync(Request, default))).Id);
    }

    [Fact]
    public async Task A_kops_without_groups_says_so()
    {
        _kops.Fails("KopsFeatureMissing");

        var fault = await Assert.ThrowsAsync<KopsException>(() => Updater.PlanAsync(Request with { InstanceGroup = ["a"], KopsVersion = "1.30.1" }, default));

        Assert.Equal("KopsFeatureMissing", fault.Id);
        Assert.StartsWith("kops 1.30.1 cannot limit a plan", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.InnerException);
    }

    [Theory]
    [InlineData("1.36.2", "1.35.0", false, true)]
    [InlineData("1.36.2", "1.35.0", true, false)]
    [InlineData("1.36.2", "1.36.0", false, false)]
    [InlineData("1.30.1", "1.36.2", false, false)]
    [InlineData("2.0.0", "1.99.0", false, true)]
    [InlineData("1.36.2", null, false, false)]
    [InlineData("1.36.2", "dev", false, false)]
    public void A_newer_minor_version_applies_only_when_allowed(string kops, string? last, bool allowed, bool refused)
    {
        var request = Request with { KopsVersion = kops, LastAppliedBy = last, AllowKopsUpgrade = allowed };

        var fault = Record.Exception(() => ClusterUpdater.CheckVersion(request)) as KopsException;

        Assert.Equal(refused ? "KopsUpgradeNotAllowed" : null, fault?.Id);
    }

    [Fact]
    public async Task Applying_leaves_kubeconfigs_alone_and_tells_what_was_done()
    {
        _kops.Answers(Recordings.Stdout("1.36.2", "update-preview")).Answers(Recordings.Stdout("1.36.2", "update-yes-no-kubeconfig"), 210, "careful");
        var plan = await Updater.PlanAsync(Request, default);

        var result = await Updater.ApplyAsync(Request with { Prune = true, AllowKopsDowngrade = true }, plan, default);

        Assert.Equal(["update", "cluster", "--create-kube-config=false", "--prune", "--allow-kops-downgrade", "--yes"], _kops.Calls[1].Arguments);
        Assert.Equal("Applying prod.example.com", _kops.Calls[1].Activity);
        Assert.Equal((Cluster, "s3://acme-kops", true, 210), (result.ClusterName, result.StateStore, result.Applied, result.Tasks));
        Assert.Same(plan, result.Plan);
        Assert.Equal(["careful"], result.Warnings);
    }

    [Theory]
    [InlineData("update-preview-no-changes")]
    [InlineData("update-preview-clean")]
    [InlineData("update-preview-after")]
    public async Task An_empty_plan_makes_no_call(string words)
    {
        _kops.Answers(Recordings.Stdout("1.36.2", words));
        var plan = await Updater.PlanAsync(Request, default);

        var result = await Updater.ApplyAsync(Request, plan, default);

        Assert.Single(_kops.Calls);
        Assert.False(result.Applied);
        Assert.Equal(0, result.Tasks);
    }

    [Fact]
    public async Task A_plan_that_hides_something_is_not_empty()
    {
        _kops.Answers("Will transmute:\n" + Recordings.Stdout("1.36.2", "update-preview-converged")).Answers("", 3);
        var plan = await Updater.PlanAsync(Request, default);

        Assert.False(plan.HasChanges);
        Assert.True((await Updater.ApplyAsync(Request, plan, default)).Applied);
    }

    [Fact]
    public async Task A_plan_that_reality_has_left_is_refused_with_what_differs()
    {
        var text = Recordings.Stdout("1.36.2", "update-preview-all-sections");
        _kops.Answers(text)
            .Answers(text)
            .Answers(text
                .Replace("MaxSize             \t 2 -> 5", "MaxSize             \t 2 -> 6", StringComparison.Ordinal)
                .Replace("  WarmPool/batch.prod.example.com", "  WarmPool/other.prod.example.com", StringComparison.Ordinal));
        var (seen, same, moved) = (await Updater.PlanAsync(Request, default), await Updater.PlanAsync(Request, default), await Updater.PlanAsync(Request, default));

        ClusterUpdater.CheckUnmoved(seen, same);
        var fault = Assert.Throws<KopsException>(() => ClusterUpdater.CheckUnmoved(seen, moved));

        Assert.Equal(("KopsPlanOutdated", FaultKind.InvalidOperation), (fault.Id, fault.Kind));
        Assert.Contains("MaxSize 2 -> 6, MinSize 2 -> 3, planned was MaxSize 2 -> 5", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no longer: Create WarmPool/batch.prod.example.com", fault.Message, StringComparison.Ordinal);
        Assert.Contains("new: Create WarmPool/other.prod.example.com", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_line_twice_is_not_the_same_as_once()
    {
        const string Once = "Items will be deleted during update:\n  Thing                x\n\nMust specify --yes to apply changes\n";
        _kops.Answers(Once).Answers(Once.Replace("x\n", "x\n  Thing                x\n", StringComparison.Ordinal));
        var (one, two) = (await Updater.PlanAsync(Request, default), await Updater.PlanAsync(Request, default));

        Assert.NotEqual(one, two);
        Assert.NotNull(PlanDifference.Describe(one, two));
        Assert.NotNull(PlanDifference.Describe(two, one));
    }
}

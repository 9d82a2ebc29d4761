namespace KopsPS.Commands.Tests.Cluster;

public sealed class PlanAndUpdateTests
{
    private const string Serialized =
        "$stored = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($p, 2))";

    private const string Version = "1.36.2";

    [Fact]
    public void A_plan_is_one_object_shown_as_a_table()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview-all-sections"));

        dynamic plan = lifecycle.Shell.Run("$plan = Get-KopsPlan prod.example.com; $plan").Single().BaseObject;
        Assert.Equal(("prod.example.com", lifecycle.Kops.StateStore, "us-east-1"), (plan.ClusterName, plan.StateStore, plan.Region));
        Assert.Equal(("1.36.2", "1.36.2", 9, 3), (plan.KopsVersion, plan.LastAppliedBy, plan.ToCreate, plan.ToModify));

        var lines = lifecycle.Shell.Show("$plan").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0).ToArray();
        Assert.Equal("   prod.example.com: 9 to create, 3 to modify, 0 to delete, 2 deferred until -Prune", lines[0]);
        Assert.Matches(@"^Action  Type\s+Name\s+Change$", lines[1]);
        Assert.Matches(@"^Modify  AutoscalingGroup\s+nodes-us-east-1b\.prod\.example\.com\s+MaxSize 2 -> 5, MinSize 2 -> 3$", lines.Single(line => line.Contains("MaxSize", StringComparison.Ordinal)));
        Assert.Equal(2 + 9 + 3 + 2, lines.Length);

        Assert.Matches(@"Modify\s+AutoscalingGroup\s+nodes-us-east-1b", lifecycle.Shell.Show("$plan.Items"));
    }

    [Fact]
    public void A_plan_changes_nothing_and_leaves_kubeconfigs_alone()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview"));

        lifecycle.Shell.Run("Get-KopsPlan prod.example.com").Single();

        var call = Assert.Single(lifecycle.Calls);
        Assert.Equal(["update", "cluster", "--create-kube-config=false", "--name", "prod.example.com", "--state", lifecycle.Kops.StateStore], call);
    }

    [Fact]
    public void A_name_that_is_not_there_brings_the_nearest()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview"));

        var error = lifecycle.Shell.Run("Get-KopsPlan -Name pord.example.com").SingleError();

        Assert.Equal("KopsClusterNotFound,KopsPS.Commands.GetKopsPlanCommand", error.FullyQualifiedErrorId);
        Assert.Contains("prod.example.com", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(lifecycle.Calls);
    }

    [Fact]
    public void Old_versions_cannot_limit_a_plan_to_groups()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(
            "1.30.1",
            new ReplayKopsStep { Command = "update cluster", Stderr = "Error: unknown flag: --instance-group\nUsage:\n  kops update cluster [CLUSTER] [flags]\n", ExitCode = 1 }));

        var error = lifecycle.Shell.Run("Get-KopsPlan prod.example.com -InstanceGroup nodes-us-east-1a").SingleError();

        Assert.Equal("KopsFeatureMissing,KopsPS.Commands.GetKopsPlanCommand", error.FullyQualifiedErrorId);
        Assert.Equal("kops 1.30.1 cannot limit a plan or an update to instance groups.", error.Exception.Message);
    }

    [Fact]
    public void An_older_kops_is_refused_by_kops_itself()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview-older-kops"));

        Assert.Equal("KopsTooOld,KopsPS.Commands.GetKopsPlanCommand", lifecycle.Shell.Run("Get-KopsPlan prod.example.com").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Strict_makes_lines_not_understood_an_error()
    {
        var step = new ReplayKopsStep { Command = "update cluster", Stdout = "Will transmute:\n  x\n\nNo changes need to be applied\n" };
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(Version, step));

        var loose = lifecycle.Shell.Run("Get-KopsPlan prod.example.com");
        var strict = lifecycle.Shell.Run("Get-KopsPlan prod.example.com -Strict");

        Assert.Equal(2, ((dynamic)loose.Single().BaseObject).Unparsed.Length);
        Assert.Contains("not understood", Assert.Single(loose.Warnings), StringComparison.Ordinal);
        Assert.Equal("KopsPlanUnparsed,KopsPS.Commands.GetKopsPlanCommand", strict.SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Update_applies_with_progress_and_pipes_on()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(
            Version, "update-preview", new ReplayKopsStep { Recording = "update-yes-admin", Snapshot = "20-updated" }, "validate-ready-json"), "10-created");

        var run = lifecycle.Shell.Run("$r = Update-KopsCluster prod.example.com; $r; $r | Test-KopsCluster");

        Assert.Equal(2, run.Objects().Count);
        dynamic result = run.Output[0].BaseObject;
        Assert.Equal((true, 210, 191), (result.Applied, result.Tasks, result.Plan.ToCreate));
        Assert.True(((dynamic)run.Output[1].BaseObject).Ready);
        Assert.Contains(run.Progress, record => record.Activity == "Applying prod.example.com");
        Assert.Equal(
            ["update", "cluster", "--create-kube-config=false", "--yes", "--name", "prod.example.com", "--state", lifecycle.Kops.StateStore],
            lifecycle.Calls[1]);
        Assert.Matches(@"prod\.example\.com\s+True\s+191\s+0\s+0\s+210", lifecycle.Shell.Show("$r"));
    }

    [Fact]
    public void WhatIf_writes_the_plan_and_applies_nothing()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview-all-sections"));

        dynamic plan = lifecycle.Shell.Run("Update-KopsCluster prod.example.com -WhatIf").Single().BaseObject;

        Assert.True(plan.HasChanges);
        Assert.DoesNotContain("--yes", Assert.Single(lifecycle.Calls));
    }

    [Fact]
    public void Declined_it_applies_nothing_and_writes_nothing()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview-all-sections"), interactive: true);
        lifecycle.Shell.Host.Answers.Enqueue(2);

        Assert.Empty(lifecycle.Shell.Run("Update-KopsCluster prod.example.com -Confirm").Objects());

        Assert.Contains("9 to create", Assert.Single(lifecycle.Shell.Host.Questions), StringComparison.Ordinal);
        Assert.Single(lifecycle.Calls);
    }

    [Fact]
    public void An_empty_plan_makes_no_call()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview-no-changes"));

        dynamic result = lifecycle.Shell.Run("Update-KopsCluster prod.example.com").Single().BaseObject;

        Assert.False(result.Applied);
        Assert.Single(lifecycle.Calls);
    }

    [Fact]
    public void A_plan_that_reality_has_left_is_refused()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(Version, "update-preview-all-sections", "update-preview-deletion"));

        var error = lifecycle.Shell.Run("Get-KopsPlan prod.example.com | Update-KopsCluster").SingleError();

        Assert.Equal("KopsPlanOutdated,KopsPS.Commands.UpdateKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Contains("no longer:", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(lifecycle.Calls, call => call.Contains("--yes"));
    }

    [Theory]
    [InlineData("Get-KopsPlan prod.example.com -InstanceGroup nodes-us-east-1a, nodes-us-east-1aa", "GetKopsPlanCommand")]
    [InlineData("Update-KopsCluster prod.example.com -InstanceGroup nodes-us-east-1aa", "UpdateKopsClusterCommand")]
    public void A_misspelt_instance_group_is_no_plan_without_changes(string script, string command)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview-no-changes"));

        var error = lifecycle.Shell.Run(script).SingleError();

        Assert.Equal($"KopsInstanceGroupNotFound,KopsPS.Commands.{command}", error.FullyQualifiedErrorId);
        Assert.Contains("Did you mean nodes-us-east-1a", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(lifecycle.Calls);
    }

    /// <summary>What Export-Clixml, ConvertTo-Json and jobs leave of a plan.</summary>
    public static TheoryData<string> StoredForms =>
    [
        Serialized,
        "$stored = [pscustomobject]@{ ClusterName = $p.ClusterName; StateStore = $p.StateStore; Region = $p.Region; Hash = $p.Hash; Summary = $p.Summary; Prune = $false; InstanceGroup = @(); Items = @($p.Items | ForEach-Object { [pscustomobject]@{ Action = [int]$_.Action; Type = $_.Type; Name = $_.Name } }) }",
        "$stored = @{ ClusterName = $p.ClusterName; StateStore = $p.StateStore; Region = $p.Region; Hash = $p.Hash; Summary = $p.Summary; Items = $p.Items }",
    ];

    [Theory]
    [MemberData(nameof(StoredForms))]
    public void A_stored_plan_that_reality_has_left_is_refused(string store)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(Version, "update-preview-all-sections", "update-preview-deletion"));

        var error = lifecycle.Shell.Run($"$p = Get-KopsPlan prod.example.com; {store}; $stored | Update-KopsCluster").SingleError();

        Assert.Equal("KopsPlanOutdated,KopsPS.Commands.UpdateKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Contains("no longer:", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(lifecycle.Calls, call => call.Contains("--yes"));
    }

    [Theory]
    [MemberData(nameof(StoredForms))]
    public void A_stored_plan_that_holds_is_applied(string store)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(
            Version, "update-preview-all-sections", "update-preview-all-sections", "update-yes-changes"));

        dynamic result = lifecycle.Shell.Run($"$p = Get-KopsPlan prod.example.com; {store}; Update-KopsCluster -Plan $stored").Single().BaseObject;

        Assert.True(result.Applied);
        Assert.Contains("--yes", lifecycle.Calls[^1]);
    }

    [Fact]
    public void A_stored_plan_whose_fields_alone_have_changed_is_refused()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(Version, "update-preview-all-sections", "update-preview-all-sections"));

        var error = lifecycle.Shell.Run(
            $"$p = Get-KopsPlan prod.example.com; {Serialized}; $stored.Hash = 'other'; $stored | Update-KopsCluster").SingleError();

        Assert.Equal("KopsPlanOutdated,KopsPS.Commands.UpdateKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Contains("the resources are the same", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_that_holds_is_applied()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(
            Version, "update-preview-all-sections", "update-preview-all-sections", "update-yes-changes"));

        dynamic result = lifecycle.Shell.Run("$p = Get-KopsPlan prod.example.com; Update-KopsCluster -Plan $p").Single().BaseObject;

        Assert.True(result.Applied);
        Assert.Contains("--yes", lifecycle.Calls[^1]);
    }

    [Fact]
    public void Deletions_that_nobody_looked_at_need_an_answer()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(Version, "update-preview-deletion", "update-yes-deletion"));

        var error = lifecycle.Shell.Run("Update-KopsCluster prod.example.com").SingleError();
        Assert.Equal("KopsConfirmationRequired,KopsPS.Commands.UpdateKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Contains("VPCCIDRBlock", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(lifecycle.Calls, call => call.Contains("--yes"));

        Assert.True(((dynamic)lifecycle.Shell.Run("Update-KopsCluster prod.example.com -Force").Single().BaseObject).Applied);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_person_can_answer(int answer, bool applied)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(Version, "update-preview-deletion", "update-yes-deletion"), interactive: true);
        lifecycle.Shell.Host.Answers.Enqueue(answer);

        var run = lifecycle.Shell.Run("Update-KopsCluster prod.example.com");

        Assert.Equal(applied ? 1 : 0, run.Objects().Count);
        Assert.Equal(applied, lifecycle.Calls.Any(call => call.Contains("--yes")));
    }

    [Fact]
    public void A_newer_minor_version_of_kops_needs_to_be_allowed()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(Version, "update-preview-all-sections", "update-yes-changes"));
        File.WriteAllText(Path.Combine(lifecycle.Kops.StoreFolder, "prod.example.com", "kops-version.txt"), "1.35.0");

        dynamic plan = lifecycle.Shell.Run("Update-KopsCluster prod.example.com -WhatIf").Single().BaseObject;
        var error = lifecycle.Shell.Run("Update-KopsCluster prod.example.com").SingleError();

        Assert.Equal("1.35.0", plan.LastAppliedBy);
        Assert.Equal("KopsUpgradeNotAllowed,KopsPS.Commands.UpdateKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.DoesNotContain(lifecycle.Calls, call => call.Contains("--yes"));
        Assert.True(((dynamic)lifecycle.Shell.Run("Update-KopsCluster prod.example.com -AllowKopsUpgrade").Single().BaseObject).Applied);
    }

    [Fact]
    public void An_object_and_a_parameter_that_disagree_are_refused()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview-all-sections"));

        var error = lifecycle.Shell.Run("Get-KopsPlan prod.example.com | Update-KopsCluster -StateStore s3://other").SingleError();

        Assert.Equal("KopsStateStoreMismatch,KopsPS.Commands.UpdateKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Single(lifecycle.Calls);
    }

    [Fact]
    public void A_piped_cluster_of_another_store_is_refused()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview-all-sections"));

        var error = lifecycle.Shell.Run("Get-KopsCluster prod.example.com | Update-KopsCluster -StateStore s3://other").SingleError();

        Assert.Equal("KopsStateStoreMismatch,KopsPS.Commands.UpdateKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Empty(lifecycle.Calls);
    }

    [Fact]
    public void The_cluster_to_update_is_never_guessed()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "update-preview"));

        // Mandatory, so that PowerShell asks; a host without a person fails there.
        Assert.NotEmpty(lifecycle.Shell.Run("$env:KOPS_CLUSTER_NAME = 'prod.example.com'; try { Update-KopsCluster } finally { $env:KOPS_CLUSTER_NAME = $null }").ErrorIds);
        Assert.Empty(lifecycle.Calls);
    }
}

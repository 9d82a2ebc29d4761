namespace KopsPS.Commands.Tests.Cluster;

/// <summary>
/// Whatever is piped in, the cluster is the object's ClusterName: never its Name, and never its text. With and without
/// the state store told, since PowerShell's binding goes other ways then.
/// </summary>
public sealed class ClusterBindingTests
{
    public static TheoryData<string, string> Pipelines()
    {
        var data = new TheoryData<string, string>();
        foreach (var source in new[]
        {
            "'prod.example.com'",
            "(Get-KopsCluster prod.example.com)",
            "(Get-KopsInstanceGroup prod.example.com nodes-us-east-1a)",
            "(Get-KopsManifest prod.example.com)",
            "([pscustomobject]@{ Name = 'other.example.com'; ClusterName = 'prod.example.com' })",
            "(@{ Name = 'other.example.com'; ClusterName = 'prod.example.com' })",
        })
        {
            foreach (var target in new[] { "Get-KopsPlan", "Get-KopsPlan -StateStore $store", "Update-KopsCluster -WhatIf", "Update-KopsCluster -WhatIf -StateStore $store", "Get-KopsCluster", "Get-KopsCluster -StateStore $store" })
            {
                data.Add(source, target);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void The_cluster_is_the_objects_ClusterName(string source, string target)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording("1.36.2", "update-preview-all-sections"));

        dynamic output = lifecycle.Shell.Run($"{source} | {target}", ("store", lifecycle.Kops.StateStore)).Single().BaseObject;

        Assert.Equal("prod.example.com", output.ClusterName);
        Assert.All(lifecycle.Calls, call => Assert.Equal("prod.example.com", call[Array.IndexOf(call, "--name") + 1]));
    }

    [Theory]
    [InlineData("Get-KopsInstanceGroup prod.example.com nodes-us-east-1a")]
    [InlineData("Test-KopsCluster prod.example.com")]
    [InlineData("Get-KopsCluster prod.example.com")]
    public void A_validation_takes_objects_too(string source)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording("1.36.2", "validate-ready-json"));

        dynamic validation = lifecycle.Shell.Run($"{source} | Test-KopsCluster").Single().BaseObject;

        Assert.Equal("prod.example.com", validation.ClusterName);
        Assert.All(lifecycle.Calls, call => Assert.Equal("prod.example.com", call[Array.IndexOf(call, "--name") + 1]));
    }

    [Theory]
    [InlineData("Update-KopsCluster", "[pscustomobject]@{ ClusterName = 'prod.example.com'; StateStore = 's3://elsewhere' }")]
    [InlineData("Update-KopsCluster", "@{ ClusterName = 'prod.example.com'; StateStore = 's3://elsewhere' }")]
    [InlineData("Remove-KopsCluster -Force", "[pscustomobject]@{ ClusterName = 'prod.example.com'; StateStore = 's3://elsewhere' }")]
    [InlineData("Remove-KopsCluster -Force", "(Get-KopsInstanceGroup prod.example.com nodes-us-east-1a | ForEach-Object { $g = [pscustomobject]@{ ClusterName = $_.ClusterName; StateStore = 's3://elsewhere' }; $g })")]
    public void Any_object_from_another_state_store_is_refused(string command, string source)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording("1.36.2", "update-preview-all-sections"));

        var error = lifecycle.Shell.Run($"{source} | {command} -StateStore $store", ("store", lifecycle.Kops.StateStore)).SingleError();

        Assert.StartsWith("KopsStateStoreMismatch,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(lifecycle.Calls);
    }

    [Theory]
    [InlineData("Get-KopsInstanceGroup")]
    [InlineData("Get-KopsManifest")]
    public void What_has_no_cluster_is_not_read_by_its_text(string command)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording("1.36.2", "update-preview-all-sections"));

        foreach (var source in new[] { "[datetime]::Now", "[pscustomobject]@{ Name = 'prod.example.com' }", "12" })
        {
            var error = Assert.Single(lifecycle.Shell.Run($"{source} | {command}").AllErrors);
            Assert.Contains("Give the name of a cluster, or an object with a ClusterName", error.ToString(), StringComparison.Ordinal);
        }

        dynamic found = lifecycle.Shell.Run($"@{{ ClusterName = 'prod.example.com' }} | {command}").Objects()[0].BaseObject;
        Assert.Equal("prod.example.com", found.ClusterName);
    }

    [Theory]
    [InlineData("[datetime]::Now | Get-KopsPlan")]
    [InlineData("[datetime]::Now | Update-KopsCluster -WhatIf")]
    [InlineData("[pscustomobject]@{ Name = 'prod.example.com' } | Update-KopsCluster -WhatIf")]
    [InlineData("[datetime]::Now | Get-KopsCluster")]
    [InlineData("Get-KopsPlan -Name ([datetime]::Now)")]
    public void What_is_no_cluster_is_refused_before_any_call(string script)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording("1.36.2", "update-preview-all-sections"));

        Assert.NotEmpty(lifecycle.Shell.Run(script).AllErrors);
        Assert.Empty(lifecycle.Calls);
    }

    [Fact]
    public void A_cluster_and_a_state_store_that_disagree_are_refused()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording("1.36.2", "update-preview-all-sections"));

        var error = lifecycle.Shell.Run("Get-KopsCluster prod.example.com | Update-KopsCluster -StateStore s3://other").SingleError();

        Assert.Equal("KopsStateStoreMismatch,KopsPS.Commands.UpdateKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Empty(lifecycle.Calls);
    }
}

namespace KopsPS.Commands.Tests.Base;

[Collection(EnvironmentCollection.Name)]
public sealed class DestructiveGuardTests : IDisposable
{
    private readonly ModuleHost _shell = new(interactive: true);

    public DestructiveGuardTests()
    {
        _shell.Run(
            """
            $private = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext([KopsPS.LoadContext]::Commands)
            Import-Module -Assembly ($private.LoadFromAssemblyPath($path))
            """,
            ("path", Path.Combine(Repository.Root, "artifacts", "bin", "BridgeCmdlets", new DirectoryInfo(AppContext.BaseDirectory).Name, "BridgeCmdlets.dll"))).Objects();
    }

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("Test-HostFact", true)]
    [InlineData("Test-HostFact 'Visual Studio Code Host' -InputRedirected", true)]
    [InlineData("Test-HostFact -NoUI", false)]
    [InlineData("Test-HostFact 'Default Host'", false)]
    [InlineData("Test-HostFact -InputRedirected", false)]
    [InlineData("Test-HostFact -CommandLine pwsh, -NonInteractive, -File, x.ps1", false)]
    [InlineData("Test-HostFact -CommandLine pwsh, -noni", false)]
    [InlineData("Test-HostFact -CommandLine pwsh, -nologo, -noprofile, -noexit, noninteractive", true)]
    [InlineData("Test-HostFact -Variable GITHUB_ACTIONS", false)]
    [InlineData("Test-HostFact 'Visual Studio Code Host' -Variable TF_BUILD", false)]
    public void Hosts_that_can_ask_are_known(string script, bool canAsk) =>
        Assert.Equal(canAsk, Assert.Single(_shell.Run(script).Objects()).BaseObject);

    [Fact]
    public void Where_nobody_can_be_asked_it_fails_and_names_the_way()
    {
        using var pipeline = new EnvironmentScope().Set("GITHUB_ACTIONS", "true");
        var result = _shell.Run("Test-Destruction");
        var error = result.SingleError();
        Assert.Equal("KopsConfirmationRequired,KopsPS.Fakes.Bridge.TestDestructionCommand", error.FullyQualifiedErrorId);
        Assert.Contains("-Confirm:$false", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-Force", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Empty(_shell.Host.Questions);
    }

    [Theory]
    [InlineData("Test-Destruction -Confirm:$false", 1)]
    [InlineData("Test-Destruction -Force", 1)]
    [InlineData("$ConfirmPreference = 'None'; Test-Destruction", 1)]
    [InlineData("Test-Destruction -WhatIf", 0)]
    [InlineData("$WhatIfPreference = $true; Test-Destruction", 0)]
    public void Whoever_means_it_or_only_looks_is_let_through(string script, int destroyed)
    {
        using var pipeline = new EnvironmentScope().Set("GITHUB_ACTIONS", "true");
        Assert.Equal(destroyed, _shell.Run(script).Objects().Count);
        Assert.Empty(_shell.Host.Questions);
    }

    [Fact]
    public void A_person_is_asked()
    {
        using var nobody = new EnvironmentScope().Set("GITHUB_ACTIONS", null).Set("TF_BUILD", null);
        _shell.Host.Answers.Enqueue(0);
        Assert.Single(_shell.Run("Test-Destruction").Objects());
        Assert.Single(_shell.Host.Questions);
    }
}

namespace KopsPS.Commands.Tests.Examples;

/// <summary>The README's PowerShell, run from the first block to the last in one session, as a reader would.</summary>
[Collection(EnvironmentCollection.Name)]
public class ReadmeTests
{
    private static readonly string Readme = Path.Combine(Repository.Root, "README.md");

    /// <summary>This section begins where there is no state store yet; all others share one.</summary>
    private const string EmptyAccount = "From an empty account";

    [Fact]
    public async Task Every_block_runs_in_its_order()
    {
        await using var peers = await ExamplePeers.ForReadmeAsync();

        using var shell = Run(peers, block => block.Title != EmptyAccount);
    }

    [Fact]
    public async Task An_empty_account_is_filled_and_empty_again()
    {
        await using var peers = await ExamplePeers.ForEmptyAccountAsync();

        using var shell = Run(peers, block => block.Title == EmptyAccount);

        Assert.Equal(
            "KopsEnvironmentNotFound,KopsPS.Commands.RemoveKopsEnvironmentCommand", shell.Run("Remove-KopsEnvironment acme -Force").SingleError().FullyQualifiedErrorId);
        Assert.Empty(shell.Run("Get-KopsStateStore; Get-KopsDnsZone; Get-KopsIdentity; Get-KopsManagementServer").Objects());
    }

    private static ModuleHost Run(ExamplePeers peers, Func<CodeBlock, bool> wanted)
    {
        var shell = peers.NewSession();
        foreach (var block in CodeBlock.Of(Readme).Where(block => block.Runs && wanted(block)))
        {
            var result = shell.Run(peers.Localized(block.Code));

            Assert.True(!result.AllErrors.Any(), $"{block.Title}\n{block.Code}\n{string.Join('\n', result.AllErrors.Select(error => error.ToString()))}");
        }

        Assert.DoesNotContain(peers.Kops.Calls, call => call.AnsweredBy is null);
        Assert.Equal("delete-cluster-whole", peers.Kops.Calls[^1].AnsweredBy);
        return shell;
    }

    [Fact]
    public void A_block_that_is_not_run_says_why() =>
        Assert.All(
            CodeBlock.Of(Readme).Where(block => !block.Runs),
            block => Assert.True(block.Remark == "pwsh" || block.Remark.StartsWith("no test: needs the ", StringComparison.Ordinal), block.Remark));

    [Fact]
    public void It_names_every_cmdlet()
    {
        using var shell = new ModuleHost();
        var text = File.ReadAllText(Readme);

        Assert.All(
            shell.Run("(Get-Command -Module KopsPS).Name").Objects(),
            name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }
}

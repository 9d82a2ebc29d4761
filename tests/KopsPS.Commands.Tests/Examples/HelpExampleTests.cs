namespace KopsPS.Commands.Tests.Examples;

/// <summary>Every example of every page of help, each in a session of its own.</summary>
[Collection(EnvironmentCollection.Name)]
public class HelpExampleTests
{
    private static readonly string Pages = Path.Combine(Repository.Root, "src", "Help");

    public static TheoryData<string> Cmdlets => [.. Directory.GetFiles(Pages, "*-*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public async Task Its_examples_run(string cmdlet)
    {
        var ran = 0;
        foreach (var block in CodeBlock.Of(Path.Combine(Pages, cmdlet + ".md")).Where(block => block.Runs))
        {
            await using var peers = await ExamplePeers.ForHelpAsync(cmdlet);
            using var shell = peers.NewSession();

            var result = shell.Run(peers.Localized(block.Code));

            Assert.True(!result.AllErrors.Any(), $"{block.Title}\n{block.Code}\n{string.Join('\n', result.AllErrors.Select(error => $"{error.FullyQualifiedErrorId} {error}"))}");
            Assert.DoesNotContain(peers.Kops.Calls, call => call.AnsweredBy is null);
            ran++;
        }

        Assert.True(ran > 0, "no example of the page runs");
    }
}

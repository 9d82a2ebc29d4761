using System.Text.RegularExpressions;
using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public partial class ValidationReaderTests
{
    public static TheoryData<string, string> JsonRuns()
    {
        var runs = new TheoryData<string, string>();
        foreach (var version in Recordings.Versions)
        {
            foreach (var (words, _) in Recordings.All(version).Where(run => Json().IsMatch(run.Words)))
            {
                runs.Add(version, words);
            }
        }

        return runs;
    }

    [Theory]
    [MemberData(nameof(JsonRuns))]
    public void Reads_every_recorded_validation(string version, string words)
    {
        var attempts = ValidationReader.Read(Recordings.Stdout(version, words), out var rest);

        Assert.Empty(rest);
        Assert.Equal(Recordings.Stderr(version, words).Contains("error listing nodes", StringComparison.Ordinal), attempts.Count == 0);
        if (attempts.Count > 0)
        {
            Assert.Equal(!Recordings.Stderr(version, words).Contains("Error: ", StringComparison.Ordinal), attempts[^1].Ready);
        }

        Assert.All(attempts.SelectMany(attempt => attempt.Failures), failure =>
        {
            Assert.Contains(failure.Kind, new[] { "Machine", "Node", "Pod", "InstanceGroup", "Dns" });
            Assert.NotEmpty(failure.Name);
            Assert.NotEmpty(failure.Message);
        });
    }

    [Fact]
    public void Attempts_stand_one_after_another()
    {
        var attempts = ValidationReader.Read(Recordings.Stdout("1.36.2", "validate-wait-timeout-json"), out _);

        // One warning for each attempt but those that the time limit cut short.
        var warnings = Recordings.Stderr("1.36.2", "validate-wait-timeout-json").Split('\n').Count(line => line.Contains("(will retry)", StringComparison.Ordinal));
        Assert.Equal(warnings, attempts.Count);
        Assert.True(attempts.Count > 1);
        Assert.All(attempts, attempt => Assert.False(attempt.Ready));
        var failure = attempts[0].Failures[0];
        Assert.Equal(("Machine", "i-a0bcf74858ea71e72", "nodes-us-east-1b"), (failure.Kind, failure.Name, failure.InstanceGroup));
    }

    [Fact]
    public void A_placeholder_address_is_one_failure_of_several_lines()
    {
        var attempt = Assert.Single(ValidationReader.Read(Recordings.Stdout("1.36.2", "validate-placeholder-json"), out _));

        Assert.Empty(attempt.Nodes);
        var failure = Assert.Single(attempt.Failures);
        Assert.Equal("Dns", failure.Kind);
        Assert.Contains("203.0.113.123", failure.Message, StringComparison.Ordinal);
        Assert.Contains('\n', failure.Message);
    }

    [Fact]
    public void A_node_that_is_not_ready_says_so()
    {
        var attempt = ValidationReader.Read(Recordings.Stdout("1.36.2", "validate-node-not-ready-json"), out _)[^1];

        Assert.Equal(attempt.Failures.Where(failure => failure.Kind == "Node").Select(failure => failure.Name), attempt.Nodes.Where(node => !node.Ready).Select(node => node.Name));
    }

    [Theory]
    [InlineData("Machine", "machine \"i-1\" has not yet joined cluster", 1)]
    [InlineData("InstanceGroup", "InstanceGroup \"nodes\" did not have enough nodes 1 vs 3", 2)]
    [InlineData("InstanceGroup", "InstanceGroup \"nodes\" is missing from the cloud provider", 0)]
    [InlineData("Pod", "did not have enough nodes 1 vs 3", 0)]
    public void Missing_nodes_are_counted(string kind, string message, int missing) =>
        Assert.Equal(missing, ValidationReader.MissingNodes(new KopsValidationFailure { Kind = kind, Name = "x", Message = message }));

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"failures\":[{\"type\":")]
    [InlineData("panic")]
    public void What_is_no_validation_is_none(string text)
    {
        Assert.Empty(ValidationReader.Read(text, out var rest));
        Assert.Equal(text, rest);
    }

    [GeneratedRegex("^validate-.*-json$")]
    private static partial Regex Json();
}

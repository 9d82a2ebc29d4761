using KopsPS.Engine.ManagementServers;

namespace KopsPS.Engine.Tests.ManagementServers;

public class ServerReadinessTests
{
    private static readonly ServerPace Pace = AdvancingTime.Pace(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));

    private readonly RecordingFeedback _feedback = new();

    [Fact]
    public async Task It_waits_through_what_is_not_there_yet_and_says_what_is_awaited()
    {
        var shell = new ScriptedShell(
            new ShellAnswer(null, "203.0.113.7 does not take SSH yet: Connection refused"), new ShellAnswer("{\"status\": \"running\"}", null), new ShellAnswer("{\"status\": \"done\"}", null));

        var status = await new ServerReadiness(shell, _feedback).WaitAsync("ops", AdvancingTime.Pace(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)));

        Assert.Equal(KopsCloudInitState.Done, status.State);
        Assert.Equal(
            ["203.0.113.7 does not take SSH yet: Connection refused", "cloud-init is running"],
            _feedback.Reports.Where(report => !report.Completed).Select(report => report.Status));
        Assert.True(_feedback.Reports[^1].Completed);
        Assert.All(shell.Commands, command => Assert.Contains("cloud-init status", command, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_set_up_is_a_fault_with_the_servers_words()
    {
        var shell = new ScriptedShell(new ShellAnswer("{\"status\": \"error\", \"errors\": [\"no space left\"]}\nkopsps: error: gave up after 5 tries: apt-get update\n", null));

        var fault = await Assert.ThrowsAsync<KopsException>(() => new ServerReadiness(shell, _feedback).WaitAsync("ops", Pace));

        Assert.Equal("KopsCloudInitFailed", fault.Id);
        Assert.Contains("gave up after 5 tries: apt-get update", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no space left", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_up_that_never_ends_is_given_up_with_what_was_seen_last()
    {
        var shell = new ScriptedShell(new ShellAnswer("{\"status\": \"running\"}", null));

        var fault = await Assert.ThrowsAsync<KopsException>(() => new ServerReadiness(shell, _feedback).WaitAsync("ops", Pace));

        Assert.Equal(("KopsCloudInitTimeout", FaultKind.OperationTimeout), (fault.Id, fault.Kind));
        Assert.Contains("cloud-init is running", fault.Message, StringComparison.Ordinal);
        Assert.Equal(31, shell.Commands.Count);
    }

    [Fact]
    public async Task A_server_that_cannot_be_asked_is_not_checked()
    {
        var status = await new ServerReadiness(new ScriptedShell(new ShellAnswer(null, "nobody answers")), _feedback).AskAsync();

        Assert.Equal((KopsCloudInitState.NotChecked, "nobody answers"), (status.State, status.Detail));
    }

    /// <summary>Gives prepared answers, the last one for ever.</summary>
    private sealed class ScriptedShell(params ShellAnswer[] answers) : IServerShell
    {
        public List<string> Commands { get; } = [];

        public Task<ShellAnswer> RunAsync(string command, CancellationToken cancellationToken)
        {
            Commands.Add(command);
            return Task.FromResult(answers[Math.Min(Commands.Count, answers.Length) - 1]);
        }
    }
}

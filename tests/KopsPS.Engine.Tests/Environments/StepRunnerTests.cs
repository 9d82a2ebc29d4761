using KopsPS.Engine.Environments;

namespace KopsPS.Engine.Tests.Environments;

public sealed class StepRunnerTests
{
    private readonly RecordingFeedback _feedback = new();

    [Fact]
    public async Task Steps_that_need_nothing_of_each_other_run_at_once_and_others_after_what_they_need()
    {
        var (one, other) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();

        // Each of the two ends only once the other has begun.
        var done = await Runner().RunAsync(
            [
                Step("a", [], async () => { one.SetResult(); await other.Task; order.Enqueue("a"); }),
                Step("b", [], async () => { other.SetResult(); await one.Task; order.Enqueue("b"); }),
                Step("c", ["a", "b", "not wanted"], () => { order.Enqueue("c"); return Task.CompletedTask; }),
            ],
            default).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("c", order.Last());
        Assert.Equal(["a", "b", "c"], done.Select(step => step.Step.Name));
        Assert.All(done, step => Assert.Equal(KopsStepOutcome.Created, step.Step.Outcome));
    }

    [Fact]
    public async Task A_fault_costs_those_that_need_it_also_by_others_and_nobody_else()
    {
        var done = await Runner().RunAsync(
            [
                Step("a", [], () => throw Faults.EnvironmentNotFound("x", null)), Step("b", ["a"], () => Task.CompletedTask),
                Step("c", ["b"], () => Task.CompletedTask), Step("d", [], () => Task.CompletedTask),
            ],
            default);

        Assert.Equal([KopsStepOutcome.Failed, KopsStepOutcome.Skipped, KopsStepOutcome.Skipped, KopsStepOutcome.Created], done.Select(step => step.Step.Outcome));
        Assert.Equal(["KopsEnvironmentNotFound", null, null, null], done.Select(step => step.Fault?.Id));
        Assert.Equal("it needs b", done[2].Step.Detail);
    }

    [Fact]
    public async Task An_end_that_is_asked_for_ends_it()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner().RunAsync(
            [Step("a", [], () => stop.CancelAsync()), Step("b", ["a"], () => { stop.Token.ThrowIfCancellationRequested(); return Task.CompletedTask; })], stop.Token));
    }

    private StepRunner Runner() => new("Setting up", _feedback);

    private static EnvironmentStep<string> Step(string name, string[] after, Func<Task> work) => new(
        name, null, after, _ => Task.FromResult<IReadOnlyList<KopsChange>>([]), async _ =>
        {
            await work();
            return (name, [new KopsChange { Action = KopsChangeAction.Create, Kind = "Thing", Name = name }]);
        });
}

using System.Diagnostics;

namespace KopsPS.Engine.Environments;

/// <summary>
/// Runs steps: those that need nothing of each other at once, each as soon as what it needs is there. A step that fails costs
/// those that need it, and no other.
/// </summary>
/// <param name="activity">What the progress is called.</param>
/// <param name="feedback">Where to tell what is done.</param>
/// <param name="done">Gets each step that has succeeded, at once; null where nobody wants it.</param>
internal sealed class StepRunner(string activity, IFeedback feedback, Func<KopsEnvironmentStep, Task>? done = null)
{
    private int _done;

    /// <summary>Runs all steps.</summary>
    /// <returns>What became of each, in the order given; a fault of a step is beside it.</returns>
    /// <exception cref="OperationCanceledException">It was ended; every step had its chance to end cleanly first.</exception>
    public async Task<IReadOnlyList<(KopsEnvironmentStep Step, KopsException? Fault)>> RunAsync(IReadOnlyList<IEnvironmentStep> steps, CancellationToken cancellationToken)
    {
        var running = new Dictionary<string, Task<(KopsEnvironmentStep Step, KopsException? Fault)>>(StringComparer.Ordinal);
        feedback.Progress(new ProgressReport(activity, string.Join(", ", steps.Select(step => step.Name)), 0));
        try
        {
            foreach (var step in steps)
            {
                var needed = step.After.Where(running.ContainsKey).Select(name => running[name]).ToArray();
                running[step.Name] = RunAsync(step, needed, steps.Count, cancellationToken);
            }

            return await Task.WhenAll(steps.Select(step => running[step.Name])).ConfigureAwait(false);
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, "", 100, Completed: true));
        }
    }

    private async Task<(KopsEnvironmentStep Step, KopsException? Fault)> RunAsync(
        IEnvironmentStep step, Task<(KopsEnvironmentStep Step, KopsException? Fault)>[] needed, int count, CancellationToken cancellationToken)
    {
        var before = await Task.WhenAll(needed).ConfigureAwait(false);
        if (Array.Find(before, one => one.Step.Outcome is KopsStepOutcome.Failed or KopsStepOutcome.Skipped).Step is { } missing)
        {
            return (new KopsEnvironmentStep { Name = step.Name, Outcome = KopsStepOutcome.Skipped, Target = step.Target, Detail = $"it needs {missing.Name}" }, null);
        }

        var watch = Stopwatch.StartNew();
        try
        {
            feedback.Verbose($"{step.Name}: begins{(step.Target is { } target ? $" ({target})" : "")}.");
            var changes = await step.ApplyAsync(cancellationToken).ConfigureAwait(false);
            feedback.Verbose($"{step.Name}: {(changes.Count == 0 ? "nothing to do" : string.Join("; ", changes))}.");
            var report = new KopsEnvironmentStep { Name = step.Name, Outcome = Outcome(changes), Target = step.Target, Changes = [.. changes], Duration = watch.Elapsed };
            await (done?.Invoke(report) ?? Task.CompletedTask).ConfigureAwait(false);
            return (report, null);
        }
        catch (KopsException fault)
        {
            feedback.Verbose($"{step.Name}: {fault.Message}");
            return (new KopsEnvironmentStep { Name = step.Name, Outcome = KopsStepOutcome.Failed, Target = step.Target, Detail = fault.Message, Duration = watch.Elapsed }, fault);
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, $"{step.Name} is done", 100 * Interlocked.Increment(ref _done) / count));
        }
    }

    private static KopsStepOutcome Outcome(IReadOnlyList<KopsChange> changes) =>
        changes.Any(change => change.Action == KopsChangeAction.Create) ? KopsStepOutcome.Created
        : changes.Any(change => change.Action is KopsChangeAction.Change or KopsChangeAction.Delete) ? KopsStepOutcome.Changed
        : KopsStepOutcome.Kept;
}

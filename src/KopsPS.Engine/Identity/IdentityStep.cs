namespace KopsPS.Engine.Identity;

/// <summary>One thing of a plan, and how it is done.</summary>
/// <param name="Change">What it is.</param>
/// <param name="DoAsync">Does it; null where there is nothing to do.</param>
internal sealed record IdentityStep(KopsChange Change, Func<CancellationToken, Task>? DoAsync)
{
    /// <summary>Something that is as it should be.</summary>
    public static IdentityStep Keep(string kind, string name, string? detail = null) => new(New(KopsChangeAction.Keep, kind, name, detail), null);

    /// <summary>Something that is not there.</summary>
    public static IdentityStep Create(string kind, string name, string? detail, Func<CancellationToken, Task> work) =>
        new(New(KopsChangeAction.Create, kind, name, detail), work);

    /// <summary>Something that is otherwise.</summary>
    public static IdentityStep Alter(string kind, string name, string? detail, Func<CancellationToken, Task> work) =>
        new(New(KopsChangeAction.Change, kind, name, detail), work);

    /// <summary>Something that goes.</summary>
    public static IdentityStep Delete(string kind, string name, string? detail, Func<CancellationToken, Task> work) =>
        new(New(KopsChangeAction.Delete, kind, name, detail), work);

    /// <summary>Does all of them in turn.</summary>
    /// <returns>What was done, and what was right before.</returns>
    public static async Task<IReadOnlyList<KopsChange>> RunAsync(
        IReadOnlyList<IdentityStep> steps, string activity, IFeedback feedback, CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var step in steps)
        {
            feedback.Progress(new ProgressReport(activity, step.Change.ToString(), done++ * 100 / steps.Count));
            if (step.DoAsync is { } work)
            {
                feedback.Verbose(step.Change.ToString());
                await work(cancellationToken).ConfigureAwait(false);
            }
        }

        feedback.Progress(new ProgressReport(activity, "Done", 100, Completed: true));
        return [.. steps.Select(step => step.Change)];
    }

    private static KopsChange New(KopsChangeAction action, string kind, string name, string? detail) =>
        new() { Action = action, Kind = kind, Name = name, Detail = detail };
}

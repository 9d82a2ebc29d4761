namespace KopsPS.Commands;

/// <summary>
/// The one place where a thread of PowerShell's waits for async work: it has nothing else to do, and the work never
/// needs that thread to finish.
/// </summary>
internal static class PipelineThread
{
    /// <summary>Waits for a result; the task must run on the thread pool.</summary>
    public static T WaitFor<T>(Task<T> task, CancellationToken cancellationToken) =>
        task.WaitAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>Waits for the end; the task must run on the thread pool.</summary>
    public static void WaitFor(Task task) => task.GetAwaiter().GetResult();
}

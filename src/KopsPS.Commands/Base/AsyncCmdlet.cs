using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Threading.Channels;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>
/// The one bridge between PowerShell's pipeline thread and the async engine. Engine work runs on the thread pool;
/// everything that PowerShell wants on its own thread (output, streams, questions) is queued and done there.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    /// <summary>Objects that may wait for a slow reader further down the pipeline before the engine waits too.</summary>
    private const int OutputAhead = 1024;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _outputSlots = new(OutputAhead);
    private readonly PipelineFeedback _feedback;
    private readonly List<ErrorRecord> _itemErrors = [];
    private Channel<Action> _queue = NewQueue();
    private bool _disposed;

    /// <summary>Creates the cmdlet.</summary>
    protected AsyncCmdlet()
    {
        _feedback = new PipelineFeedback(this);
    }

    /// <summary>Where engine work reports to.</summary>
    protected IFeedback Feedback => _feedback;

    /// <summary>What <c>Set-KopsDefault</c> set for the runspace that this cmdlet runs in.</summary>
    protected KopsDefault SessionDefault { get; private set; } = new();

    /// <summary>True once Ctrl+C or a finished pipeline asked for an end.</summary>
    internal bool StopRequested => _stop.IsCancellationRequested;

    /// <summary>Prepares; a fault here ends the command.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Handles one pipeline object; a <see cref="KopsException"/> here is that object's own fault.</summary>
    protected virtual Task ProcessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Finishes; a fault here ends the command.</summary>
    protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes an object; waits while the reader is far behind.</summary>
    protected async ValueTask WriteAsync(object output, CancellationToken cancellationToken)
    {
        await _outputSlots.WaitAsync(cancellationToken).ConfigureAwait(false);
        Post(() =>
        {
            _outputSlots.Release();
            WriteObject(output);
        });
    }

    /// <summary>
    /// Keeps the fault of one item until all good objects are out: continuous-integration hosts set
    /// <c>$ErrorActionPreference = 'Stop'</c>, and an early error would cost them the rest.
    /// </summary>
    protected void WriteItemError(Exception fault)
    {
        var record = ErrorRecords.From(fault);
        Post(() => _itemErrors.Add(record));
    }

    /// <summary>Asks <c>ShouldProcess</c> on the pipeline thread.</summary>
    protected Task<bool> ShouldProcessAsync(string target, string action) => InvokeAsync(() => ShouldProcess(target, action));

    /// <summary>Whether this is a preview. On the pipeline thread.</summary>
    private protected bool IsWhatIf() => DestructiveGuard.IsWhatIf(this);

    /// <summary>For destructive cmdlets, before any call: fails where the confirmation could not be asked for.</summary>
    /// <param name="force">The cmdlet's <c>-Force</c>.</param>
    /// <exception cref="KopsException"><c>KopsConfirmationRequired</c>.</exception>
    protected async Task RequireConfirmationAsync(bool force)
    {
        if (await InvokeAsync(() => DestructiveGuard.FindFault(this, force)).ConfigureAwait(false) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Asks, where asking is wanted.</summary>
    /// <param name="target">What is changed.</param>
    /// <param name="action">What is done with it.</param>
    /// <returns>Whether to go ahead.</returns>
    /// <exception cref="KopsException"><c>KopsConfirmationRequired</c> where the host turns out to have nobody who answers.</exception>
    private protected async Task<bool> AskAsync(string target, string action)
    {
        var answer = await InvokeAsync(() => DestructiveGuard.Ask(() => ShouldProcess(target, action))).ConfigureAwait(false);
        return answer ?? throw Faults.ConfirmationRequired(MyInvocation.MyCommand.Name, MyInvocation.MyCommand.Parameters?.ContainsKey("Force") == true);
    }

    /// <summary>
    /// Runs something on the pipeline thread and waits for its result. What it throws comes out of the await, where it
    /// can be caught; only the end of the pipeline also ends the pipeline thread's work at once.
    /// </summary>
    protected internal Task<T> InvokeAsync<T>(Func<T> action)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                result.SetResult(action());
            }
            catch (PipelineStoppedException fault)
            {
                result.SetException(fault);
                throw;
            }
            catch (Exception fault)
            {
                result.SetException(fault);
            }
        });
        return result.Task.WaitAsync(_stop.Token);
    }

    /// <summary>A piped object's property without a value arrives as an empty text and means "not told".</summary>
    protected static string? Told(string? value) => string.IsNullOrEmpty(value) ? null : value;

    /// <summary>Queues something for the pipeline thread.</summary>
    internal void Post(Action action) => _queue.Writer.TryWrite(action);

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        SessionDefault = SessionDefaults.Current;
        _feedback.Begin(ProgressSettings.Of(Host));
        Run(BeginAsync);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(async token =>
    {
        try
        {
            await ProcessAsync(token).ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            WriteItemError(fault);
        }
    });

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        Run(EndAsync);
        foreach (var record in _itemErrors)
        {
            WriteError(record);
        }
    }

    /// <summary>Only asks for an end; the pipeline thread notices and cleans up.</summary>
    protected sealed override void StopProcessing()
    {
        if (!_disposed)
        {
            // Not Cancel(): its callbacks would run on PowerShell's stopping thread and hold up Ctrl+C.
            _ = _stop.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _stop.Dispose();
            _outputSlots.Dispose();
        }
    }

    private static Channel<Action> NewQueue() =>
        Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });

    private void Run(Func<CancellationToken, Task> work)
    {
        var queue = _queue = NewQueue();
        var token = _stop.Token;
        var task = Task.Run(() => work(token), CancellationToken.None);
        _ = task.ContinueWith(
            _ => queue.Writer.Complete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        var drained = false;
        try
        {
            while (TakeNext(queue.Reader, out var action))
            {
                action();
            }

            drained = true;
        }
        finally
        {
            if (!drained)
            {
                // The reader down the pipeline has enough, or an error stopped the command.
                Abandon(task, queue.Reader);
            }

            _feedback.EndOfWork();
        }

        try
        {
            PipelineThread.WaitFor(task);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception fault)
        {
            ThrowTerminatingError(ErrorRecords.From(fault));
        }
    }

    /// <summary>Ends work whose results nobody wants any more, and waits until nothing of it is left behind.</summary>
    private void Abandon(Task task, ChannelReader<Action> queue)
    {
        _stop.Cancel();
        while (TakeNext(queue, out _))
        {
            // Results that came too late.
        }

        // Observed: it was thrown already, or is the consequence of the end asked for.
        _ = task.Exception;
    }

    /// <summary>The next thing for the pipeline thread, or false when the work is done.</summary>
    private static bool TakeNext(ChannelReader<Action> queue, [NotNullWhen(true)] out Action? action)
    {
        while (!queue.TryRead(out action))
        {
            if (!PipelineThread.WaitFor(queue.WaitToReadAsync().AsTask(), CancellationToken.None))
            {
                return false;
            }
        }

        return true;
    }
}

using System.Management.Automation;

namespace KopsPS.Commands.Tests;

/// <summary>A script under way.</summary>
public sealed class RunningScript : IDisposable
{
    private readonly PowerShell _shell;
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly Task<ShellResult> _end;

    internal RunningScript(PowerShell shell)
    {
        _shell = shell;
        var running = shell.InvokeAsync<PSObject, PSObject>(null, _output);
        _end = WaitAsync(running);
    }

    /// <summary>The objects so far.</summary>
    public PSDataCollection<PSObject> Output => _output;

    /// <summary>The streams so far.</summary>
    public PSDataStreams Streams => _shell.Streams;

    /// <summary>Ends when the script does.</summary>
    public Task<ShellResult> End => _end;

    /// <summary>Ends once a progress record, warning or verbose line contains the text.</summary>
    public Task SaidAsync(string text)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look<T>(PSDataCollection<T> stream, Func<T, string> read)
        {
            void Check()
            {
                if (stream.ToArray().Any(record => read(record).Contains(text, StringComparison.Ordinal)))
                {
                    said.TrySetResult();
                }
            }

            stream.DataAdded += (_, _) => Check();
            Check();
        }

        Look(_shell.Streams.Progress, record => $"{record.Activity} {record.StatusDescription}");
        Look(_shell.Streams.Verbose, record => record.Message);
        Look(_shell.Streams.Warning, record => record.Message);
        return said.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Ends once it has written so many objects.</summary>
    public Task OutputAsync(int count)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check()
        {
            if (_output.Count >= count)
            {
                written.TrySetResult();
            }
        }

        _output.DataAdded += (_, _) => Check();
        Check();
        return written.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Stops the script as Ctrl+C would, and waits until it has ended.</summary>
    public async Task<ShellResult> StopAsync()
    {
        await _shell.StopAsync(null, null);
        return await _end;
    }

    public void Dispose() => _shell.Dispose();

    private async Task<ShellResult> WaitAsync(Task running)
    {
        try
        {
            await running;
            return ModuleHost.Result(_shell, [.. _output], null);
        }
        catch (PipelineStoppedException)
        {
            return ModuleHost.Result(_shell, [.. _output], null, stopped: true);
        }
        catch (RuntimeException fault)
        {
            return ModuleHost.Result(_shell, [.. _output], fault);
        }
    }
}

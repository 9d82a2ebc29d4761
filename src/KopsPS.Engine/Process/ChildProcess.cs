using System.ComponentModel;
using System.Diagnostics;

namespace KopsPS.Engine.Processes;

/// <summary>
/// Runs a program with an argument list and an environment of exactly the given variables, drains both streams at once,
/// and ends it without leaving anything behind. Not CliWrap: its cancellation loses the exit code, signals the program
/// alone and then waits for ever where a child of it holds a stream.
/// </summary>
internal sealed class ChildProcess
{
    private const int TextFileBusy = 26;
    private const int Buffer = 64 * 1024;

    /// <summary>How long a stream may stay open and silent after the program has ended before somebody else must be holding it.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>How long the end of a program that is gone already may take to be noticed.</summary>
    private static readonly TimeSpan Reaped = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TimeSpan _grace;

    private ChildProcess(Process process, TimeSpan grace)
    {
        _process = process;
        _grace = grace;
    }

    /// <summary>How a run ended.</summary>
    /// <param name="ExitCode">Exit status; 128 and the signal's number after a signal.</param>
    /// <param name="Ended">Processes that it had started and that had to be ended.</param>
    /// <param name="Left">Processes that it had started and that still run.</param>
    /// <param name="StreamsHeld">Another process still holds a stream, so that some output may be missing.</param>
    /// <param name="Forced">It did not obey the interrupt and was killed.</param>
    internal sealed record Exit(
        int ExitCode, IReadOnlyList<ProcessMark> Ended, IReadOnlyList<ProcessMark> Left, bool StreamsHeld, bool Forced);

    /// <summary>Runs a program to its end, or to the end that <paramref name="stop"/> asks for.</summary>
    /// <param name="path">Path of the program.</param>
    /// <param name="arguments">Arguments.</param>
    /// <param name="environment">The whole environment.</param>
    /// <param name="onStdout">Takes pieces of standard output.</param>
    /// <param name="onStderr">Takes pieces of standard error.</param>
    /// <param name="grace">Time between interrupt and kill.</param>
    /// <param name="stop">Asks for an end. The result says how it went; nothing is thrown for it.</param>
    /// <exception cref="Win32Exception">The program could not be started.</exception>
    public static async Task<Exit> RunAsync(
        string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment,
        Func<ReadOnlyMemory<byte>, ValueTask> onStdout, Func<ReadOnlyMemory<byte>, ValueTask> onStderr,
        TimeSpan grace, CancellationToken stop)
    {
        using var process = new Process { StartInfo = StartInfo(path, arguments, environment) };
        await StartAsync(process, stop).ConfigureAwait(false);
        process.StandardInput.Close();
        return await new ChildProcess(process, grace).FinishAsync(onStdout, onStderr, stop).ConfigureAwait(false);
    }

    private static ProcessStartInfo StartInfo(string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var info = new ProcessStartInfo(path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static async Task StartAsync(Process process, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                process.Start();
                return;
            }
            catch (Win32Exception fault) when (fault.NativeErrorCode == TextFileBusy && attempt < 20 && !OperatingSystem.IsWindows())
            {
                // Just written, and another process that is being started still holds the writer's handle.
                await Task.Delay(TimeSpan.FromMilliseconds(25), stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<Exit> FinishAsync(
        Func<ReadOnlyMemory<byte>, ValueTask> onStdout, Func<ReadOnlyMemory<byte>, ValueTask> onStderr, CancellationToken stop)
    {
        // A taker that throws (a stopped pipeline) ends the run as well.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var stdout = new Pump(_process.StandardOutput.BaseStream, onStdout, ending);
        var stderr = new Pump(_process.StandardError.BaseStream, onStderr, ending);
        var exited = _process.WaitForExitAsync(CancellationToken.None);
        IReadOnlyList<ProcessMark> ended = [], left = [];
        var forced = false;
        if (await Task.WhenAny(exited, Task.Delay(Timeout.Infinite, ending.Token)).ConfigureAwait(false) != exited)
        {
            (ended, left, forced) = await EndAsync(exited).ConfigureAwait(false);
        }

        var held = !await stdout.DrainedAsync(Silence).ConfigureAwait(false) | !await stderr.DrainedAsync(Silence).ConfigureAwait(false);
        stdout.ThrowIfFailed();
        stderr.ThrowIfFailed();
        return new Exit(_process.HasExited ? _process.ExitCode : -1, ended, left, held, forced);
    }

    /// <summary>Interrupt, grace, kill; then the same for what it had started.</summary>
    private async Task<(IReadOnlyList<ProcessMark> Ended, IReadOnlyList<ProcessMark> Left, bool Forced)> EndAsync(Task exited)
    {
        var below = ProcessTree.Descendants(_process.Id);
        var forced = false;

        // A terminal's Ctrl+C goes to the program too: then it is gone already, or about to be.
        var asked = ProcessMark.TryInterrupt(_process.Id);
        var obeyed = await WithinAsync(exited, asked ? _grace : OperatingSystem.IsWindows() ? TimeSpan.Zero : Reaped).ConfigureAwait(false);
        if (!obeyed)
        {
            // What it started while it was asked to end is found now, as it still lives.
            below = [.. below.UnionBy(ProcessTree.Descendants(_process.Id), mark => mark.Id)];
            forced = !OperatingSystem.IsWindows();
            try
            {
                _process.Kill(entireProcessTree: true);
            }
            catch (Exception fault) when (fault is InvalidOperationException or Win32Exception or AggregateException)
            {
                // Gone by itself, or a part of the tree was.
            }

            await WithinAsync(exited, TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        }

        var survivors = below.Where(mark => mark.IsRunning).ToArray();
        foreach (var survivor in survivors)
        {
            survivor.AskToEnd();
        }

        var patience = Stopwatch.StartNew();
        var limit = _grace < TimeSpan.FromSeconds(2) ? _grace : TimeSpan.FromSeconds(2);
        while (survivors.Any(mark => mark.IsRunning) && patience.Elapsed < limit)
        {
            await Task.Delay(10).ConfigureAwait(false);
        }

        foreach (var survivor in survivors)
        {
            survivor.Kill();
        }

        patience.Restart();
        while (survivors.Any(mark => mark.IsRunning) && patience.Elapsed < TimeSpan.FromSeconds(2))
        {
            await Task.Delay(10).ConfigureAwait(false);
        }

        return (survivors, [.. below.Where(mark => mark.IsRunning)], forced);
    }

    private static async Task<bool> WithinAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Reads one stream to its end.</summary>
    private sealed class Pump
    {
        private readonly Task _work;
        private long _waitingSince;

        public Pump(Stream stream, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationTokenSource ending)
        {
            _work = Task.Run(() => PumpAsync(stream, take, ending));
        }

        /// <summary>True once the stream is at its end; false where it stays open without a word.</summary>
        public async Task<bool> DrainedAsync(TimeSpan silence)
        {
            var start = Stopwatch.GetTimestamp();
            while (!await SettledAsync(TimeSpan.FromMilliseconds(20)).ConfigureAwait(false))
            {
                // Zero while the taker works: a slow reader down the pipeline is no silence.
                var since = Math.Max(start, Interlocked.Read(ref _waitingSince));
                if (Interlocked.Read(ref _waitingSince) != 0 && Stopwatch.GetElapsedTime(since) > silence)
                {
                    return false;
                }
            }

            return true;
        }

        public void ThrowIfFailed()
        {
            if (_work.IsFaulted)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_work.Exception.InnerException!);
            }
        }

        private async Task<bool> SettledAsync(TimeSpan limit)
        {
            await Task.WhenAny(_work, _work.IsCompleted ? Task.CompletedTask : Task.Delay(limit)).ConfigureAwait(false);
            return _work.IsCompleted;
        }

        private async Task PumpAsync(Stream stream, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationTokenSource ending)
        {
            var buffer = new byte[Buffer];
            while (true)
            {
                int count;
                try
                {
                    Interlocked.Exchange(ref _waitingSince, Stopwatch.GetTimestamp());
                    count = await stream.ReadAsync(buffer).ConfigureAwait(false);
                }
                catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException)
                {
                    // Given up on: the program has ended and another process holds its stream.
                    return;
                }

                Interlocked.Exchange(ref _waitingSince, 0);
                try
                {
                    await take(buffer.AsMemory(0, count)).ConfigureAwait(false);
                }
                catch
                {
                    await ending.CancelAsync().ConfigureAwait(false);
                    throw;
                }

                if (count == 0)
                {
                    return;
                }
            }
        }
    }
}

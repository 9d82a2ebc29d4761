using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Processes;

/// <summary>
/// Runs kops: finds it, gives it exactly the environment it needs and nothing of the session's, reads both streams,
/// reports progress, ends what is hopeless or unwanted, and turns a failure into the fault that the catalogue names.
/// A run that succeeds costs no more than the process: AWS is asked why, and processes are listed, only after a failure.
/// </summary>
public sealed class KopsRunner
{
    private static readonly TimeSpan ShortLifetime = TimeSpan.FromMinutes(15);

    private readonly KopsSettings _settings;
    private readonly IKopsAccess? _access;
    private readonly IFeedback _feedback;
    private readonly KopsLocator _locator;

    /// <summary>Creates a runner.</summary>
    /// <param name="settings">What the cmdlet was told.</param>
    /// <param name="access">Region, credentials and diagnosis; null where kops needs no AWS.</param>
    /// <param name="feedback">Where progress, warnings and kops' own words go.</param>
    public KopsRunner(KopsSettings settings, IKopsAccess? access, IFeedback feedback)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(feedback);
        _settings = settings;
        _access = access;
        _feedback = feedback;
        _locator = new KopsLocator(settings.Environment);
    }

    /// <summary>Creates a runner.</summary>
    /// <param name="settings">What the cmdlet was told.</param>
    /// <param name="session">The cmdlet's AWS session.</param>
    /// <param name="feedback">Where progress, warnings and kops' own words go.</param>
    public KopsRunner(KopsSettings settings, AwsSession session, IFeedback feedback)
        : this(settings, new AwsSessionAccess(session, IsOnDisk(settings)), feedback)
    {
    }

    /// <summary>Time that kops gets between the interrupt and the kill.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Finds the kops that runs would use.</summary>
    /// <exception cref="KopsException"><c>KopsNotFound</c>, <c>KopsNotExecutable</c> or <c>KopsBinaryInvalid</c>.</exception>
    public Task<KopsExecutable> FindAsync(string? wantedVersion, CancellationToken cancellationToken) =>
        _locator.FindAsync(_settings.KopsPath, wantedVersion, cancellationToken);

    /// <summary>Runs kops once.</summary>
    /// <exception cref="KopsException">What the catalogue says of the failure, or the limit of time was reached.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end; what is left behind was said as a warning.</exception>
    public async Task<KopsRun> RunAsync(KopsCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        var kops = await FindAsync(call.WantedVersion, cancellationToken).ConfigureAwait(false);
        var credentials = _access is null ? null : await _access.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
        WarnOfWhatEnds(credentials, call);

        var home = Directory.CreateTempSubdirectory("kopsps-");
        try
        {
            var kubeconfig = call.Kubeconfig ?? Path.Combine(home.FullName, "kubeconfig");
            if (call is { NeedsContext: true, Kubeconfig: null } && kops.NeedsKubeconfigContext)
            {
                await FillKubeconfigAsync(kops, call, credentials, home.FullName, kubeconfig, cancellationToken).ConfigureAwait(false);
            }

            return await RunAsync(kops, call, credentials, home.FullName, kubeconfig, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            DeleteHome(home);
        }
    }

    /// <summary>A short-lived administrator, for versions that cannot reach the API without a context. Removed with the home folder.</summary>
    private async Task FillKubeconfigAsync(
        KopsExecutable kops, KopsCall call, KopsCredentials? credentials, string home, string kubeconfig, CancellationToken cancellationToken)
    {
        // Made first, so that there is no moment in which others can read it.
        await using (File.Create(kubeconfig))
        {
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(kubeconfig, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // A roll takes hours and uses it to the end.
        var rolls = call.Arguments.Count > 0 && call.Arguments[0] is "rolling-update" or "reconcile";
        var lifetime = call.TimeLimit is { } limit && limit > TimeSpan.FromHours(1) ? limit : TimeSpan.FromHours(rolls ? 18 : 1);
        var export = new KopsCall("export", "kubeconfig", "--admin=" + GoDuration.Format(lifetime))
        {
            ClusterName = call.ClusterName, TimeLimit = TimeSpan.FromMinutes(2),
        };
        await RunAsync(kops, export, credentials, home, kubeconfig, cancellationToken).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(kubeconfig, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private async Task<KopsRun> RunAsync(
        KopsExecutable kops, KopsCall call, KopsCredentials? credentials, string home, string kubeconfig, CancellationToken cancellationToken)
    {
        var arguments = Arguments(call);
        home = await HomeForAsync(call, home, cancellationToken).ConfigureAwait(false);
        var variables = KopsEnvironment.Build(_settings, credentials, _settings.Region ?? _access?.Region, home, kubeconfig, call.Environment);
        var redaction = new Redaction(
        [
            credentials?.SecretKey, credentials?.Token, credentials?.AccessKey, variables.GetValueOrDefault("S3_SECRET_ACCESS_KEY"),
        ]);
        var command = redaction.Apply(CommandText.Of(arguments));
        _feedback.Verbose($"Running {command} ({kops.Path}, {kops.Version})");
        if (variables.TryGetValue("KOPS_BASE_URL", out var baseUrl))
        {
            _feedback.Warning($"KOPS_BASE_URL is set ({redaction.Apply(baseUrl)}): kops takes its files from there, which changes every node's user data.");
        }

        var log = new KopsLog(call, _feedback, redaction, call.FailFast ? new FailFastWatch(Clock) : null);
        using var hopeless = new CancellationTokenSource();
        using var limit = call.TimeLimit is { } time ? new CancellationTokenSource(time, Clock) : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, hopeless.Token, limit.Token);
        using var stdout = new StdoutTaker(call.OnStdoutLine, stop.Token);
        var stderr = new LineSplitter();
        var watch = Stopwatch.StartNew();
        ChildProcess.Exit exit;
        try
        {
            exit = await ChildProcess.RunAsync(
                kops.Path, arguments, variables, stdout.TakeAsync,
                bytes =>
                {
                    foreach (var line in stderr.Take(bytes.Span, bytes.IsEmpty))
                    {
                        if (log.Take(line) && !hopeless.IsCancellationRequested)
                        {
                            // Not awaited: the callbacks end this very run, which waits for this stream.
                            _ = hopeless.CancelAsync();
                        }
                    }

                    return ValueTask.CompletedTask;
                },
                Grace, stop.Token).ConfigureAwait(false);
        }
        catch (Win32Exception fault)
        {
            throw Faults.KopsBinaryInvalid(kops.Path, fault);
        }
        finally
        {
            if (call.Activity is { } activity)
            {
                _feedback.Progress(new ProgressReport(activity, "Done", Completed: true));
            }
        }

        var run = new KopsRun
        {
            ExitCode = exit.ExitCode,
            Stdout = stdout.Text,
            StderrLines = log.Lines,
            Warnings = log.Warnings,
            TasksDone = log.TasksDone,
            TasksTotal = log.TasksTotal,
            Duration = watch.Elapsed,
        };
        SayWhatIsLeft(exit, command);
        if (exit.ExitCode == 0 && log.Hopeless is null && !stop.IsCancellationRequested)
        {
            return run;
        }

        return await JudgeAsync(call, run, log, new Outcome(command, redaction, exit.ExitCode, limit.IsCancellationRequested), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The run, where its end is a result all the same; else throws what it means.</summary>
    private async Task<KopsRun> JudgeAsync(KopsCall call, KopsRun run, KopsLog log, Outcome outcome, CancellationToken cancellationToken)
    {
        var stderr = string.Join('\n', run.StderrLines);
        var inner = new KopsProcessException(
            outcome.Command, run.ExitCode, outcome.Redaction.Apply(Tail(run.Stdout)), Tail(stderr));
        if (cancellationToken.IsCancellationRequested)
        {
            if (run.ExitCode != 0 && Leftovers.Of(call, run) is { } left)
            {
                _feedback.Warning(left);
            }

            throw new OperationCanceledException("kops was interrupted.", inner, cancellationToken);
        }

        if (log.Hopeless is { } hopeless && run.ExitCode != 0)
        {
            throw Fault(KopsErrorCatalogue.OfTask(hopeless.Task, hopeless.Cause), call, outcome, inner);
        }

        if (outcome.LimitReached && run.ExitCode != 0)
        {
            if (Leftovers.Of(call, run) is { } left)
            {
                _feedback.Warning(left);
            }

            throw Faults.KopsTimeLimitExceeded(outcome.Command, call.TimeLimit!.Value, call.ClusterName, inner);
        }

        var cause = KopsErrorCatalogue.Find(run.Stdout, stderr, run.ExitCode);
        if (cause is null || call.AcceptFailure)
        {
            return run;
        }

        if (cause.Id == "KopsCancelled" && Leftovers.Of(call, run) is { } leftBehind)
        {
            _feedback.Warning(leftBehind);
        }

        if (_access is not null)
        {
            cause = await AccessDiagnosis.RefineAsync(cause, StateStoreOf(_settings), _access, cancellationToken).ConfigureAwait(false);
        }

        throw Fault(FailureContext.Complete(cause, run, log.LastRetry), call, outcome, inner);
    }

    private static KopsException Fault(KopsCause cause, KopsCall call, Outcome outcome, Exception inner) => new(
        cause.Id, cause.Kind, $"{outcome.Redaction.Apply(cause.Said)}\nCommand: {outcome.Command} (exit code {outcome.ExitCode})",
        cause.Target ?? call.ClusterName, cause.Action, inner);

    private List<string> Arguments(KopsCall call)
    {
        var arguments = call.Arguments.ToList();
        if (call.ClusterName is { } name && !Has(arguments, "--name"))
        {
            arguments.Add("--name");
            arguments.Add(name);
        }

        if (!Has(arguments, "--state") && arguments.FirstOrDefault() != "version" && StateStoreOf(_settings) is { } store)
        {
            arguments.Add("--state");
            arguments.Add(store);
        }

        return arguments;
    }

    /// <summary>The state store, or null where none is set: kops then says so. Its own look into the home folder finds nothing, as that is private.</summary>
    private static string? StateStoreOf(KopsSettings settings)
    {
        try
        {
            return StateStoreLocation.Resolve(settings).Url;
        }
        catch (KopsException fault) when (fault.Id == "KopsStateStoreNotSet")
        {
            return null;
        }
    }

    private static bool IsOnDisk(KopsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return (settings.StateStore ?? settings.Environment["KOPS_STATE_STORE"])?.StartsWith("file:", StringComparison.OrdinalIgnoreCase) == true;
    }

    private static bool Has(List<string> arguments, string flag) =>
        arguments.Exists(argument => argument == flag || argument.StartsWith(flag + "=", StringComparison.Ordinal));

    /// <summary>Private, but for a kubeconfig whose user comes from a plug-in, which has its settings and its cache in the real one.</summary>
    private async Task<string> HomeForAsync(KopsCall call, string home, CancellationToken cancellationToken)
    {
        if (call.Kubeconfig is null)
        {
            return home;
        }

        try
        {
            var kubeconfig = await Kubeconfig.LoadAsync(_settings with { Kubeconfig = call.Kubeconfig }, cancellationToken).ConfigureAwait(false);
            return kubeconfig.Choose(call.ClusterName, null).User.Exec is null ? home : _settings.Environment.HomeDirectory;
        }
        catch (KopsException)
        {
            // A file that kops is to write, or one that it will complain of itself.
            return home;
        }
    }

    private void WarnOfWhatEnds(KopsCredentials? credentials, KopsCall call)
    {
        if (credentials?.Expires is not { } end)
        {
            return;
        }

        var left = end - Clock.GetUtcNow();
        var needed = call.TimeLimit is { } limit && limit > ShortLifetime ? limit : ShortLifetime;
        if (left < needed)
        {
            _feedback.Warning(left > TimeSpan.Zero
                ? $"The AWS credentials end in {GoDuration.Format(TimeSpan.FromSeconds(Math.Round(left.TotalSeconds)))} (at {end:HH:mm:ss} UTC), maybe before kops does. kops cannot renew them."
                : $"The AWS credentials ended at {end:HH:mm:ss} UTC.");
        }
    }

    private void SayWhatIsLeft(ChildProcess.Exit exit, string command)
    {
        if (exit.Forced)
        {
            _feedback.Warning($"{command} did not end when it was interrupted, and was killed.");
        }

        if (exit.Ended.Count > exit.Left.Count)
        {
            _feedback.Verbose($"Ended what kops had started: {string.Join(", ", exit.Ended.Except(exit.Left))}");
        }

        if (exit.Left.Count > 0)
        {
            _feedback.Warning($"Still running, started by {command}: {string.Join(", ", exit.Left)}");
        }
        else if (exit.StreamsHeld)
        {
            _feedback.Warning($"A process that {command} started still runs and holds its output.");
        }
    }

    private static string Tail(string text) => text.Length <= 8000 ? text : "…" + text[^8000..];

    private void DeleteHome(DirectoryInfo home)
    {
        try
        {
            home.Delete(true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _feedback.Warning($"Could not remove the temporary folder {home.FullName}: {fault.Message}");
        }
    }

    private sealed record Outcome(string Command, Redaction Redaction, int ExitCode, bool LimitReached);

    /// <summary>Standard output: whole, or line by line.</summary>
    private sealed class StdoutTaker(Func<string, CancellationToken, ValueTask>? onLine, CancellationToken stop) : IDisposable
    {
        private readonly MemoryStream _whole = new();
        private readonly LineSplitter? _lines = onLine is null ? null : new();

        public string Text => Encoding.UTF8.GetString(_whole.GetBuffer(), 0, (int)_whole.Length);

        public async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
        {
            if (_lines is null)
            {
                _whole.Write(bytes.Span);
                return;
            }

            foreach (var line in _lines.Take(bytes.Span, bytes.IsEmpty))
            {
                if (!stop.IsCancellationRequested)
                {
                    await onLine!(line, stop).ConfigureAwait(false);
                }
            }
        }

        public void Dispose() => _whole.Dispose();
    }
}

using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace KopsPS.Fakes;

/// <summary>
/// Plays recorded answers of kops. What it answers is in <c>scenario.json</c> in its own folder, since a child with
/// an explicit environment can be told nothing through variables. Every call is noted in <c>calls/</c>. A call that
/// nothing answers ends with status 97 and says so on standard error.
/// </summary>
internal static class Program
{
    /// <summary>Exit status of a call without an answer.</summary>
    private const int NoAnswer = 97;

    private const string GrandchildCommand = "outlive";

    private static readonly string Folder = AppContext.BaseDirectory;

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [GrandchildCommand])
        {
            using var deaf = Ignore(PosixSignal.SIGINT);
            await File.WriteAllTextAsync(Path.Combine(Folder, "grandchild.pid.new"), $"{Environment.ProcessId}");
            File.Move(Path.Combine(Folder, "grandchild.pid.new"), Path.Combine(Folder, "grandchild.pid"), true);
            await Task.Delay(TimeSpan.FromMinutes(10));
            return 0;
        }

        ReplayKopsAnswer? answer;
        using (Lock())
        {
            ReplayKopsPlan plan;
            await using (var file = File.OpenRead(Path.Combine(Folder, "scenario.json")))
            {
                plan = JsonSerializer.Deserialize(file, ReplayKopsJson.Default.ReplayKopsPlan)!;
            }

            answer = Choose(plan, arguments);
            Note(arguments, answer);
            if (answer?.Step.Snapshot is { } snapshot && answer.Step.End == ReplayKopsEnd.Normal)
            {
                Snapshots.Put(Path.Combine(plan.Snapshots, snapshot + ".zip"), Path.Combine(Folder, "store"));
            }
        }

        if (answer is null)
        {
            await Console.Error.WriteLineAsync($"ReplayKops: no recording answers: kops {string.Join(' ', arguments)}");
            return NoAnswer;
        }

        using var interrupt = answer.Step.IgnoreInterrupt ? Ignore(PosixSignal.SIGINT) : null;
        if (answer.Step.Grandchild)
        {
            StartGrandchild();
        }

        await Playback.PlayAsync(answer);
        WriteFiles(arguments, answer);
        switch (answer.Step.End)
        {
            case ReplayKopsEnd.Hang:
                await Task.Delay(Timeout.Infinite);
                break;
            case ReplayKopsEnd.Killed:
                Process.GetCurrentProcess().Kill();
                await Task.Delay(Timeout.Infinite);
                break;
            case ReplayKopsEnd.Crash:
                await Console.Error.WriteAsync(
                    "panic: runtime error: invalid memory address or nil pointer dereference\n\ngoroutine 1 [running]:\nmain.main()\n\tmain.go:1 +0x1\n");
                return 2;
            default:
                break;
        }

        return answer.Step.ExitCode ?? answer.ExitCode;
    }

    private static PosixSignalRegistration Ignore(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, context => context.Cancel = true);

    /// <summary>The first step from the current one on that answers the call, else the last played one that does.</summary>
    private static ReplayKopsAnswer? Choose(ReplayKopsPlan plan, string[] arguments)
    {
        var key = CallKey.Of(arguments);
        var positionFile = Path.Combine(Folder, "position");
        var position = File.Exists(positionFile) ? int.Parse(File.ReadAllText(positionFile), null) : 0;
        bool Answers(ReplayKopsAnswer step) => step.Key == key || (step.Key.Length == 0 && key != "version");

        for (var i = position; i < plan.Steps.Count; i++)
        {
            if (Answers(plan.Steps[i]))
            {
                File.WriteAllText(positionFile, $"{i + 1}");
                return plan.Steps[i];
            }
        }

        for (var i = Math.Min(position, plan.Steps.Count) - 1; i >= 0; i--)
        {
            if (Answers(plan.Steps[i]))
            {
                // Asked again; the state store stays as later steps left it.
                return plan.Steps[i] with { Step = plan.Steps[i].Step with { Snapshot = null } };
            }
        }

        var candidates = plan.Library.Where(answer => plan.AnyOrder || answer.Name == "version" || answer.Name == "export-kubeconfig-admin").ToArray();
        if (!plan.AnyOrder && key != "export kubeconfig" && key != "version")
        {
            return null;
        }

        return candidates.Where(answer => plan.Preferred.Contains(answer.Name)).Concat(
                candidates.OrderBy(answer => CallKey.Distance(answer.Arguments, arguments)).ThenBy(answer => answer.ExitCode != 0))
            .FirstOrDefault(Answers);
    }

    private static void Note(string[] arguments, ReplayKopsAnswer? answer)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
        var stdin = Console.IsInputRedirected ? Console.In.ReadToEnd() : "(a terminal)";
        var calls = Directory.CreateDirectory(Path.Combine(Folder, "calls"));
        var number = calls.GetFiles("*.json").Length + 1;
        File.WriteAllText(
            Path.Combine(calls.FullName, $"{number:00000}.json"),
            JsonSerializer.Serialize(
                new ReplayKopsCall(arguments, environment, answer?.Name, Environment.ProcessId, stdin), ReplayKopsJson.Default.ReplayKopsCall));
    }

    /// <summary>A kubeconfig or Terraform files that the recorded run wrote go where this call wants them.</summary>
    private static void WriteFiles(string[] arguments, ReplayKopsAnswer answer)
    {
        if (answer.Step.Kubeconfig is { } kubeconfig && KubeconfigTarget(arguments) is { Length: > 0 } own)
        {
            File.WriteAllText(own, kubeconfig);
            return;
        }

        var files = answer.Folder is null ? null : Path.Combine(answer.Folder, "files");
        if (!Directory.Exists(files))
        {
            return;
        }

        if (answer.Key.StartsWith("export kubeconfig", StringComparison.Ordinal) || answer.Name == "update-yes-admin")
        {
            var target = KubeconfigTarget(arguments);
            var source = Directory.EnumerateFiles(files).FirstOrDefault();
            if (target is { Length: > 0 } && source is not null)
            {
                File.WriteAllBytes(target, File.ReadAllBytes(source));
            }
        }
        else if (Value(arguments, "--out") is { } output && Directory.Exists(Path.Combine(files, "tf")))
        {
            var root = Path.Combine(files, "tf");
            foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(output, Path.GetRelativePath(root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, File.ReadAllBytes(file));
            }
        }
    }

    private static string? KubeconfigTarget(string[] arguments) =>
        Value(arguments, "--kubeconfig") ?? Environment.GetEnvironmentVariable("KUBECONFIG");

    private static string? Value(string[] arguments, string flag)
    {
        var i = Array.FindIndex(arguments, argument => argument == flag || argument.StartsWith(flag + "=", StringComparison.Ordinal));
        return i < 0 ? null : arguments[i].Length > flag.Length ? arguments[i][(flag.Length + 1)..] : arguments.ElementAtOrDefault(i + 1);
    }

    private static void StartGrandchild()
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { Path.Combine(Folder, "ReplayKops.dll"), GrandchildCommand },
        })!;
        while (!File.Exists(Path.Combine(Folder, "grandchild.pid")))
        {
            Thread.Sleep(5);
        }
    }

    private static FileStream Lock()
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(5);
            }
        }
    }
}

/// <summary>Snapshots of the state store.</summary>
internal static class Snapshots
{
    /// <summary>Replaces the folder by the objects of a packed snapshot; names that the platform refuses are left out.</summary>
    public static void Put(string archive, string folder)
    {
        var fresh = folder + ".new";
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, true);
        }

        Directory.CreateDirectory(fresh);
        using (var zip = ZipFile.OpenRead(archive))
        {
            foreach (var entry in zip.Entries)
            {
                const string Prefix = "objects/";
                var key = entry.FullName.StartsWith(Prefix, StringComparison.Ordinal) ? entry.FullName[Prefix.Length..] : "";
                if (key.Length == 0 || key.EndsWith('/') || (OperatingSystem.IsWindows() && key.Contains(':', StringComparison.Ordinal)))
                {
                    continue;
                }

                var target = Path.Combine(fresh, key.Replace('/', Path.DirectorySeparatorChar));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                entry.ExtractToFile(target);
            }
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, true);
        }

        Directory.Move(fresh, folder);
    }
}

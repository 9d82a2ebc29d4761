using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace KopsPS.Fakes;

/// <summary>
/// A folder with a <c>kops</c> that answers from the recordings in tests/recordings/kops. Give <see cref="KopsPath"/>
/// to the cmdlet or engine under test.
/// <code>
/// using var kops = ReplayKopsScenario.ForRecording("1.36.2", "update-preview");          // one answer
/// using var kops = ReplayKopsScenario.Create("1.36.2", "create", "update-preview",       // a story, in this order
///     new ReplayKopsStep { Recording = "update-yes", Snapshot = "20-updated" });
/// using var kops = ReplayKopsScenario.ForAnyCall("1.36.2", "validate-ready");            // any recorded call; names given win
/// </code>
/// In a story a call gets the first step from the current one on that is the same call (steps may be skipped), else the
/// last played step that is (a read asked again). <c>version</c>, and <c>export kubeconfig --admin</c>, are answered
/// always. What counts as the same call: <see cref="CallKey"/>. A call without an answer exits with 97 and is in
/// <see cref="Calls"/> with a null <see cref="ReplayKopsCall.AnsweredBy"/>. The state store of a story is
/// <see cref="StateStore"/> (<c>file://</c>); a step's snapshot replaces it. For misbehaviour see <see cref="ReplayKopsStep"/>.
/// </summary>
public sealed class ReplayKopsScenario : IDisposable
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<ReplayKopsAnswer>> Libraries = new(StringComparer.Ordinal);

    private ReplayKopsScenario(string version, ReplayKopsPlan plan)
    {
        Version = version;
        Folder = Directory.CreateTempSubdirectory("replaykops-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "store"));
        File.WriteAllText(Path.Combine(Folder, "scenario.json"), JsonSerializer.Serialize(plan, ReplayKopsJson.Default.ReplayKopsPlan));
        KopsPath = WriteLauncher();
    }

    /// <summary>Version of kops that is played.</summary>
    public string Version { get; }

    /// <summary>The folder with everything.</summary>
    public string Folder { get; }

    /// <summary>The executable.</summary>
    public string KopsPath { get; }

    /// <summary>The folder that snapshots of the state store are put into.</summary>
    public string StoreFolder => Path.Combine(Folder, "store");

    /// <summary>The state store as kops names it.</summary>
    public string StateStore => new Uri(StoreFolder).AbsoluteUri;

    /// <summary>The calls so far, in order.</summary>
    public IReadOnlyList<ReplayKopsCall> Calls => !Directory.Exists(Path.Combine(Folder, "calls"))
        ? []
        : [.. Directory.GetFiles(Path.Combine(Folder, "calls"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => JsonSerializer.Deserialize(File.ReadAllText(file), ReplayKopsJson.Default.ReplayKopsCall)!)];

    /// <summary>Process id of the child that a step with <see cref="ReplayKopsStep.Grandchild"/> left, or null.</summary>
    public int? GrandchildId => File.Exists(Path.Combine(Folder, "grandchild.pid"))
        ? int.Parse(File.ReadAllText(Path.Combine(Folder, "grandchild.pid")), null)
        : null;

    /// <summary>Calls are answered by the steps, in their order.</summary>
    public static ReplayKopsScenario Create(string version, params ReplayKopsStep[] steps) => Make(version, steps, false, []);

    /// <summary>The recorded call is answered as often as it comes.</summary>
    public static ReplayKopsScenario ForRecording(string version, string recording) => Create(version, recording);

    /// <summary>Any recorded call is answered: by the preferred recordings first, else by the one with the nearest arguments.</summary>
    public static ReplayKopsScenario ForAnyCall(string version, params string[] preferred) => Make(version, [], true, preferred);

    /// <summary>All recordings of a version, in the order of their numbers.</summary>
    public static IReadOnlyList<ReplayKopsAnswer> Recordings(string version) => Libraries.GetOrAdd(version, ReadLibrary);

    /// <summary>The folder of a recording, by its name with or without number.</summary>
    public static string RecordingFolder(string version, string name) => Find(version, name).Folder!;

    /// <summary>Puts a snapshot such as <c>20-updated</c> into the state store.</summary>
    public ReplayKopsScenario WithSnapshot(string snapshot)
    {
        Snapshots.Put(Path.Combine(SnapshotFolder(Version), snapshot + ".zip"), StoreFolder);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, true);
        }
        catch (IOException)
        {
            // A child that still dies holds it (Windows); the system cleans its temporary files.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }

    private static ReplayKopsScenario Make(string version, ReplayKopsStep[] steps, bool anyOrder, string[] preferred)
    {
        var answers = steps.Select(step => step.Recording is null
            ? new ReplayKopsAnswer(step.Command ?? "any", step.Command is null ? "" : CallKey.Of(step.Command.Split(' ')), [], null, 0, step)
            : Find(version, step.Recording) with { Step = step });
        var names = preferred.Select(name => Find(version, name).Name).ToArray();
        return new(version, new ReplayKopsPlan([.. answers], Recordings(version), anyOrder, names, SnapshotFolder(version)));
    }

    private static ReplayKopsAnswer Find(string version, string name) =>
        Recordings(version).FirstOrDefault(answer => answer.Name == name || Path.GetFileName(answer.Folder) == name)
        ?? throw new ArgumentException($"kops {version} has no recording '{name}'.", nameof(name));

    private static string SnapshotFolder(string version) => Path.Combine(Repository.Recordings, "state-store", version);

    private static IReadOnlyList<ReplayKopsAnswer> ReadLibrary(string version) =>
        [.. Directory.GetDirectories(Path.Combine(Repository.Recordings, "kops", version))
            .Where(folder => File.Exists(Path.Combine(folder, "command.json")))
            .Order(StringComparer.Ordinal)
            .Select(folder =>
            {
                using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "command.json")));
                var arguments = json.RootElement.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!).ToArray();
                var name = Path.GetFileName(folder);
                return new ReplayKopsAnswer(
                    name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..], CallKey.Of(arguments), arguments, folder,
                    json.RootElement.GetProperty("exitCode").GetInt32(), new ReplayKopsStep());
            })];

    /// <summary>
    /// The program is copied, since it finds its scenario in its own folder. On Unix a script names the runtime, which a
    /// child without the usual variables may not find by itself; <c>exec</c> keeps the process id, so that signals arrive.
    /// </summary>
    private string WriteLauncher()
    {
        var source = Path.GetDirectoryName(typeof(CallKey).Assembly.Location)!;
        foreach (var file in Directory.GetFiles(source, "ReplayKops.*").Where(file => Path.GetExtension(file) is ".dll" or ".json" or ".exe"))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }

        if (OperatingSystem.IsWindows())
        {
            var executable = Path.Combine(Folder, "kops.exe");
            File.Move(Path.Combine(Folder, "ReplayKops.exe"), executable);
            return executable;
        }

        var script = Path.Combine(Folder, "kops");
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        File.WriteAllText(script, $"#!/bin/sh\nexec '{dotnet}' '{Path.Combine(Folder, "ReplayKops.dll")}' \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return script;
    }
}

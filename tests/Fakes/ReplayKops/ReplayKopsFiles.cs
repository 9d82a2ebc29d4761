using System.Text.Json.Serialization;

namespace KopsPS.Fakes;

/// <summary>The file <c>scenario.json</c> beside the launcher.</summary>
/// <param name="Steps">The answers in order.</param>
/// <param name="Library">All recordings of the version, or those that any call may get.</param>
/// <param name="AnyOrder">Answer from the whole library, whatever the order.</param>
/// <param name="Preferred">Recordings that win over others of the same call when any order is allowed.</param>
/// <param name="Snapshots">Folder with the snapshots of the state store, packed.</param>
public sealed record ReplayKopsPlan(
    IReadOnlyList<ReplayKopsAnswer> Steps, IReadOnlyList<ReplayKopsAnswer> Library, bool AnyOrder, IReadOnlyList<string> Preferred, string Snapshots);

/// <summary>A step, with where its recording lies.</summary>
/// <param name="Name">Name of the recording without its number, or of the step.</param>
/// <param name="Key">The call it answers; empty answers any.</param>
/// <param name="Arguments">The recorded arguments.</param>
/// <param name="Folder">Folder of the recording.</param>
/// <param name="ExitCode">Exit status.</param>
/// <param name="Step">How it is played.</param>
public sealed record ReplayKopsAnswer(
    string Name, string Key, IReadOnlyList<string> Arguments, string? Folder, int ExitCode, ReplayKopsStep Step);

/// <summary>One call that the fake got.</summary>
/// <param name="Arguments">Exact arguments.</param>
/// <param name="Environment">Exact environment.</param>
/// <param name="AnsweredBy">Name of the recording or step, or null where none answered.</param>
/// <param name="ProcessId">Process id.</param>
/// <param name="Stdin">What standard input held.</param>
public sealed record ReplayKopsCall(
    IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string? AnsweredBy, int ProcessId, string Stdin);

/// <summary>How these files are written.</summary>
[JsonSerializable(typeof(ReplayKopsPlan))]
[JsonSerializable(typeof(ReplayKopsCall))]
public sealed partial class ReplayKopsJson : JsonSerializerContext;

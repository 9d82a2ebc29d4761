namespace KopsPS.Engine.Processes;

/// <summary>What an interrupted run leaves behind. kops itself says and cleans up nothing.</summary>
internal static class Leftovers
{
    /// <summary>The sentence, or null for a command that changes nothing.</summary>
    public static string? Of(KopsCall call, KopsRun run)
    {
        var words = call.Arguments;
        if (words.Count == 0)
        {
            return null;
        }

        var changes = words.Contains("--yes") || words.Contains("--yes=true");
        return (words[0], words.Count > 1 ? words[1] : "") switch
        {
            ("update" or "reconcile", _) when changes =>
                $"kops was ended{Tasks(run)}. What it made stays in the state store and in AWS; the same command goes on from there.",
            ("rolling-update", _) when changes =>
                "kops was ended in the middle of a rolling update. Nodes may be left cordoned and tainted, and a detached surge instance may run on; the same command removes it.",
            ("delete", "cluster") when changes =>
                "kops was ended in the middle of a deletion. The cluster is still registered; the same command deletes the rest.",
            ("delete", "instance") when changes =>
                "kops was ended while it replaced an instance. The node may be left cordoned, and a surge instance may run on.",
            ("create", "cluster") when !words.Contains("--dry-run") =>
                "kops was ended while it created the cluster. It may be registered in the state store already.",
            _ => null,
        };
    }

    private static string Tasks(KopsRun run) => run.TasksTotal > 0 ? $" after {run.TasksDone} of {run.TasksTotal} tasks" : "";
}

namespace KopsPS.Engine.Logs;

/// <summary>One container whose log is read.</summary>
/// <param name="Namespace">Namespace of its pod.</param>
/// <param name="Pod">Name of its pod.</param>
/// <param name="Uid">The pod itself, not its successor of the same name.</param>
/// <param name="Container">Its name.</param>
/// <param name="Node">Where it runs.</param>
/// <param name="Restarts">How often it had been restarted when it was found; null where its kubelet has said nothing of it.</param>
/// <param name="IsNew">It came while others were followed: all that it wrote is new.</param>
internal sealed record LogTarget(string Namespace, string Pod, string Uid, string Container, string? Node, int? Restarts, bool IsNew = false)
{
    public string Key => $"{Uid}/{Container}";

    /// <summary>The containers of a pod that are wanted.</summary>
    public static IEnumerable<LogTarget> Of(LogPodRow pod, LogQuery query, bool isNew)
    {
        // Without a word about containers: all that run beside each other, so also init containers that go on running.
        var inits = (pod.Spec?.InitContainers ?? []).Where(init => query.Container is not null || init.RestartPolicy == "Always");
        var debuggers = query.Container is null ? [] : pod.Spec?.EphemeralContainers ?? [];
        return inits.Concat(pod.Spec?.Containers ?? []).Concat(debuggers)
            .Select(container => container.Name ?? "")
            .Where(name => query.Container?.Invoke(name) != false)
            .Select(name => new LogTarget(
                pod.Metadata?.Namespace ?? "", pod.Metadata?.Name ?? "", pod.Metadata?.Uid ?? "", name, pod.Spec?.NodeName, pod.StatusOf(name)?.RestartCount, isNew));
    }

    public override string ToString() => $"{Namespace}/{Pod}/{Container}";
}

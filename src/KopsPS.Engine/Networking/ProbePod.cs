using System.Text.Json.Nodes;

namespace KopsPS.Engine.Networking;

/// <summary>The pod of a probe: it may do nothing, writes what it found where the kubelet reads it, and ends by itself.</summary>
internal static class ProbePod
{
    public const string Component = "network-probe";

    /// <summary>Pods of probes, whoever began them.</summary>
    public const string Selector = "app.kubernetes.io/managed-by=KopsPS,app.kubernetes.io/component=" + Component;

    /// <summary>
    /// Lines of what was tried: <c>dns</c>, <c>service</c> or <c>pod</c>, what it went to, <c>ok</c> or <c>failed</c> and what was said.
    /// A name counts as resolved where its address is in the answer: what <c>nslookup</c> ends with differs where there is no IPv6.
    /// </summary>
    private const string Script = """
        out=/dev/termination-log
        try() { kind=$1; what=$2; shift 2; said=$("$@" 2>&1) && echo "$kind $what ok" >> $out || echo "$kind $what failed $(echo "$said" | tr '\n' ' ' | tail -c 200)" >> $out; }
        for one in $PODS; do try pod "$one" nc -z -w 4 "${one%:*}" "${one##*:}"; done
        try service "$SERVICE" nc -z -w 4 "${SERVICE%:*}" "${SERVICE##*:}"
        resolve() { nslookup "$NAME." | tee /dev/stderr | grep -qwF "${SERVICE%:*}"; }
        try dns "$NAME" resolve
        """;

    /// <param name="name">Name of the pod.</param>
    /// <param name="node">Node that it is for: no scheduler is asked.</param>
    /// <param name="request">How.</param>
    /// <param name="targets">What it tries.</param>
    public static JsonObject Of(string name, string node, ProbeRequest request, ProbeTargets targets) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = request.Namespace,
            ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "KopsPS", ["app.kubernetes.io/component"] = Component },
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = node,
            ["restartPolicy"] = "Never",

            // Whoever began it may be killed: the kubelet ends it all the same.
            ["activeDeadlineSeconds"] = (long)Math.Ceiling(request.Limit.TotalSeconds) + 30,
            ["terminationGracePeriodSeconds"] = 0,
            ["automountServiceAccountToken"] = false,
            ["enableServiceLinks"] = false,
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
            ["securityContext"] = new JsonObject { ["runAsNonRoot"] = true, ["runAsUser"] = 65534, ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" } },
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "probe",
                ["image"] = request.Image,
                ["command"] = new JsonArray("/bin/sh", "-c", Script.ReplaceLineEndings("\n")),
                ["env"] = new JsonArray(Variable("NAME", targets.Name), Variable("SERVICE", targets.Service), Variable("PODS", string.Join(' ', targets.Pods))),
                ["resources"] = new JsonObject
                {
                    ["requests"] = new JsonObject { ["cpu"] = "10m", ["memory"] = "16Mi" },
                    ["limits"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "32Mi" },
                },
                ["securityContext"] = new JsonObject
                {
                    ["allowPrivilegeEscalation"] = false,
                    ["readOnlyRootFilesystem"] = true,
                    ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
                },
            }),
        },
    };

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };
}

/// <summary>What a probe tries.</summary>
/// <param name="Name">A name that DNS must know.</param>
/// <param name="Service">Address and port of a service that always listens.</param>
/// <param name="Pods">Addresses and ports of pods that listen, on other nodes where there are any.</param>
internal sealed record ProbeTargets(string Name, string Service, IReadOnlyList<string> Pods);

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Workloads;

/// <summary>Objects of clusters other than the recorded one, read as the API server's JSON is.</summary>
internal static class Objects
{
    public static readonly DateTimeOffset Now = KubeRecordings.Now;

    public static string Ago(double minutes) => KubeRecordings.Time(Now.AddMinutes(-minutes));

    /// <summary>Reads objects in relaxed JSON: single quotes stand for double ones, and <c>{n}</c> for the time n minutes ago.</summary>
    public static List<T> Read<T>(JsonTypeInfo<KubeList<T>> type, params string[] objects) =>
        JsonSerializer.Deserialize(Text($"{{'items':[{string.Join(',', objects)}]}}"), type)!.Items!;

    public static List<PodFact> Pods(params string[] pods)
    {
        var pool = new StringPool();
        return [.. Read(WorkloadJson.Default.Pods, pods).Select(row => PodFact.Of(row, pool, false))];
    }

    /// <summary>A pod of replica set <c>web-1</c> (or another controller) on node <c>n1</c>, made 30 minutes ago, ready unless changed.</summary>
    public static string Pod(string name, Action<JsonObject>? change = null, string owner = "ReplicaSet/web-1", double age = 30)
    {
        var controller = owner.Split('/');
        var pod = JsonNode.Parse(Text($$$$"""
            {'metadata':{'name':'{{{{name}}}}','namespace':'shop','creationTimestamp':'{{{{Ago(age)}}}}'},
             'spec':{'nodeName':'n1','restartPolicy':'Always','containers':[{'name':'app','image':'reg/app:1','resources':{'limits':{'memory':'64Mi'}}}]},
             'status':{'phase':'Running','startTime':'{{{{Ago(age)}}}}','conditions':[{'type':'PodScheduled','status':'True','lastTransitionTime':'{{{{Ago(age)}}}}'},{'type':'Ready','status':'True','lastTransitionTime':'{{{{Ago(age)}}}}'}],
              'containerStatuses':[{'name':'app','ready':true,'restartCount':0,'state':{'running':{'startedAt':'{{{{Ago(age)}}}}'}}}]}}
            """))!.AsObject();
        if (owner.Length > 0)
        {
            pod["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = controller[0], ["name"] = controller[1], ["controller"] = true });
        }

        change?.Invoke(pod);
        return pod.ToJsonString();
    }

    /// <summary>Replaces the status of the only container, and makes the pod not ready.</summary>
    public static Action<JsonObject> Container(string status, string phase = "Running", double unreadyFor = 20) => pod =>
    {
        Unready(pod, unreadyFor);
        pod["status"]!["phase"] = phase;
        var container = JsonNode.Parse(Text(status))!.AsObject();
        container["name"] = "app";
        pod["status"]!["containerStatuses"] = new JsonArray(container);
    };

    public static void Unready(JsonObject pod, double minutes)
    {
        var ready = pod["status"]!["conditions"]!.AsArray().Single(item => (string?)item!["type"] == "Ready")!;
        ready["status"] = "False";
        ready["lastTransitionTime"] = Ago(minutes);
    }

    /// <summary>A pod that no node took.</summary>
    public static Action<JsonObject> Unscheduled(string? message, double minutes = 20, string reason = "Unschedulable") => pod =>
    {
        pod["spec"]!.AsObject().Remove("nodeName");
        pod["status"] = message is null
            ? new JsonObject { ["phase"] = "Pending" }
            : new JsonObject
            {
                ["phase"] = "Pending",
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = "PodScheduled", ["status"] = "False", ["reason"] = reason, ["message"] = message, ["lastTransitionTime"] = Ago(minutes) }),
            };
    };

    public static Action<JsonObject> Set(string path, string value) => pod =>
    {
        var parts = path.Split('.');
        JsonNode at = pod;
        foreach (var part in parts[..^1])
        {
            at = at[part] ??= new JsonObject();
        }

        at[parts[^1]] = JsonNode.Parse(Text(value));
    };

    public static List<PlaceRow> Nodes(params (string Name, string Ready)[] nodes) => Read(
        WorkloadJson.Default.Places,
        [.. nodes.Select(node => $$$"""{'metadata':{'name':'{{{node.Name}}}','labels':{'topology.kubernetes.io/zone':'z1'}},'status':{'conditions':[{'type':'Ready','status':'{{{node.Ready}}}','lastTransitionTime':'{{{Ago(8)}}}'}]}}""")]);

    public static EventFacts Events(params (string Object, string Reason, string Message)[] events)
    {
        var facts = new EventFacts();
        foreach (var (about, reason, message) in events)
        {
            var parts = about.Split('/');
            facts.Know(reason);
            facts.Add(new EventRow
            {
                InvolvedObject = new ObjectName { Kind = parts[0], Namespace = parts[1].Length == 0 ? null : parts[1], Name = parts[2] },
                Reason = reason,
                Message = message,
                LastTimestamp = Now.AddMinutes(-1),
            });
        }

        return facts;
    }

    /// <summary>What was found, in one line: verdict and codes, the worst first.</summary>
    public static string Line(Judgement judgement)
    {
        var (verdict, findings, _) = judgement.Result();
        return $"{verdict} {string.Join(' ', findings.Select(finding => finding.Code))}".TrimEnd();
    }

    public static string Text(string relaxed) =>
        System.Text.RegularExpressions.Regex.Replace(relaxed, @"\{(\d+(?:\.\d+)?)\}", match => Ago(double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)))
            .Replace('\'', '"');
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Workloads;

/// <summary>Whatever an object of a kind has and lacks, its judge gives a verdict that its findings bear out.</summary>
public class JudgePropertyTests
{
    private static readonly KubeRecordings Recordings = new();
    private static readonly ClusterFacts Facts = ReadFacts();

    private static readonly Dictionary<string, (string Slug, Func<string, Judgement> Judge)> Judges = new()
    {
        ["Deployment"] = ("deployments", json => ReplicaJudge.Deployment(One(WorkloadJson.Default.Replicated, json), Facts)),
        ["ReplicaSet"] = ("replicasets", json => ReplicaJudge.Set("ReplicaSet", One(WorkloadJson.Default.Replicated, json), Facts)),
        ["StatefulSet"] = ("statefulsets", json => ReplicaJudge.StatefulSet(One(WorkloadJson.Default.Replicated, json), Facts)),
        ["DaemonSet"] = ("daemonsets", json => DaemonSetJudge.Judge(One(WorkloadJson.Default.DaemonSets, json), Facts)),
        ["Job"] = ("jobs", json => JobJudge.Judge(One(WorkloadJson.Default.Jobs, json), Facts)),
        ["CronJob"] = ("cronjobs", json => CronJobJudge.Judge(One(WorkloadJson.Default.CronJobs, json), Facts)),
        ["Pod"] = ("pods", json => PodJudge.Judge(PodFact.Of(One(WorkloadJson.Default.Pods, json), new StringPool(), false), Facts)),
        ["PersistentVolumeClaim"] = ("pvc", json => VolumeJudge.Claim(One(WorkloadJson.Default.Claims, json), Facts)),
        ["PersistentVolume"] = ("persistentvolumes", json => VolumeJudge.Volume(One(WorkloadJson.Default.Volumes, json), Facts)),
        ["Service"] = ("services", json => ServiceJudge.Service(One(WorkloadJson.Default.Services, json), Facts)),
        ["Ingress"] = ("ingresses", json => ServiceJudge.Ingress(One(WorkloadJson.Default.Ingresses, json), Facts)),
        ["HorizontalPodAutoscaler"] = ("hpa", json => LimitJudge.Autoscaler(One(WorkloadJson.Default.Autoscalers, json), Facts)),
        ["ResourceQuota"] = ("resourcequotas", json => LimitJudge.Quota(One(WorkloadJson.Default.Quotas, json), Facts)),
        ["PodDisruptionBudget"] = ("pdb", json => LimitJudge.Budget(One(WorkloadJson.Default.Budgets, json), Facts)),
    };

    public static TheoryData<string> Kinds => [.. Judges.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_object_gets_a_verdict(string kind)
    {
        var (slug, judge) = Judges[kind];
        var items = JsonNode.Parse(Recordings.Text(slug))!["items"]!.AsArray().Select(item => item!.ToJsonString()).ToArray();
        Gen.Select(Gen.Int[0, items.Length - 1], Gen.Int[0, int.MaxValue], Gen.Int[1, 12]).Sample(
            (index, seed, changes) =>
            {
                var item = JsonNode.Parse(items[index])!.AsObject();
                var random = new Random(seed);
                for (var n = 0; n < changes; n++)
                {
                    Change(item, random);
                }

                var (verdict, findings, skipped) = judge(item.ToJsonString()).Result();
                var expected = findings.Length == 0 ? KopsVerdict.Healthy
                    : findings[0].Severity switch { KopsSeverity.Error => KopsVerdict.Unhealthy, KopsSeverity.Warning => KopsVerdict.Degraded, _ => KopsVerdict.Healthy };
                return (verdict == expected || (verdict == KopsVerdict.NotChecked && skipped.Length > 0))
                    && Array.TrueForAll(findings, finding => WorkloadCode.All.Contains(finding.Code) && finding.Message.Length > 0);
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public void An_empty_object_of_each_kind_gets_a_verdict()
    {
        foreach (var (_, judge) in Judges.Values)
        {
            Assert.True(Enum.IsDefined(judge("{}").Result().Verdict));
            Assert.True(Enum.IsDefined(judge("{\"metadata\":{},\"spec\":{},\"status\":{}}").Result().Verdict));
        }
    }

    /// <summary>Takes something away, empties it, or puts another value of its type in its place.</summary>
    private static void Change(JsonObject root, Random random)
    {
        JsonNode at = root;
        while (true)
        {
            if (at is JsonObject { Count: > 0 } map)
            {
                var key = map.ElementAt(random.Next(map.Count)).Key;
                if (map[key] is JsonObject or JsonArray && random.Next(4) != 0)
                {
                    at = map[key]!;
                    continue;
                }

                switch (random.Next(3))
                {
                    case 0:
                        map.Remove(key);
                        break;
                    case 1:
                        map[key] = null;
                        break;
                    default:
                        map[key] = Other(map[key], random);
                        break;
                }
            }
            else if (at is JsonArray { Count: > 0 } list)
            {
                var n = random.Next(list.Count);
                if (list[n] is JsonObject inner && random.Next(4) != 0)
                {
                    at = inner;
                    continue;
                }

                list.RemoveAt(n);
            }

            return;
        }
    }

    private static JsonNode? Other(JsonNode? value, Random random) => value switch
    {
        JsonObject => new JsonObject(),
        JsonArray => new JsonArray(),
        _ => value?.GetValueKind() switch
        {
            JsonValueKind.Number => random.Next(4) switch { 0 => 0, 1 => -1, 2 => 1, _ => int.MaxValue },
            JsonValueKind.True => false,
            JsonValueKind.False => true,
            JsonValueKind.String when DateTimeOffset.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out _) && value.ToString().Contains('T', StringComparison.Ordinal) =>
                random.Next(3) switch { 0 => "0001-01-01T00:00:00Z", 1 => "9999-12-31T23:59:59Z", _ => KubeRecordings.Time(KubeRecordings.Now.AddSeconds(-random.Next(9000))) },
            JsonValueKind.String => Words[random.Next(Words.Length)],
            _ => null,
        },
    };

    private static readonly string[] Words =
        ["", "x", "True", "False", "Unknown", "Pending", "Failed", "Running", "Succeeded", "CrashLoopBackOff", "ImagePullBackOff", "ContainerCreating", "OOMKilled", "Evicted", "0/0 nodes: ", "é\n\t\"", new string('w', 5000)];

    private static T One<T>(JsonTypeInfo<KubeList<T>> type, string json) => JsonSerializer.Deserialize($"{{\"items\":[{json}]}}", type)!.Items![0];

    private static ClusterFacts ReadFacts()
    {
        var pool = new StringPool();
        return new ClusterFacts
        {
            Now = KubeRecordings.Now,
            Pods = [.. List(WorkloadJson.Default.Pods, "pods").Select(row => PodFact.Of(row, pool, false))],
            Nodes = List(WorkloadJson.Default.Places, "nodes"),
            ReplicaSets = List(WorkloadJson.Default.Replicated, "replicasets"),
            Jobs = List(WorkloadJson.Default.Jobs, "jobs"),
            Claims = List(WorkloadJson.Default.Claims, "pvc"),
            Volumes = List(WorkloadJson.Default.Volumes, "persistentvolumes"),
            StorageClasses = List(WorkloadJson.Default.StorageClasses, "storageclasses"),
            Services = List(WorkloadJson.Default.Services, "services"),
            Slices = List(WorkloadJson.Default.Slices, "endpointslices"),
            IngressClasses = List(WorkloadJson.Default.IngressClasses, "ingressclasses"),
        };

        static List<T> List<T>(JsonTypeInfo<KubeList<T>> type, string slug) => JsonSerializer.Deserialize(Recordings.Text(slug), type)!.Items!;
    }
}

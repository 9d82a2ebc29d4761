using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KopsPS.Engine.Health;
using KopsPS.Engine.Health.Components;
using KopsPS.Engine.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Components;

/// <summary>
/// The lists of the recorded cluster, to be changed by a test, with what the recording lacks: every namespace has what it needs, there
/// are no webhooks and no requests for certificates. Judged without a server.
/// </summary>
internal sealed class ComponentScene
{
    private static readonly KubeRecordings Recordings = new();
    private static readonly KubeContext Context = new() { Name = "c", ClusterEntry = "prod.example.com", Source = "k", Server = new Uri("https://localhost"), User = new KubeUser() };

    private readonly Dictionary<string, JsonArray> _lists = [];

    public static DateTimeOffset Now { get; } = KubeRecordings.Now;

    public ComponentHealthQuery Query { get; set; } = new();

    /// <summary>The clock of the API server; null leaves it out.</summary>
    public DateTimeOffset? Clock { get; set; } = Now;

    public string Ready { get; set; } = Recordings.Text("readyz-verbose");

    public IReadOnlyDictionary<string, DateTimeOffset?>? Backups { get; set; }

    /// <summary>Lists that nobody may read.</summary>
    public HashSet<string> Forbidden { get; } = [];

    public List<string> WithoutAccount { get; } = [];

    public List<string> WithoutRoot { get; } = [];

    /// <summary>A list, by the name that its recording has.</summary>
    public JsonArray this[string slug]
    {
        get
        {
            if (!_lists.TryGetValue(slug, out var list))
            {
                _lists[slug] = list = slug is "validating" or "mutating" or "csr" or "leases-other" ? [] : JsonNode.Parse(Recordings.Text(slug))!["items"]!.AsArray();
            }

            return list;
        }
    }

    public static string Time(DateTimeOffset time) => KubeRecordings.Time(time);

    public JsonObject One(string slug, string name, string? @namespace = null) => this[slug].Single(item =>
        (string?)item!["metadata"]!["name"] == name && (@namespace is null || (string?)item["metadata"]!["namespace"] == @namespace))!.AsObject();

    /// <summary>A list that has nothing but this.</summary>
    public void Only(string slug, JsonArray items) => _lists[slug] = items;

    public void Remove(string slug, Func<JsonNode, bool> which)
    {
        foreach (var item in this[slug].Where(item => which(item!)).ToArray())
        {
            this[slug].Remove(item);
        }
    }

    /// <summary>A lease whose holder stopped renewing it.</summary>
    public ComponentScene Stopped(string lease, TimeSpan ago)
    {
        var item = One("leases-kube-system", lease);
        item["spec"]!["renewTime"] = Now.Subtract(ago).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        item["metadata"]!.AsObject().Remove("managedFields");
        return this;
    }

    /// <summary>Every node ready and renewed: for cases in which no node may be the reason.</summary>
    public ComponentScene WithSoundNodes()
    {
        Remove("nodes", node => (string?)node["metadata"]!["name"] is "i-0b97e3d5ac1f42680" or "i-02f94c6a1d87be350");
        return this;
    }

    public ComponentFacts Facts()
    {
        var pods = Rows("pods", ComponentJson.Default.ServedPods);
        var services = Rows("services", ComponentJson.Default.ServedServices);
        var slices = Rows("endpointslices", ComponentJson.Default.ServedSlices);
        var endpoints = new ServedEndpoints();
        slices.Value?.ForEach(slice => endpoints.Add(slice, true));
        var finder = new StrayPodFinder(services.Value ?? [], endpoints, Clock);
        pods.Value?.ForEach(finder.Look);
        var leases = new NodeLeases();
        foreach (var lease in JsonSerializer.Deserialize(List("leases-nodes"), NodeJson.Default.Leases)!.Items!)
        {
            leases.Add(lease, Clock);
        }

        var spaces = Rows("namespaces", ComponentJson.Default.Namespaces);
        var names = (spaces.Value ?? []).Select(space => space.Metadata?.Name ?? "").ToArray();
        var apps = new[] { "kube-apiserver", "kube-scheduler", "kube-controller-manager", "etcd-manager-main", "etcd-manager-events", "kube-dns", "etcd" };
        var system = Rows("pods", ComponentJson.Default.SystemPods);
        return new ComponentFacts
        {
            Query = Query,
            Cluster = "prod.example.com",
            Now = Clock,
            ServerVersion = Reading<string>.Of("v1.36.2"),
            Live = Reading<HealthAnswer>.Of(HealthAnswer.Parse(true, "[+]ping ok")),
            Ready = Reading<HealthAnswer>.Of(HealthAnswer.Parse(!Ready.Contains("[-]", StringComparison.Ordinal), Ready)),
            Nodes = Rows("nodes", NodeJson.Default.Nodes),
            NodeLeases = Forbidden.Contains("leases-nodes") ? Reading<NodeLeases>.Not("forbidden") : Reading<NodeLeases>.Of(leases),
            SystemLeases = Rows("leases-kube-system", ComponentJson.Default.Leaders),
            OtherLeases = Rows("leases-other", ComponentJson.Default.Leaders),
            SystemPods = system.Value is null ? system : Reading<List<SystemPod>>.Of(system.Value.FindAll(pod => pod.Metadata?.Namespace == "kube-system" && apps.Contains(pod.App))),
            ProxyPods = system.Value is null ? system : Reading<List<SystemPod>>.Of(system.Value.FindAll(pod => pod.App == "kube-proxy")),
            UnscheduledPods = system.Value is null ? system : Reading<List<SystemPod>>.Of(system.Value.FindAll(pod => string.IsNullOrEmpty(pod.Spec?.NodeName) && pod.Status?.Phase == "Pending")),
            DaemonSets = Rows("daemonsets", ComponentJson.Default.Agents),
            Deployments = Rows("deployments", ComponentJson.Default.Agents),
            Services = services,
            Endpoints = slices.Refused is null ? Reading<ServedEndpoints>.Of(endpoints) : Reading<ServedEndpoints>.Not("forbidden"),
            StrayPods = (pods.Refused ?? services.Refused ?? slices.Refused) is null ? Reading<List<StrayPod>>.Of(finder.Found) : Reading<List<StrayPod>>.Not("forbidden"),
            Namespaces = spaces,
            ServiceAccounts = Reading<HashSet<string>>.Of([.. names.Except(WithoutAccount)]),
            RootCertificates = Reading<HashSet<string>>.Of([.. names.Except(WithoutRoot)]),
            ApiServices = Rows("apiservices", ComponentJson.Default.ApiServices),
            Metrics = Reading<string>.Of("{}"),
            ResourceScalers = Reading<int>.Of(Rows("hpa", ComponentJson.Default.Scalers).Value?.Count ?? 0),
            Validating = Rows("validating", ComponentJson.Default.Webhooks),
            Mutating = Rows("mutating", ComponentJson.Default.Webhooks),
            CertificateRequests = Rows("csr", ComponentJson.Default.CertificateRequests),
            CsiNodes = Rows("csinodes", ComponentJson.Default.CsiNodes),
            Cilium = Reading<ConfigRow>.Of(JsonSerializer.Deserialize(
                this["configmaps-kube-system"].FirstOrDefault(item => (string?)item!["metadata"]!["name"] == "cilium-config")?.ToJsonString() ?? "{}", ComponentJson.Default.Config)!),
            Backups = Backups is null ? default : Reading<IReadOnlyDictionary<string, DateTimeOffset?>>.Of(Backups),
        };
    }

    public List<KopsComponentHealth> Judge()
    {
        var facts = Facts();
        return [.. ComponentHealthReader.Judge(facts).Select(judged => judged.Health(Context, null, facts.Now, Query.Excluded))];
    }

    /// <summary>One object is judged so, with this as its worst finding.</summary>
    public KopsComponentHealth Check(string kind, string name, KopsVerdict verdict, string? code)
    {
        var part = Judge().Of(kind, name);
        Assert.Equal(code, part.Findings.FirstOrDefault()?.Code);
        Assert.Equal(verdict, part.Verdict);
        return part;
    }

    public static JsonObject Webhook(string name, string policy, string @namespace, string service, string? caBundle = null, int? timeout = null, JsonObject? selector = null) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["webhooks"] = new JsonArray(new JsonObject
        {
            ["name"] = name + ".example.com",
            ["failurePolicy"] = policy,
            ["timeoutSeconds"] = timeout ?? 10,
            ["clientConfig"] = new JsonObject
            {
                ["caBundle"] = caBundle ?? Bundle(Now.AddDays(-10), Now.AddYears(5)),
                ["service"] = new JsonObject { ["namespace"] = @namespace, ["name"] = service },
            },
            ["rules"] = new JsonArray(new JsonObject
            {
                ["apiGroups"] = new JsonArray(selector is null ? "apps" : ""),
                ["resources"] = new JsonArray(selector is null ? "deployments" : "pods"),
                ["operations"] = new JsonArray("CREATE"),
            }),
            ["namespaceSelector"] = selector,
        }),
    };

    /// <summary>A caBundle, as webhooks have it.</summary>
    public static string Bundle(params DateTimeOffset[] spans)
    {
        var pem = new StringBuilder();
        for (var n = 0; n < spans.Length; n += 2)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest("CN=hook", key, HashAlgorithmName.SHA256).CreateSelfSigned(spans[n], spans[n + 1]);
            pem.Append(certificate.ExportCertificatePem()).Append('\n');
        }

        return Convert.ToBase64String(Encoding.UTF8.GetBytes(pem.ToString()));
    }

    private string List(string slug) => "{\"items\":" + this[slug].ToJsonString() + "}";

    private Reading<List<T>> Rows<T>(string slug, JsonTypeInfo<KubeList<T>> type) => Forbidden.Contains(slug)
        ? Reading<List<T>>.Not("forbidden")
        : Reading<List<T>>.Of([.. JsonSerializer.Deserialize(List(slug), type)!.Items!.Where(item => item is not null)]);
}

using System.Text.Json.Nodes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Networking;

public sealed class ResolveKopsServiceTests : IAsyncLifetime
{
    private const string Services = "/api/v1/services";

    private readonly ModuleHost _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kopsps-").FullName;
    private KubeApi _api = null!;
    private string _kubeconfig = "";

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync();
        _kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder, "config"));
    }

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("web -Namespace shop")]
    [InlineData("web.shop")]
    [InlineData("web.shop.svc")]
    [InlineData("web.shop.svc.cluster.local.")]
    [InlineData("_http._tcp.web.shop.svc.cluster.local")]
    [InlineData("web.shop http")]
    [InlineData("web.shop 80")]
    public void Follows_a_name_to_pods_and_nodes(string arguments)
    {
        var resolution = (dynamic)Run($"Resolve-KopsService {arguments} -Kubeconfig $k").Single().BaseObject;
        Assert.Equal(("shop", "web", "ClusterIP", "Healthy"), ((string)resolution.Namespace, (string)resolution.Service, (string)resolution.Type, ((object)resolution.Verdict).ToString()));
        Assert.Equal(["100.65.172.162"], (string[])resolution.Addresses);
        Assert.Equal(["Name", "Namespace", "Service"], ((dynamic[])resolution.Chain).Take(3).Select(step => (string)step.Step));
        Assert.Null((object?)resolution.BrokenAt);
        Assert.NotEmpty((object[])resolution.Endpoints);
        Assert.All((dynamic[])resolution.Endpoints, endpoint => Assert.StartsWith("i-", (string)endpoint.Node, StringComparison.Ordinal));
        Assert.Equal(("prod.example.com", _kubeconfig), ((string)resolution.ClusterName, (string)resolution.Kubeconfig));
    }

    [Theory]
    [InlineData("legacy-cart.shop", "Selector", "ServiceWithoutEndpoints", "app=cart-v1")]
    [InlineData("recommender.shop", "Endpoint", "ServiceNotReady", "")]
    [InlineData("web.shop 8080", "Port", "PortNotServed", "the service's is 80")]
    [InlineData("wbe.shop", "Service", "ServiceMissing", "did you mean web")]
    [InlineData("kafka.shop", "Service", "ServiceMissing", "There is data/kafka")]
    [InlineData("web.shpo", "Namespace", "NamespaceMissing", "did you mean shop")]
    [InlineData("web.shpo", "Namespace", "NamespaceMissing", "There is shop/web")]
    [InlineData("kafka-9.kafka.data", "Endpoint", "HostnameMissing", "kafka-0")]
    [InlineData("postgres-0.postgres -Namespace data", "Endpoint", "ServiceNotReady", "")]
    [InlineData("10-1-2-3.shop.pod.cluster.local", "Endpoint", "PodAddressUnknown", "10.1.2.3")]
    public void Says_where_the_chain_breaks_and_why(string arguments, string at, string code, string says)
    {
        var resolution = (dynamic)Run($"Resolve-KopsService {arguments} -Kubeconfig $k").Single().BaseObject;
        Assert.Equal("Unhealthy", ((object)resolution.Verdict).ToString());
        Assert.Equal(at, (string)resolution.BrokenAt.Step);
        var finding = ((dynamic[])resolution.Findings)[0];
        Assert.Equal(code, (string)finding.Code);
        Assert.Contains(says, (string)finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_that_are_not_ready_say_their_cause()
    {
        var resolution = (dynamic)Run("Resolve-KopsService recommender.shop -Kubeconfig $k").Single().BaseObject;
        Assert.All((dynamic[])resolution.Endpoints, endpoint => Assert.Equal("ContainerOutOfMemory", (string)endpoint.Finding.Code));
    }

    [Fact]
    public void A_name_of_a_stateful_sets_pod_leads_to_that_pod()
    {
        var resolution = (dynamic)Run("Resolve-KopsService kafka-0.kafka -Namespace data -Kubeconfig $k").Single().BaseObject;
        Assert.Equal("kafka-0.kafka.data.svc.cluster.local", (string)resolution.DnsName);
        Assert.Equal("kafka-0", (string)Assert.Single((dynamic[])resolution.Endpoints).Pod);
        Assert.Equal(["100.96.4.11"], (string[])resolution.Addresses);
    }

    [Fact]
    public void An_address_in_words_leads_to_its_pod()
    {
        var resolution = (dynamic)Run("Resolve-KopsService 100-96-4-11.data.pod.cluster.local -Kubeconfig $k").Single().BaseObject;
        Assert.Equal("kafka-0", (string)Assert.Single((dynamic[])resolution.Endpoints).Pod);
    }

    [Fact]
    public void What_stands_for_a_name_outside_is_not_called_sound()
    {
        var resolution = (dynamic)Run("Resolve-KopsService payments-gateway.shop -Kubeconfig $k").Single().BaseObject;
        Assert.Equal("NotChecked", ((object)resolution.Verdict).ToString());
        Assert.Equal(["gateway.payments.example.net"], (string[])resolution.Addresses);
        Assert.Equal("NameOutsideCluster", (string)Assert.Single((dynamic[])resolution.NotChecked).Code);
    }

    [Fact]
    public void Names_that_stand_for_others_of_the_cluster_are_followed()
    {
        Alias("shop", "store", "web.shop.svc.cluster.local");
        var resolution = (dynamic)Run("Resolve-KopsService store.shop -Kubeconfig $k").Single().BaseObject;
        Assert.Equal(("web", "Healthy"), ((string)resolution.Service, ((object)resolution.Verdict).ToString()));

        Alias("shop", "ping", "pong.shop.svc.cluster.local");
        Alias("shop", "pong", "ping.shop.svc.cluster.local");
        Assert.Equal("ExternalNameLoop", (string)((dynamic)Run("Resolve-KopsService ping.shop -Kubeconfig $k").Single().BaseObject).Findings[0].Code);
    }

    [Fact]
    public void A_named_port_that_no_pod_has_is_named()
    {
        var web = _api.Recordings.Item("services", "web");
        web["spec"]!["ports"]![0]!["targetPort"] = "www";
        _api.Put(Services, web);
        var resolution = (dynamic)Run("Resolve-KopsService web.shop -Kubeconfig $k").Single().BaseObject;
        Assert.Equal(("Port", "TargetPortMissing"), ((string)resolution.BrokenAt.Step, (string)resolution.Findings[0].Code));
    }

    [Theory]
    [InlineData("Get-KopsService svc/shop/web -Kubeconfig $k | Resolve-KopsService", 1)]
    [InlineData("Get-KopsService -Namespace shop -WithoutEndpoint -Kubeconfig $k | Resolve-KopsService", 2)]
    [InlineData("Get-KopsWorkloadHealth -Kind svc -Namespace shop -Unhealthy -Kubeconfig $k | Resolve-KopsService", 3)]
    [InlineData("'web.shop', 'cart.shop' | Resolve-KopsService -Kubeconfig $k", 2)]
    public void Takes_services_from_the_pipeline(string script, int count) => Assert.Equal(count, Run(script).Objects().Count);

    [Theory]
    [InlineData("web.shop", true)]
    [InlineData("web.shop, legacy-cart.shop", false)]
    [InlineData("payments-gateway.shop", false)]
    public void Quiet_says_only_whether_it_works(string names, bool works) => Assert.Equal(works, Run($"Resolve-KopsService {names} -Quiet -Kubeconfig $k").Single().BaseObject);

    [Fact]
    public void What_may_not_be_read_is_told()
    {
        _api.Rights["half"] = ["services"];
        var half = _api.WriteKubeconfig(Path.Combine(_folder, "half"), user: "half");
        var resolution = (dynamic)_shell.Run("Resolve-KopsService web.shop -Kubeconfig $k", ("k", half)).Single().BaseObject;
        Assert.Equal("NotChecked", ((object)resolution.Verdict).ToString());
        Assert.Equal(["EndpointSlice", "Pod"], ((dynamic[])resolution.NotChecked).Select(skipped => (string)skipped.Code).Order());

        var health = _api.WriteKubeconfig(Path.Combine(_folder, "health"), user: "health");
        Assert.Equal("NotChecked", _shell.Run("Resolve-KopsService web.shop -Kubeconfig $k", ("k", health)).Single().Properties["Verdict"].Value.ToString());
    }

    [Theory]
    [InlineData("'not a name', 'web.shop'", "KubernetesDnsNameInvalid", 1)]
    [InlineData("web.shop 70000", "KubernetesPortInvalid", 0)]
    public void Refuses_what_is_no_name_or_port(string arguments, string id, int good)
    {
        var result = Run($"Resolve-KopsService {arguments} -Kubeconfig $k");
        Assert.Equal($"{id},KopsPS.Commands.ResolveKopsServiceCommand", result.SingleError().FullyQualifiedErrorId);
        Assert.Equal(good, result.Output.Count);
    }

    [Fact]
    public void The_view_shows_verdict_and_finding() =>
        Assert.Matches(@"legacy-cart\.shop\s+ClusterIP\s+Unhealthy\s+0/0\s+100\.64\.30\.158\s+ServiceWithoutEndpoints", _shell.Show("Resolve-KopsService legacy-cart.shop -Kubeconfig $k", ("k", _kubeconfig)));

    private void Alias(string space, string name, string target) => _api.Put(Services, JsonNode.Parse($$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"{{{space}}}"},"spec":{"type":"ExternalName","externalName":"{{{target}}}"}}
        """)!.AsObject());

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}

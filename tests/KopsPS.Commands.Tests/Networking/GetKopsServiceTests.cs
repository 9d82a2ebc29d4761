using System.Text.Json.Nodes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Networking;

public sealed class GetKopsServiceTests : IAsyncLifetime
{
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

    [Fact]
    public void Shows_where_a_service_listens_and_what_it_leads_to()
    {
        var service = (dynamic)Run("Get-KopsService svc/shop/web-public -Kubeconfig $k").Single().BaseObject;
        Assert.Equal("LoadBalancer", service.Type);
        Assert.Equal("a4f0c2d7b81e94f6c9a35d8e1720bb64-5be03f8d1c29a7e6.elb.us-east-1.amazonaws.com", Assert.Single((string[])service.ExternalAddresses));
        Assert.Equal("80:31094/TCP", ((object[])service.Ports)[0].ToString());
        Assert.Equal("http", ((dynamic[])service.Ports)[0].TargetPort);
        Assert.Equal("_http._tcp.web-public.shop.svc.cluster.local", ((dynamic[])service.Ports)[0].SrvName);
        Assert.Equal("web-public.shop.svc.cluster.local", service.DnsName);
        Assert.Equal("web", service.Selector["app"]);
        Assert.NotEmpty((object[])service.ReadyEndpoints);
        Assert.All((dynamic[])service.ReadyEndpoints, endpoint => Assert.Equal("http 8080/TCP", Assert.Single((string[])endpoint.Ports)));
        Assert.Equal(("prod.example.com", _kubeconfig), ((string)service.ClusterName, (string)service.Kubeconfig));
        Assert.Matches(
            @"shop\s+web-public\s+LoadBalancer\s+100\.64\.148\.139\s+\d/\d\s+\{80:31094/TCP\}\s+\w+\s+a4f0", _shell.Show("Get-KopsService web-public -Namespace shop -Kubeconfig $k", ("k", _kubeconfig)));
    }

    [Fact]
    public void Pods_that_end_are_told_apart_from_those_that_serve()
    {
        var service = Run("Get-KopsService postgres -Namespace data -Kubeconfig $k").Single();
        Assert.True((bool)service.Properties["IsHeadless"].Value);
        Assert.Equal("None", service.Properties["ClusterIP"].Value);
        var ending = ((dynamic[])service.Properties["NotReadyEndpoints"].Value).Single(endpoint => endpoint.Terminating);
        Assert.Equal("postgres-0.postgres.data.svc.cluster.local", ending.DnsName);
        Assert.Equal("i-02f94c6a1d87be350", ending.Node);
    }

    [Theory]
    [InlineData("Get-KopsService -Kubeconfig $k", 23)]
    [InlineData("Get-KopsService web* -Kubeconfig $k", 2)]
    [InlineData("Get-KopsService -Namespace sh* -Kubeconfig $k", 9)]
    [InlineData("Get-KopsService web, cart -Namespace shop -Kubeconfig $k", 2)]
    [InlineData("Get-KopsService -Selector k8s-app=kube-dns -Kubeconfig $k", 2)]
    [InlineData("Get-KopsService -Namespace shop -WithoutEndpoint -Kubeconfig $k", 2)]
    [InlineData("Get-KopsService -Namespace shop -WithoutEndpoint -Kubeconfig $k | Get-KopsService", 2)]
    [InlineData("Get-KopsWorkloadHealth svc/shop/web -Kubeconfig $k | Get-KopsService", 1)]
    public void Chooses_services(string script, int count) => Assert.Equal(count, Run(script).Objects().Count);

    [Fact]
    public void Only_the_slices_of_those_that_were_named_are_read()
    {
        Run("Get-KopsService svc/shop/web -Kubeconfig $k").Single();
        Assert.Equal("kubernetes.io/service-name=web", _api.Requests.Single(request => request.Path == "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices").Query["labelSelector"]);
        Assert.DoesNotContain(_api.Requests, request => request.Path == "/apis/discovery.k8s.io/v1/endpointslices");
    }

    [Fact]
    public void Names_of_others_have_no_endpoints_by_nature()
    {
        var service = Run("Get-KopsService payments-gateway -Kubeconfig $k").Single();
        Assert.Equal(("gateway.payments.example.net", ""), (service.Properties["External"].Value, service.Properties["EndpointCount"].Value));
    }

    [Fact]
    public void Endpoints_that_may_not_be_read_are_not_taken_for_none()
    {
        _api.Rights["half"] = ["services"];
        var half = _api.WriteKubeconfig(Path.Combine(_folder, "half"), user: "half");
        var service = _shell.Run("Get-KopsService web -Kubeconfig $k", ("k", half)).Single();
        Assert.Null(service.Properties["Endpoints"].Value);
        Assert.Equal("?", service.Properties["EndpointCount"].Value);
        Assert.Contains("EndpointSlice", Assert.Single((object[])service.Properties["NotChecked"].Value).ToString(), StringComparison.Ordinal);
        Assert.Empty(_shell.Run("Get-KopsService web -WithoutEndpoint -Kubeconfig $k", ("k", half)).Objects());
    }

    [Fact]
    public void Another_domain_is_read_from_CoreDNS()
    {
        _api.When("/api/v1/namespaces/kube-system/configmaps/coredns", KubeAnswer.Status(200, new JsonObject { ["data"] = new JsonObject { ["Corefile"] = ".:53 {\n kubernetes corp.internal {\n }\n}" } }.ToJsonString()));
        Assert.Equal("web.shop.svc.corp.internal", Run("Get-KopsService web -Kubeconfig $k").Single().Properties["DnsName"].Value);
    }

    [Theory]
    [InlineData("Get-KopsService nothing, web -Namespace shop -Kubeconfig $k", "KubernetesServiceNotFound", 1)]
    [InlineData("Get-KopsService deploy/web -Kubeconfig $k", "KubernetesServiceNameInvalid", 0)]
    [InlineData("Get-KopsService -Selector 'a b' -Kubeconfig $k", "KubernetesSelectorInvalid", 0)]
    public void Says_what_is_wrong(string script, string id, int good)
    {
        var result = Run(script);
        Assert.Equal($"{id},KopsPS.Commands.GetKopsServiceCommand", result.SingleError().FullyQualifiedErrorId);
        Assert.Equal(good, result.Output.Count);
    }

    [Fact]
    public void Without_the_right_to_services_there_is_an_error()
    {
        var health = _api.WriteKubeconfig(Path.Combine(_folder, "health"), user: "health");
        Assert.Equal(
            "KubernetesForbidden,KopsPS.Commands.GetKopsServiceCommand", _shell.Run("Get-KopsService -Kubeconfig $k", ("k", health)).SingleError().FullyQualifiedErrorId);
    }

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}

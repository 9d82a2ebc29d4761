using System.Text.Json.Nodes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Networking;

public sealed class GetKopsNetworkPolicyTests : IAsyncLifetime
{
    private const string Policies = "/apis/networking.k8s.io/v1/networkpolicies";

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

    private string Web => NameOf("app=web");

    private string Cart => NameOf("app=cart");

    [Fact]
    public void Shows_policies_with_their_pods_and_rules_in_words()
    {
        var all = Run("Get-KopsNetworkPolicy -Kubeconfig $k").Objects().Select(policy => (dynamic)policy.BaseObject).ToArray();
        Assert.Equal(["allow-web", "default-deny-ingress"], all.Select(policy => (string)policy.Name));
        Assert.Equal(["Ingress only from all pods of the cluster or 172.20.0.0/16 at 8080/TCP", "no ingress"], all.Select(policy => (string)policy.Effect));
        Assert.Equal("app=web", (string)all[0].PodSelector);
        Assert.Contains(Web, (string[])all[0].Pods);
        Assert.DoesNotContain(Cart, (string[])all[0].Pods);
        Assert.Contains(Cart, (string[])all[1].Pods);
        Assert.Matches(@"shop\s+default-deny-ingress\s+\d+\s+no ingress", _shell.Show("Get-KopsNetworkPolicy default* -Kubeconfig $k", ("k", _kubeconfig)));
    }

    [Fact]
    public void Evaluates_what_a_pod_may_reach_and_be_reached_from()
    {
        var pod = (dynamic)Run($"Get-KopsNetworkPolicy -Pod shop/{Web} -Kubeconfig $k").Single().BaseObject;
        Assert.Equal((true, false), ((bool)pod.IngressIsolated, (bool)pod.EgressIsolated));
        Assert.Equal(["allow-web", "default-deny-ingress"], (string[])pod.IngressPolicies);
        Assert.Equal("from all pods of the cluster or 172.20.0.0/16 at 8080/TCP", (string)pod.ReachedFrom);
        Assert.Equal("anything", (string)pod.Reaches);
        Assert.Contains("kube-system/coredns", string.Join(' ', (string[])((dynamic[])((dynamic[])pod.Ingress)[0].Peers)[0].Pods), StringComparison.Ordinal);
        Assert.Equal(("prod.example.com", _kubeconfig), ((string)pod.ClusterName, (string)pod.Kubeconfig));

        var cart = Run($"Get-KopsNetworkPolicy -Pod {Cart} -Namespace shop -Kubeconfig $k").Single();
        Assert.Equal("closed", cart.Properties["ReachedFrom"].Value);
    }

    [Theory]
    [InlineData("-Selector app=web -Namespace shop", true)]
    [InlineData("-Selector 'app in (kafka)'", false)]
    public void Pods_are_chosen_by_labels(string arguments, bool isolated)
    {
        var pods = Run($"Get-KopsNetworkPolicy {arguments} -Kubeconfig $k").Objects();
        Assert.True(pods.Count >= 3);
        Assert.All(pods, pod => Assert.Equal(isolated, pod.Properties["IngressIsolated"].Value));
    }

    [Fact]
    public void Endpoints_and_judged_pods_are_pods()
    {
        Assert.Equal(
            Run("(Get-KopsService cart -Namespace shop -Kubeconfig $k).Endpoints | Get-KopsNetworkPolicy -Kubeconfig $k").Single().Properties["Pod"].Value,
            Run($"Get-KopsWorkloadHealth po/shop/{Cart} -Kubeconfig $k | Get-KopsNetworkPolicy").Single().Properties["Pod"].Value);
    }

    [Fact]
    public void Says_whether_a_way_is_open()
    {
        var way = (dynamic)Run($"Get-KopsNetworkPolicy -From data/kafka-0 -To shop/{Web} -Port http -Kubeconfig $k").Single().BaseObject;
        Assert.Equal(("Allowed", 8080, "shop/allow-web"), (((object)way.Decision).ToString(), (int?)way.Port, Assert.Single((string[])way.AllowedBy)));

        way = Run($"Get-KopsNetworkPolicy -From data/kafka-0 -To shop/{Web} -Port 9090 -Kubeconfig $k").Single().BaseObject;
        Assert.Equal("Denied", ((object)way.Decision).ToString());
        Assert.Equal(["shop/allow-web", "shop/default-deny-ingress"], (string[])way.DeniedBy);

        way = Run($"Get-KopsNetworkPolicy -From 172.20.4.5 -To {Web} -Namespace shop -Kubeconfig $k").Single().BaseObject;
        Assert.Equal(("Allowed", "8080/TCP"), (((object)way.Decision).ToString(), Assert.Single((string[])way.AllowedPorts)));

        way = Run($"Get-KopsNetworkPolicy -From shop/{Web} -To shop/{Cart} -Kubeconfig $k").Single().BaseObject;
        Assert.Equal("Denied", ((object)way.Decision).ToString());

        way = Run("Get-KopsNetworkPolicy -From data/kafka-0 -To data/kafka-1 -Protocol UDP -Kubeconfig $k").Single().BaseObject;
        Assert.Equal(("Allowed", "no policy closes either end"), (((object)way.Decision).ToString(), (string)way.Reason));
    }

    [Fact]
    public void For_a_way_only_its_two_pods_are_read()
    {
        Run("Get-KopsNetworkPolicy -From data/kafka-0 -To data/kafka-1 -Kubeconfig $k").Single();
        Assert.DoesNotContain(_api.Requests, request => request.Path is "/api/v1/pods" or "/api/v1/namespaces/data/pods");
    }

    [Fact]
    public void Policies_of_other_kinds_are_told_as_not_evaluated()
    {
        _api.When(request => request.Path == "/apis", KubeAnswer.Status(200, """{"kind":"APIGroupList","groups":[{"name":"cilium.io","preferredVersion":{"groupVersion":"cilium.io/v2"}}]}"""));
        _api.When("/apis/cilium.io/v2/ciliumnetworkpolicies", KubeAnswer.Status(200, """{"items":[{"metadata":{"name":"x"}}]}"""));
        _api.When("/apis/cilium.io/v2/ciliumclusterwidenetworkpolicies", KubeAnswer.Status(200, """{"items":[]}"""));
        var way = (dynamic)Run("Get-KopsNetworkPolicy -From data/kafka-0 -To data/kafka-1 -Kubeconfig $k").Single().BaseObject;
        Assert.Contains("CiliumNetworkPolicy", Assert.Single((object[])way.NotChecked).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Namespaces_that_may_not_be_read_are_told_and_known_by_name()
    {
        _api.Rights["half"] = ["networkpolicies", "pods"];
        _api.Put(Policies, JsonNode.Parse("""
            {"metadata":{"name":"by-name","namespace":"shop"},"spec":{"podSelector":{},"policyTypes":["Ingress"],
             "ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"data"}}}]}]}}
            """)!.AsObject());
        var half = _api.WriteKubeconfig(Path.Combine(_folder, "half"), user: "half");
        var way = (dynamic)_shell.Run($"Get-KopsNetworkPolicy -From data/kafka-0 -To shop/{Cart} -Kubeconfig $k", ("k", half)).Single().BaseObject;
        Assert.Equal("Allowed", ((object)way.Decision).ToString());
        Assert.Contains("Namespace", ((dynamic[])way.NotChecked).Select(skipped => (string)skipped.Code));
    }

    [Theory]
    [InlineData("missing", "KubernetesNetworkPolicyNotFound")]
    [InlineData("-Pod shop/missing", "KubernetesPodNotFound")]
    [InlineData("-Pod a/b/c", "KubernetesPodNameInvalid")]
    [InlineData("-Selector 'a b'", "KubernetesSelectorInvalid")]
    [InlineData("-From data/missing -To data/kafka-0", "KubernetesPodNotFound")]
    [InlineData("-From data/kafka-1 -To data/kafka-0 -Port none", "KubernetesPortUnknown")]
    [InlineData("-From data/kafka-1 -To data/kafka-0 -Port 0", "KubernetesPortInvalid")]
    [InlineData("-From 192.0.2.1 -To 192.0.2.2", "KubernetesPathWithoutPod")]
    [InlineData("-From kafka-1 -To kafka-0 -Namespace data, shop", "KubernetesNamespaceAmbiguous")]
    public void Says_what_is_wrong(string arguments, string id) => Assert.Equal(
        $"{id},KopsPS.Commands.GetKopsNetworkPolicyCommand", Run($"Get-KopsNetworkPolicy {arguments} -Kubeconfig $k").SingleError().FullyQualifiedErrorId);

    [Fact]
    public void Without_the_right_to_pods_nothing_is_said_of_them()
    {
        _api.Rights["half"] = ["networkpolicies", "namespaces"];
        var half = _api.WriteKubeconfig(Path.Combine(_folder, "half"), user: "half");
        Assert.Equal(
            "KubernetesPodsUnreadable,KopsPS.Commands.GetKopsNetworkPolicyCommand",
            _shell.Run("Get-KopsNetworkPolicy -Selector app=web -Kubeconfig $k", ("k", half)).SingleError().FullyQualifiedErrorId);
        Assert.Null(_shell.Run("Get-KopsNetworkPolicy allow-web -Kubeconfig $k", ("k", half)).Single().Properties["Pods"].Value);
    }

    private string NameOf(string selector) => (string)_shell.Run(
        "(Get-KopsNetworkPolicy -Selector $s -Namespace shop -Kubeconfig $k)[0].Pod", ("s", selector), ("k", _kubeconfig)).Single().BaseObject;

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}

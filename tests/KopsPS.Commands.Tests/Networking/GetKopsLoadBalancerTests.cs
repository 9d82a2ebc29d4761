using System.Text.Json.Nodes;
using KopsPS.Fakes.Aws;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Networking;

[Collection(EnvironmentCollection.Name)]
public sealed class GetKopsLoadBalancerTests : IAsyncLifetime
{
    private readonly ModuleHost _shell = new();
    private readonly EnvironmentScope _environment = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kopsps-").FullName;
    private KubeApi _api = null!;
    private AwsStub _aws = null!;
    private string _kubeconfig = "";
    private readonly BalancerAnswers _answers = new();

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync();
        _kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder, "config"));
        _aws = await AwsStub.StartAsync(_answers.Answer);
        _environment.Set("AWS_ENDPOINT_URL", _aws.Endpoint).Set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").Set("AWS_SECRET_ACCESS_KEY", "example").Set("AWS_REGION", "eu-west-1");
    }

    public async Task DisposeAsync()
    {
        _environment.Dispose();
        _shell.Dispose();
        await _api.DisposeAsync();
        await _aws.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Shows_a_service_its_load_balancer_and_its_targets()
    {
        var balancer = (dynamic)Run("Get-KopsLoadBalancer web-public -Kubeconfig $k").Single().BaseObject;
        Assert.Equal(
            ("shop", "web-public", BalancerAnswers.Host, "a4f0", "network", "internet-facing", "active", "2/2", "Healthy"),
            ((string)balancer.Namespace, (string)balancer.Service, (string)balancer.Hostname, (string)balancer.Name, (string)balancer.Type, (string)balancer.Scheme, (string)balancer.State, (string)balancer.HealthyTargets, ((object)balancer.Verdict).ToString()));
        var group = Assert.Single((dynamic[])balancer.TargetGroups);
        Assert.Equal(("k8s-web", 31094, "instance"), ((string)group.Name, (int?)group.Port, (string)group.TargetType));
        Assert.Equal(("prod.example.com", "us-east-1"), ((string)balancer.ClusterName, (string)balancer.Region));
        Assert.All(_aws.Requests, request => Assert.Equal("us-east-1", request.Region));
        Assert.Matches(@"shop\s+Service\s+web-public\s+network\s+active\s+2/2\s+Healthy", _shell.Show("Get-KopsLoadBalancer web-public -Kubeconfig $k", ("k", _kubeconfig)));
    }

    [Fact]
    public void A_service_that_waits_says_what_for_and_costs_no_call_of_AWS()
    {
        var pending = (dynamic)Run("Get-KopsLoadBalancer svc/shop/storefront -Kubeconfig $k").Single().BaseObject;
        Assert.Null((string?)pending.Hostname);
        Assert.Equal(("Unhealthy", "LoadBalancerPending"), (((object)pending.Verdict).ToString(), (string)Assert.Single((dynamic[])pending.Findings).Code));
        Assert.Empty(_aws.Requests);
    }

    [Fact]
    public void An_ingress_to_which_AWS_gave_a_load_balancer_is_followed_too()
    {
        const string Ingresses = "/apis/networking.k8s.io/v1/ingresses";
        void Put(string name, string host) => _api.Put(Ingresses, JsonNode.Parse($$$$"""
            {"metadata":{"name":"{{{{name}}}}","namespace":"shop"},
             "spec":{"tls":[{"hosts":["shop.example.com"]}],"rules":[{"http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"web","port":{"number":80} } } }]} }]},
             "status":{"loadBalancer":{"ingress":[{"hostname":"{{{{host}}}}"}]}}}
            """)!.AsObject());
        Put("front", BalancerAnswers.Host);
        Put("proxied", "203.0.113.7");
        _answers.Targets = ["unhealthy", "unhealthy"];

        var balancer = (dynamic)Run("Get-KopsLoadBalancer front, proxied -Kubeconfig $k -ErrorAction SilentlyContinue").Output.Single().BaseObject;

        Assert.Equal(("Ingress", "shop", "front", "a4f0", "0/2"), ((string)balancer.Kind, (string)balancer.Namespace, (string)balancer.Service, (string)balancer.Name, (string)balancer.HealthyTargets));
        Assert.Equal([80, 443], ((dynamic[])balancer.Ports).Select(port => (int)port.Port));
        Assert.Equal("Resolve-KopsService web.shop.svc", (string)Assert.Single((dynamic[])balancer.Findings).Remedy);
    }

    [Theory]
    [InlineData("unhealthy", "unhealthy", "Unhealthy", "NoHealthyTarget")]
    [InlineData("healthy", "unhealthy", "Healthy", "TargetUnhealthy")]
    [InlineData("initial", "initial", "Healthy", "NoHealthyTarget")]
    public void Targets_are_judged(string one, string other, string verdict, string code)
    {
        _answers.Targets = [one, other];
        var balancer = (dynamic)Run("Get-KopsLoadBalancer web-public -Kubeconfig $k").Single().BaseObject;
        Assert.Equal((verdict, code), (((object)balancer.Verdict).ToString(), (string)Assert.Single((dynamic[])balancer.Findings).Code));
    }

    [Fact]
    public void A_name_that_belongs_to_no_load_balancer_is_found()
    {
        _answers.Name = "other.elb.us-east-1.amazonaws.com";
        var balancer = (dynamic)Run("Get-KopsLoadBalancer web-public -Kubeconfig $k").Single().BaseObject;
        Assert.Equal(("Unhealthy", "LoadBalancerMissing", "?"), (((object)balancer.Verdict).ToString(), (string)Assert.Single((dynamic[])balancer.Findings).Code, (string)balancer.HealthyTargets));
    }

    [Theory]
    [InlineData("DescribeLoadBalancers", "LoadBalancer", null)]
    [InlineData("DescribeTargetHealth", "TargetHealth", "a4f0")]
    public void Where_AWS_may_not_be_asked_the_service_is_shown_and_the_rest_is_not_checked(string action, string code, string? name)
    {
        _answers.Refused = action;
        var balancer = (dynamic)Run("Get-KopsLoadBalancer web-public -Kubeconfig $k").Single().BaseObject;
        Assert.Equal(("NotChecked", BalancerAnswers.Host, name), (((object)balancer.Verdict).ToString(), (string)balancer.Hostname, (string?)balancer.Name));
        var skipped = Assert.Single((dynamic[])balancer.NotChecked);
        Assert.Equal(code, (string)skipped.Code);
        Assert.Contains(action, (string)skipped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_of_another_provider_is_not_checked()
    {
        var service = _api.Recordings.Item("services", "web-public");
        service["status"]!["loadBalancer"] = JsonNode.Parse("""{"ingress":[{"ip":"192.0.2.10"}]}""");
        _api.Put("/api/v1/services", service);
        var balancer = Run("Get-KopsLoadBalancer web-public -Kubeconfig $k").Single();
        Assert.Equal(("192.0.2.10", "NotChecked"), (balancer.Properties["Hostname"].Value, balancer.Properties["Verdict"].Value.ToString()));
        Assert.Empty(_aws.Requests);
    }

    [Theory]
    [InlineData("Get-KopsLoadBalancer -Kubeconfig $k", 3)]
    [InlineData("Get-KopsLoadBalancer -Unhealthy -Kubeconfig $k", 2)]
    [InlineData("Get-KopsLoadBalancer -Namespace data -Kubeconfig $k", 0)]
    [InlineData("Get-KopsService web-public -Kubeconfig $k | Get-KopsLoadBalancer", 1)]
    public void Chooses_load_balancers(string script, int count) => Assert.Equal(count, Run(script).Objects().Count);

    [Fact]
    public void A_service_of_another_type_or_none_is_told() => Assert.Equal(
        ["KubernetesServiceNotFound,KopsPS.Commands.GetKopsLoadBalancerCommand", "KubernetesServiceNotFound,KopsPS.Commands.GetKopsLoadBalancerCommand"],
        Run("Get-KopsLoadBalancer cart, none -Kubeconfig $k").ErrorIds);

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}

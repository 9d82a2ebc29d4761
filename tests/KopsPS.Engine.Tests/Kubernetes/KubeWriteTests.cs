using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Kubernetes;

/// <summary>Changes, against what a real API server answered to the same calls.</summary>
public sealed class KubeWriteTests : IAsyncLifetime
{
    private const string Settings = "/api/v1/namespaces/shop/configmaps/kopsps-settings";
    private const string Web = "/apis/apps/v1/namespaces/shop/deployments/web";

    private readonly TempFolder _folder = new();
    private KubeApi _api = null!;
    private KubeClient _client = null!;

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync();
        _client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Apply_names_every_field_that_belongs_to_another_and_can_take_it()
    {
        var body = Recorded("write-apply-conflict");
        var fault = await RefusedAsync(() => _client.PatchAsync(Settings, KubePatch.Apply, body, new KubeWriteOptions { FieldManager = "someone-else" }, default));
        Assert.Equal("KubernetesConflict", fault.Id);
        var cause = Assert.Single(KubeRefusalException.Of(fault)!.Causes);
        Assert.Equal((".data.mode", "kopsps"), (cause.Field, cause.Manager));
        Assert.Contains(".data.mode (owned by kopsps)", fault.Message, StringComparison.Ordinal);

        var taken = await _client.PatchAsync(
            Settings, KubePatch.Apply, Recorded("write-apply-force"), new KubeWriteOptions { FieldManager = "someone-else", Force = true }, default);
        Assert.Equal("c", (string?)taken["data"]!["mode"]);
        Assert.Equal("application/apply-patch+yaml", _api.Requests[^1].Headers["Content-Type"]);
        Assert.Equal("true", _api.Requests[^1].Query["force"]);
    }

    [Fact]
    public async Task A_scale_goes_through_its_subresource_and_a_dry_run_says_so()
    {
        var scaled = await _client.ScaleAsync(Web, (int)Recorded("write-scale-patch")["spec"]!["replicas"]!, null, null, default);
        Assert.Equal("Scale", (string?)scaled["kind"]);
        var request = _api.Requests[^1];
        Assert.Equal((Web + "/scale", "application/merge-patch+json", "kopsps"), (request.Path, request.Headers["Content-Type"], request.Query["fieldManager"]));

        var fault = await RefusedAsync(() => _client.PatchAsync(
            Web + "/scale", KubePatch.Merge, Recorded("write-scale-invalid"), new KubeWriteOptions { DryRun = true }, default));
        Assert.Equal("KubernetesInvalid", fault.Id);
        Assert.Equal("All", _api.Requests[^1].Query["dryRun"]);
    }

    [Fact]
    public async Task An_invalid_object_is_told_field_by_field()
    {
        var fault = await RefusedAsync(() => _client.PostAsync(
            "/apis/apps/v1/namespaces/shop/deployments", Recorded("error-422-invalid"), new KubeWriteOptions { DryRun = true }, default));
        Assert.Equal("KubernetesInvalid", fault.Id);
        Assert.Equal(FaultKind.InvalidData, fault.Kind);
        Assert.Equal(
            ["metadata.name", "spec.replicas", "spec.template.metadata.labels", "spec.template.spec.containers"],
            KubeRefusalException.Of(fault)!.Causes.Select(cause => cause.Field));
        Assert.Contains("spec.replicas: Invalid value: -1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("write-evict-blocked", "KubernetesEvictionRefused", "budget cart needs 1 healthy pods")]
    [InlineData("write-evict-missing", "KubernetesNotFound", "nosuch")]
    [InlineData("error-409-exists", "KubernetesAlreadyExists", "shop")]
    [InlineData("error-409-conflict", "KubernetesConflict", "has been modified")]
    [InlineData("error-403-quota", "KubernetesQuotaExceeded", "services.loadbalancers=2")]
    [InlineData("error-403-limitrange", "KubernetesLimitRange", "maximum memory usage per Container is 8Gi")]
    [InlineData("error-403-terminating", "KubernetesNamespaceTerminating", "legacy")]
    [InlineData("error-403-patch-node", "KubernetesForbidden", "cannot patch resource")]
    [InlineData("error-405", "KubernetesRequestRefused", "405")]
    [InlineData("error-413", "KubernetesRequestRefused", "413")]
    [InlineData("error-415", "KubernetesRequestRefused", "415")]
    [InlineData("error-400-strict", "KubernetesRequestRefused", "unknown field")]
    [InlineData("error-422-immutable", "KubernetesInvalid", "spec")]
    [InlineData("error-422-jsonpatch", "KubernetesInvalid", "")]
    public async Task Each_recorded_refusal_has_an_id_and_is_asked_once(string slug, string id, string text)
    {
        _api.When("/", _api.Recordings.Answer(slug));
        var fault = await RefusedAsync(() => _client.PostAsync("/api/v1/namespaces/shop/pods", [], null, default));
        Assert.Equal(id, fault.Id);
        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
        Assert.Single(_api.Requests);
        Assert.NotNull(KubeRefusalException.Of(fault));
    }

    [Fact]
    public async Task A_deletion_has_its_preconditions_and_propagation()
    {
        const string Banner = "/apis/apps/v1/namespaces/shop/deployments/banner";
        var fault = await RefusedAsync(() => _client.DeleteAsync(
            Banner, new KubeDeleteOptions { Uid = "00000000-0000-0000-0000-000000000000", DryRun = true }, default));
        Assert.Equal("KubernetesConflict", fault.Id);

        await _client.DeleteAsync(Banner, new KubeDeleteOptions { Propagation = "Foreground", GracePeriod = TimeSpan.FromSeconds(5) }, default);
        var body = JsonNode.Parse(_api.Requests[^1].Body)!;
        Assert.Equal("Foreground", (string?)body["propagationPolicy"]);
        Assert.Equal(5, (int?)body["gracePeriodSeconds"]);
        Assert.Equal("KubernetesNotFound", (await RefusedAsync(() => _client.DeleteAsync(Banner, null, default))).Id);
    }

    [Fact]
    public async Task A_deletion_that_is_only_tried_says_so_in_its_body_where_the_API_server_looks()
    {
        const string Banner = "/apis/apps/v1/namespaces/shop/deployments/banner";
        await _client.DeleteAsync(Banner, new KubeDeleteOptions { Propagation = "Background", DryRun = true }, default);

        Assert.Equal("All", (string?)JsonNode.Parse(_api.Requests[^1].Body)!["dryRun"]![0]);
        Assert.Equal("banner", (string?)(await _client.GetJsonAsync(Banner, default))["metadata"]!["name"]);
    }

    [Fact]
    public async Task A_change_that_may_have_been_made_is_not_made_twice()
    {
        _api.When(request => request.Method == "POST", KubeAnswer.Abort, times: 1);
        var fault = await RefusedAsync(() => _client.PostAsync("/api/v1/namespaces/shop/configmaps", ConfigMap("once"), null, default));
        Assert.Equal("KubernetesOutcomeUnknown", fault.Id);
        Assert.Single(_api.Requests);

        // A merge does the same twice.
        _api.When(request => request.Method == "PATCH", KubeAnswer.Abort, times: 1);
        await _client.PatchAsync(Web, KubePatch.Merge, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 2 } }, null, default);
        Assert.Equal(3, _api.Requests.Count);
    }

    [Fact]
    public async Task A_change_that_a_busy_server_did_not_take_is_sent_again()
    {
        _api.When(request => request.Method == "POST", _api.Recordings.Answer("error-429-priority").With("Retry-After", "0"), times: 2);
        await _client.PostAsync("/api/v1/namespaces/shop/services", ConfigMap("later"), null, default);
        Assert.Equal(3, _api.Requests.Count);
    }

    [Fact]
    public async Task An_eviction_is_of_one_pod_and_not_of_its_successor()
    {
        await _client.EvictAsync("shop", "web-8bd5fb94f-4svd9", "a-uid", dryRun: true, TimeSpan.FromSeconds(3), default)
            .ContinueWith(task => Assert.Equal("KubernetesConflict", Assert.IsType<KopsException>(task.Exception!.InnerException).Id), TaskScheduler.Default);
        var body = JsonNode.Parse(_api.Requests[^1].Body)!;
        Assert.Equal("a-uid", (string?)body["deleteOptions"]!["preconditions"]!["uid"]);
        Assert.Equal(3, (int?)body["deleteOptions"]!["gracePeriodSeconds"]);
        Assert.Equal("Eviction", (string?)body["kind"]);
    }

    [Fact]
    public async Task What_the_server_warns_of_is_said()
    {
        var feedback = new RecordingFeedback();
        using var client = new KubeClient(_client.Context, new HostEnvironment([], _folder.Path), feedback);
        _api.When("/", _api.Recordings.Answer("warn-unknown-field").With("Warning", "299 - \"unknown field \\\"dta\\\"\""));
        await client.PostAsync("/api/v1/namespaces/shop/configmaps", ConfigMap("x"), new KubeWriteOptions { FieldValidation = "Warn" }, default);
        Assert.Contains("unknown field \"dta\"", feedback.Warnings);
        Assert.Equal("Warn", _api.Requests[^1].Query["fieldValidation"]);
    }

    private static JsonObject ConfigMap(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "shop" },
    };

    private JsonObject Recorded(string slug) => JsonNode.Parse(_api.Recordings.RequestBody(slug)!)!.AsObject();

    private static Task<KopsException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<KopsException>(call);
}

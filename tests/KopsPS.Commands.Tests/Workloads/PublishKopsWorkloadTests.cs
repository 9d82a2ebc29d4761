using System.Text.Json.Nodes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Workloads;

public sealed class PublishKopsWorkloadTests : IAsyncLifetime
{
    private const string Id = "KopsPS.Commands.PublishKopsWorkloadCommand";
    private const string ConfigMaps = "/api/v1/configmaps";

    private readonly ModuleHost _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kopsps-").FullName;
    private KubeApi _api = null!;
    private string _kubeconfig = "";

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync();
        _api.Clear(ConfigMaps);
        _kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder, "config"));
    }

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Applies_a_folder_in_the_order_that_it_needs()
    {
        Write("1-web.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: fresh}\nspec: {replicas: 1}\n");
        Write("2-rest.yml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: fresh}\ndata: {a: b}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: fresh}\n");
        Write("readme.txt", "no manifest");

        var written = Run("Publish-KopsWorkload $f -Kubeconfig $k -ClusterName prod.example.com").Objects();

        Assert.Equal(["Namespace//fresh Created", "ConfigMap/fresh/settings Created", "Deployment/fresh/api Created"], written.Select(Line));
        Assert.Equal(["namespaces/fresh", "configmaps/settings", "deployments/api"], Patches().Select(patch => string.Join('/', patch.Path.Split('/')[^2..])));
        Assert.All(Patches(), patch =>
        {
            Assert.Equal("application/apply-patch+yaml", patch.Headers["Content-Type"]);
            Assert.Equal("kopsps", patch.Query["fieldManager"]);
            Assert.False(patch.Query.ContainsKey("force"));
        });
        Assert.Equal("prod.example.com", written[0].Properties["ClusterName"].Value);
        Assert.Equal(_kubeconfig, written[0].Properties["Kubeconfig"].Value);
    }

    [Fact]
    public void Tells_what_changed_and_what_did_not()
    {
        Run("$m | Publish-KopsWorkload -Kubeconfig $k", ("m", Map("a"))).Objects();
        var again = Run("$m | Publish-KopsWorkload -Kubeconfig $k", ("m", Map("a"))).Single();
        Assert.Equal("Unchanged", again.Properties["Action"].Value.ToString());

        var changed = Run("$m | Publish-KopsWorkload -Kubeconfig $k -FieldManager pipeline", ("m", Map("b"))).Single();
        Assert.Equal("Configured", changed.Properties["Action"].Value.ToString());
        Assert.Equal("data.mode a -> b", changed.Properties["Change"].Value);
        Assert.Equal("pipeline", Patches()[^1].Query["fieldManager"]);
    }

    [Theory]
    [InlineData("@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'one'; namespace = 'shop' }; data = @{ a = '1' } }")]
    [InlineData("[pscustomobject]@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = [pscustomobject]@{ name = 'one'; namespace = 'shop' }; data = [pscustomobject]@{ a = '1' } }")]
    [InlineData("'apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: one', '  namespace: shop', 'data:', '  a: \"1\"'")]
    [InlineData("'{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"one\",\"namespace\":\"shop\"},\"data\":{\"a\":\"1\"}}'")]
    [InlineData("[IO.FileInfo]\"$f/one.yaml\"")]
    public void Takes_what_is_piped_in(string input)
    {
        Write("one.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: shop}\ndata: {a: \"1\"}\n");
        Assert.Equal("ConfigMap/shop/one Created", Line(Run($"{input} | Publish-KopsWorkload -Kubeconfig $k").Single()));
        Assert.Equal("1", (string?)JsonNode.Parse(Patches().Single().Body)!["data"]!["a"]);
    }

    [Fact]
    public void Objects_in_JSON_on_a_line_each_are_documents_of_their_own()
    {
        const string Of = "{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"{0}\",\"namespace\":\"shop\"}}}}";
        var written = Run("$a, $b, $m | Publish-KopsWorkload -Kubeconfig $k", ("a", string.Format(null, Of, "a")), ("b", string.Format(null, Of, "b")), ("m", Map("x"))).Objects();
        Assert.Equal(["ConfigMap/shop/a Created", "ConfigMap/shop/b Created", "ConfigMap/shop/settings Created"], written.Select(Line));
    }

    [Fact]
    public void Who_is_told_to_make_a_token_or_to_bind_a_role_finds_account_and_role_there()
    {
        const string Of = "apiVersion: {0}\nkind: {1}\nmetadata: {{name: web, namespace: shop}}\n---\n";
        const string Rbac = "rbac.authorization.k8s.io/v1";
        foreach (var list in (string[])[$"/apis/{Rbac}/roles", $"/apis/{Rbac}/rolebindings", "/api/v1/serviceaccounts", "/api/v1/secrets"])
        {
            _api.Clear(list);
        }

        Write("a.yaml", string.Concat(new[] { (Rbac, "RoleBinding"), ("v1", "Secret"), (Rbac, "Role"), ("v1", "ServiceAccount") }
            .Select(item => string.Format(null, Of, item.Item1, item.Item2))));
        var written = Run("Publish-KopsWorkload $f -Kubeconfig $k").Objects();
        Assert.Equal(["Role", "ServiceAccount", "RoleBinding", "Secret"], written.Select(item => (string)item.Properties["Kind"].Value));
        Assert.Equal(["rolebindings", "secrets"], Patches()[2..].Select(patch => patch.Path.Split('/')[^2]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_kind_that_is_served_only_a_moment_after_its_definition_is_waited_for()
    {
        const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        _api.Put(Definitions, JsonNode.Parse("""{"metadata":{"name":"crontabs.stable.example.com"},"status":{"conditions":[{"type":"Established","status":"True"}]}}""")!.AsObject());
        _api.Clear("/apis/stable.example.com/v1/crontabs");
        var groups = JsonNode.Parse(_api.Recordings.Text("apis-aggregated"))!.AsObject();
        groups["items"]!.AsArray().Add(JsonNode.Parse("""
            {"metadata":{"name":"stable.example.com"},"versions":[{"version":"v1","freshness":"Current","resources":[
             {"resource":"crontabs","responseKind":{"group":"stable.example.com","version":"v1","kind":"CronTab"},"scope":"Namespaced","singularResource":"crontab","verbs":["get","list","patch"]}]}]}
            """));
        var asked = 0;
        _api.When(request => request.Path == "/apis" && ++asked > 2, KubeAnswer.Status(200, groups.ToJsonString()));
        const string Manifests = """
            apiVersion: stable.example.com/v1
            kind: CronTab
            metadata: {name: nightly, namespace: shop}
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: crontabs.stable.example.com}
            spec: {group: stable.example.com, scope: Namespaced, names: {plural: crontabs, kind: CronTab}, versions: [{name: v1, served: true, storage: true}]}
            """;

        var written = Run("$m | Publish-KopsWorkload -Kubeconfig $k", ("m", Manifests)).Objects();

        Assert.Equal(["CustomResourceDefinition//crontabs.stable.example.com Configured", "CronTab/shop/nightly Created"], written.Select(Line));
    }

    [Fact]
    public void A_preview_is_the_servers_and_changes_nothing()
    {
        Write("a.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 5}\n---\n" + Map("x"));
        var written = Run("Publish-KopsWorkload $f -Kubeconfig $k -WhatIf -Force").Objects();

        Assert.Equal(["ConfigMap/shop/settings Created", "Deployment/shop/web Configured"], written.Select(Line));
        Assert.All(written, item => Assert.True((bool)item.Properties["DryRun"].Value));
        Assert.Equal("spec.replicas 4 -> 5", written[1].Properties["Change"].Value);
        Assert.All(Changes(), change => Assert.Equal("All", change.Query["dryRun"]));
        Assert.Equal("ConfigMap/shop/settings Created", Line(Run("Publish-KopsWorkload $f -Kubeconfig $k -WhatIf").Objects()[0]));
    }

    [Fact]
    public void A_preview_of_a_new_namespace_shows_what_is_in_it()
    {
        _api.When(request => request.Method == "PATCH" && request.Path.Contains("/namespaces/fresh/", StringComparison.Ordinal), _api.Recordings.Answer("error-404-namespace"));
        var text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: fresh}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: fresh}\n";
        Assert.Equal(
            ["Namespace//fresh Created", "ConfigMap/fresh/a Created"],
            Run("$m | Publish-KopsWorkload -Kubeconfig $k -WhatIf", ("m", text)).Objects().Select(Line));
        Assert.Equal($"KubernetesNotFound,{Id}", Run("$m | Publish-KopsWorkload -Kubeconfig $k", ("m", text)).SingleError().FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("write-apply-deployment-conflict", "KubernetesConflict", ".spec.replicas (owned by KopsPS", "ResourceBusy")]
    [InlineData("error-422-invalid", "KubernetesInvalid", "spec.replicas: Invalid value: -1", "InvalidData")]
    [InlineData("error-403-quota", "KubernetesQuotaExceeded", "services.loadbalancers=2", "LimitsExceeded")]
    [InlineData("error-403-terminating", "KubernetesNamespaceTerminating", "legacy", "InvalidOperation")]
    [InlineData("error-403-patch-node", "KubernetesForbidden", "cannot patch", "PermissionDenied")]
    public void A_refused_object_is_told_and_the_others_are_applied(string slug, string id, string text, string category)
    {
        _api.When(request => request.Method == "PATCH" && request.Path.EndsWith("/web", StringComparison.Ordinal), _api.Recordings.Answer(slug));
        Write("a.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 6}\n---\n" + Map("x"));

        var result = Run("Publish-KopsWorkload $f -Kubeconfig $k");

        var error = result.SingleError();
        Assert.Equal($"{id},{Id}", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.Contains(text, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("a.yaml", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Deployment/shop/web", error.TargetObject);
        Assert.Equal("ConfigMap/shop/settings Created", Line(Assert.Single(result.Output)));
    }

    [Fact]
    public void A_webhook_that_fails_is_named()
    {
        _api.When(request => request.Method == "PATCH", KubeAnswer.Status(500, """
            {"kind":"Status","apiVersion":"v1","status":"Failure","message":"Internal error occurred: failed calling webhook \"policy.example.com\": failed to call webhook: Post \"https://policy.ops.svc:443/?timeout=10s\": no endpoints available for service \"policy\"","reason":"InternalError","code":500}
            """));
        var error = Run("$m | Publish-KopsWorkload -Kubeconfig $k", ("m", Map("x"))).SingleError();
        Assert.Equal($"KubernetesServerFailed,{Id}", error.FullyQualifiedErrorId);
        Assert.Contains("policy.example.com", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Get-KopsComponentHealth", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_kind_names_the_nearest()
    {
        var result = Run(
            "$m | Publish-KopsWorkload -Kubeconfig $k", ("m", "apiVersion: apps/v1\nkind: Deploymnet\nmetadata: {name: a}\n---\n" + Map("x")));
        var error = result.SingleError();
        Assert.Equal($"KubernetesKindUnknown,{Id}", error.FullyQualifiedErrorId);
        Assert.Contains("Deployment (apps/v1)", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(result.Output);
    }

    [Theory]
    [InlineData("'a: [' | Publish-KopsWorkload -Kubeconfig $k", "KubernetesManifestInvalid", "InvalidData")]
    [InlineData("$m, '---', 'metadata: {name: a}' | Publish-KopsWorkload -Kubeconfig $k", "KubernetesManifestInvalid", "InvalidData")]
    [InlineData("$m, $m | Publish-KopsWorkload -Kubeconfig $k", "KubernetesManifestInvalid", "InvalidData")]
    [InlineData("7 | Publish-KopsWorkload -Kubeconfig $k", "KubernetesManifestInvalid", "InvalidData")]
    [InlineData("$m | Publish-KopsWorkload -Kubeconfig $k -Namespace other", "KubernetesNamespaceMismatch", "InvalidArgument")]
    [InlineData("Publish-KopsWorkload $f/nothing.yaml -Kubeconfig $k", "KubernetesManifestNotFound", "ObjectNotFound")]
    [InlineData("Publish-KopsWorkload https://example.com/a.yaml -Kubeconfig $k", "KubernetesManifestUrlRefused", "SecurityError")]
    [InlineData("Publish-KopsWorkload http://example.com/a.yaml -AllowUrl -Kubeconfig $k", "KubernetesManifestUrlRefused", "SecurityError")]
    [InlineData("$m | Publish-KopsWorkload -Kubeconfig $k -ClusterName prod.example.com -Prune -Selector app=web -Confirm:$false", "KubernetesPruneSelectorUnfit", "InvalidArgument")]
    [InlineData("$m | Publish-KopsWorkload -Kubeconfig $k -ClusterName prod.example.com -Prune -Selector 'a=b=c' -Confirm:$false", "KubernetesSelectorInvalid", "InvalidArgument")]
    [InlineData("$m | Publish-KopsWorkload -Kubeconfig $k -Prune -Selector app=web -Confirm:$false", "KubernetesClusterNotNamed", "InvalidArgument")]
    public void Wrong_calls_change_nothing(string script, string id, string category)
    {
        var result = Run(script, ("m", Map("x")));
        var error = result.SingleError();
        Assert.Equal($"{id},{Id}", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.Empty(result.Output);
        Assert.Empty(Changes());
    }

    [Fact]
    public void Prunes_only_what_this_manager_applied_with_these_labels()
    {
        Put("old", "kopsps", "Apply");
        Put("kubectls", "kubectl", "Apply");
        Put("updated", "kopsps", "Update");
        Put("owned", "kopsps", "Apply", owned: true);
        Put("others", "kopsps", "Apply", set: "billing");
        Put("settings", "kopsps", "Apply");
        var call = "$m | Publish-KopsWorkload -Kubeconfig $k -ClusterName prod.example.com -Prune -Selector set=shop";
        var manifest = Map("x").Replace("namespace: shop", "namespace: shop, labels: {set: shop}", StringComparison.Ordinal);

        Assert.Equal(["ConfigMap/shop/settings Configured", "ConfigMap/shop/old Pruned"], Run(call + " -WhatIf", ("m", manifest)).Objects().Select(Line));
        Assert.All(Changes(), change => Assert.Equal("All", change.Query["dryRun"]));
        Assert.Equal(["ConfigMap/shop/settings Configured", "ConfigMap/shop/old Pruned"], Run(call + " -Confirm:$false", ("m", manifest)).Objects().Select(Line));
        Assert.Single(_api.Requests, request => request.Method == "DELETE" && !request.Query.ContainsKey("dryRun"));
    }

    [Fact]
    public void Who_asks_for_no_questions_at_all_is_not_asked_about_pruning()
    {
        Put("old", "kopsps", "Apply");
        var manifest = Map("x").Replace("namespace: shop", "namespace: shop, labels: {set: shop}", StringComparison.Ordinal);

        var written = Run("$ConfirmPreference = 'None'; $m | Publish-KopsWorkload -Kubeconfig $k -ClusterName prod.example.com -Prune -Selector set=shop", ("m", manifest)).Objects();

        Assert.Equal(["ConfigMap/shop/settings Created", "ConfigMap/shop/old Pruned"], written.Select(Line));
    }

    [Fact]
    public void A_set_whose_namespace_has_nothing_left_but_itself_is_pruned_there()
    {
        Put("old", "kopsps", "Apply");
        const string Manifest = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {set: shop}}\n";

        var written = Run("$m | Publish-KopsWorkload -Kubeconfig $k -ClusterName prod.example.com -Prune -Selector set=shop -Confirm:$false", ("m", Manifest)).Objects();

        Assert.Equal("ConfigMap/shop/old Pruned", Line(written[^1]));
    }

    [Fact]
    public void Nothing_is_pruned_where_nobody_can_be_asked()
    {
        Put("old", "kopsps", "Apply");
        var error = Run(
            "$m | Publish-KopsWorkload -Kubeconfig $k -Context prod.example.com -Prune -Selector set=shop",
            ("m", Map("x").Replace("namespace: shop", "namespace: shop, labels: {set: shop}", StringComparison.Ordinal))).SingleError();
        Assert.Equal($"KopsConfirmationRequired,{Id}", error.FullyQualifiedErrorId);
        Assert.DoesNotContain(_api.Requests, request => request.Method == "DELETE");
    }

    [Fact]
    public void Nothing_is_pruned_when_something_could_not_be_applied()
    {
        Put("old", "kopsps", "Apply");
        _api.When(request => request.Method == "PATCH", _api.Recordings.Answer("error-403-quota"));
        var result = Run(
            "$m | Publish-KopsWorkload -Kubeconfig $k -ClusterName prod.example.com -Prune -Selector set=shop -Confirm:$false",
            ("m", Map("x").Replace("namespace: shop", "namespace: shop, labels: {set: shop}", StringComparison.Ordinal)));
        Assert.Equal($"KubernetesQuotaExceeded,{Id}", result.SingleError().FullyQualifiedErrorId);
        Assert.Contains("Nothing was pruned", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain(_api.Requests, request => request.Method == "DELETE");
    }

    [Theory]
    [InlineData("failed to create typed patch object (shop/s; /v1, Kind=Secret): .stringData.pin: expected string, got &value.valueUnstructured{Value:12345678}", ".stringData.pin: expected string, got a value of another type")]
    [InlineData(
        "failed to create typed patch object (shop/s; /v1, Kind=Secret): errors:\n  .stringData.a: expected string, got &value.valueUnstructured{Value:map[string]interface {}{\"b\":\"12345678\\n12345678\"}}\n  .foo: field not declared in schema",
        ".stringData.a: expected string, got a value of another type\n  .foo: field not declared in schema")]
    [InlineData("failed to convert new object (shop/s; /v1, Kind=Secret) to proper version: error decoding from json: illegal base64 data at input byte 3", "illegal base64 data")]
    public void A_value_that_is_refused_is_told_on_no_stream_and_not_sent_again(string said, string told)
    {
        var body = new JsonObject { ["kind"] = "Status", ["status"] = "Failure", ["message"] = said, ["code"] = 500 };
        _api.When(request => request.Method == "PATCH", KubeAnswer.Status(500, body.ToJsonString()));

        var result = Run("'apiVersion: v1', 'kind: Secret', 'metadata: {name: s, namespace: shop}', 'stringData: {pin: 12345678}' | Publish-KopsWorkload -Kubeconfig $k -Verbose -Debug");

        Assert.Equal($"KubernetesInvalid,{Id}", result.SingleError().FullyQualifiedErrorId);
        Assert.Contains(told, result.SingleError().Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("12345678", result.SingleError().ToString() + _shell.Host.Text, StringComparison.Ordinal);
        Assert.Single(Patches());
    }

    [Fact]
    public void The_namespace_of_what_has_none_is_no_mismatch()
    {
        _api.Clear("/apis/rbac.authorization.k8s.io/v1/clusterroles");
        Assert.Equal(
            "ClusterRole//reader Created",
            Line(Run("'apiVersion: rbac.authorization.k8s.io/v1', 'kind: ClusterRole', 'metadata: {name: reader, namespace: shop}' | Publish-KopsWorkload -Kubeconfig $k -Namespace data").Single()));
    }

    [Theory]
    [InlineData(
        409, "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"Apply failed with 1 conflict\",\"reason\":\"Conflict\",\"code\":409,\"details\":{\"causes\":[{\"reason\":\"FieldManagerConflict\",\"field\":\".spec.replicas\",\"message\":\"conflict with \\\"kopsps\\\" with subresource \\\"scale\\\" using apps/v1\"}]}}",
        "KubernetesConflict", "ConfigMap/shop/settings has a field that belongs to others: .spec.replicas (owned by kopsps, which set it by 'scale'). (the pipeline)")]
    [InlineData(
        500, "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"failed to create typed patch object (shop/x; /v1, Kind=ConfigMap): .dat: field not declared in schema\",\"code\":500}",
        "KubernetesInvalid", "'ConfigMap/shop/settings' is not valid: failed to create typed patch object (shop/x; /v1, Kind=ConfigMap): .dat: field not declared in schema (the pipeline)")]
    [InlineData(
        404, "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"namespaces \\\"shop\\\" not found\",\"reason\":\"NotFound\",\"details\":{\"name\":\"shop\",\"kind\":\"namespaces\"},\"code\":404}",
        "KubernetesNotFound", "ConfigMap/shop/settings of 'the pipeline' cannot be made: there is no namespace 'shop'.")]
    public void A_refusal_is_told_of_the_object_not_of_the_call(int code, string body, string id, string message)
    {
        _api.When(request => request.Method == "PATCH", KubeAnswer.Status(code, body));
        var error = Run("$m | Publish-KopsWorkload -Kubeconfig $k", ("m", Map("x"))).SingleError();
        Assert.Equal($"{id},{Id}", error.FullyQualifiedErrorId);
        Assert.Equal(message, error.Exception.Message);
        Assert.DoesNotContain("control-plane", error.ErrorDetails?.RecommendedAction ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_and_says_why_a_rollout_failed()
    {
        Write("a.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: checkout, namespace: shop}\nspec: {replicas: 3}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 4}\n");
        var result = Run("Publish-KopsWorkload $f -Kubeconfig $k -Wait");
        var error = result.SingleError();
        Assert.Equal($"KubernetesRolloutFailed,{Id}", error.FullyQualifiedErrorId);
        Assert.Contains("deploy/shop/checkout", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("2.4.0-rc1", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("ProgressDeadlineExceeded", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Count);
    }

    [Fact]
    public void A_wait_ends_in_time()
    {
        var error = Run(
            "$m | Publish-KopsWorkload -Kubeconfig $k -Wait -Timeout 10ms",
            ("m", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: new, namespace: shop, generation: 1}\nspec: {replicas: 4}\n")).SingleError();
        Assert.Equal($"KubernetesRolloutTimeout,{Id}", error.FullyQualifiedErrorId);
        Assert.Contains("0 of 4 updated", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_while_waiting_it_says_what_is_applied()
    {
        using var script = _shell.Start(
            "$m | Publish-KopsWorkload -Kubeconfig $k -Wait -Verbose", ("k", _kubeconfig), ("m", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: new, namespace: shop}\nspec: {replicas: 4}\n"));
        await script.SaidAsync("0 of 4 updated");

        var result = await script.StopAsync();

        Assert.True(result.Stopped);
        Assert.Contains("all 1 objects are applied, and the rollout of deploy/shop/new goes on", _shell.Host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_while_applying_it_says_what_is_applied()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.When(request => request.Method == "PATCH" && request.Path.Contains("/deployments/", StringComparison.Ordinal), KubeAnswer.From(async context =>
        {
            reached.TrySetResult();
            await Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted);
        }));
        Write("a.yaml", Map("x") + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 6}\n");
        using var script = _shell.Start("Publish-KopsWorkload $f -Kubeconfig $k", ("k", _kubeconfig), ("f", ManifestFolder));
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await script.StopAsync();

        Assert.Contains("1 of 2 objects are applied (ConfigMap/shop/settings)", _shell.Host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Five_hundred_objects_need_no_more_than_two_calls_each()
    {
        Write("many.yaml", string.Join("---\n", Enumerable.Range(0, 500).Select(n => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{n}, namespace: shop}}\n")));
        Assert.Equal(500, Run("Publish-KopsWorkload $f -Kubeconfig $k").Objects().Count);
        Assert.Equal(1000, _api.Requests.Count(request => request.Path.Contains("/configmaps/", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_view_shows_action_object_and_change()
    {
        var text = _shell.Show("$m | Publish-KopsWorkload -Kubeconfig $k -WhatIf", ("k", _kubeconfig), ("m", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 5}\n"));
        Assert.Matches(@"Action\s+Kind\s+Namespace\s+Name\s+Change", text);
        Assert.Matches(@"Configured\s+Deployment\s+shop\s+web\s+spec.replicas 4 -> 5", text);
    }

    private string ManifestFolder => Path.Combine(_folder, "manifests");

    private static string Map(string mode) => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings, namespace: shop}}\ndata: {{mode: {mode}}}\n";

    private static string Line(System.Management.Automation.PSObject item) =>
        $"{item.Properties["Kind"].Value}/{item.Properties["Namespace"].Value}/{item.Properties["Name"].Value} {item.Properties["Action"].Value}";

    private KubeRequest[] Patches() => [.. _api.Requests.Where(request => request.Method == "PATCH")];

    private KubeRequest[] Changes() => [.. _api.Requests.Where(request => request.Method != "GET")];

    private void Put(string name, string manager, string operation, string set = "shop", bool owned = false)
    {
        var item = JsonNode.Parse($$$"""
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"shop","uid":"{{{name}}}","labels":{"set":"{{{set}}}"},"managedFields":[{"manager":"{{{manager}}}","operation":"{{{operation}}}"}]},"data":{}}
            """)!.AsObject();
        if (owned)
        {
            item["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "Deployment", ["name"] = "x", ["uid"] = "y" });
        }

        _api.Put(ConfigMaps, item);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(ManifestFolder);
        File.WriteAllText(Path.Combine(ManifestFolder, name), text);
    }

    private ShellResult Run(string script, params (string, object?)[] more) => _shell.Run(script, [("k", _kubeconfig), ("f", ManifestFolder), .. more]);
}

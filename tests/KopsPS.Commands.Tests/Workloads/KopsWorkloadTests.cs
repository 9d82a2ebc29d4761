using System.Text.Json.Nodes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Workloads;

public sealed class KopsWorkloadTests : IAsyncLifetime
{
    private const string Deployments = "/apis/apps/v1/deployments";
    private const string InShop = "/apis/apps/v1/namespaces/shop/deployments/";

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
    public void Shows_what_is_wanted_and_what_is_there()
    {
        var checkout = Run("Get-KopsWorkload deploy/shop/checkout -Kubeconfig $k").Single();
        Assert.Equal(
            "Deployment shop checkout 3 3 1 3 2 False",
            string.Join(' ', new[] { "Kind", "Namespace", "Name", "Replicas", "Ready", "UpToDate", "Available", "Revision", "Suspended" }.Select(name => checkout.Properties[name].Value)));
        Assert.EndsWith("checkout:2.4.0-rc1", Assert.Single((string[])checkout.Properties["Images"].Value), StringComparison.Ordinal);
        Assert.Equal(("prod.example.com", _kubeconfig, "prod.example.com"), (checkout.Properties["ClusterName"].Value, checkout.Properties["Kubeconfig"].Value, checkout.Properties["Context"].Value));
        Assert.Matches(@"shop\s+deploy/checkout\s+3/3\s+1\s+3\s+False\s+12m", _shell.Show("Get-KopsWorkload deploy/shop/checkout -Kubeconfig $k", ("k", _kubeconfig)));
    }

    [Theory]
    [InlineData("Get-KopsWorkload web -Kubeconfig $k", 1)]
    [InlineData("Get-KopsWorkload deploy/c* -Namespace sh* -Kubeconfig $k", 3)]
    [InlineData("Get-KopsWorkload -Kind Job -Kubeconfig $k", 8)]
    [InlineData("Get-KopsWorkload -Namespace batch -Kubeconfig $k", 9)]
    [InlineData("Get-KopsWorkload -Selector 'app in (web,cart)' -Kind deploy -Kubeconfig $k", 2)]
    [InlineData("Get-KopsWorkloadHealth deploy/web -Kubeconfig $k | Get-KopsWorkload", 1)]
    public void Chooses_workloads(string script, int count) => Assert.Equal(count, Run(script).Objects().Count);

    [Fact]
    public void What_may_not_be_listed_is_told_and_the_rest_is_shown()
    {
        _api.When("/apis/batch/v1/jobs", _api.Recordings.Answer("error-403-deployments"));
        var result = Run("Get-KopsWorkload -Kubeconfig $k");
        Assert.Equal("KubernetesForbidden,KopsPS.Commands.GetKopsWorkloadCommand", result.SingleError().FullyQualifiedErrorId);
        Assert.NotEmpty(result.Output);
        Assert.Equal(
            "KubernetesWorkloadNotFound,KopsPS.Commands.GetKopsWorkloadCommand", Run("Get-KopsWorkload deploy/missing -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Restarts_by_the_time_in_the_template()
    {
        var written = Run("Restart-KopsWorkload deploy/shop/cart -Kubeconfig $k -Wait").Single();
        Assert.Equal("cart", written.Properties["Name"].Value);
        var patch = Assert.Single(Changes());
        Assert.Equal(InShop + "cart", patch.Path);
        Assert.Equal("application/strategic-merge-patch+json", patch.Headers["Content-Type"]);
        Assert.StartsWith("2026-11-22T21:4", (string?)JsonNode.Parse(patch.Body)!["spec"]!["template"]!["metadata"]!["annotations"]!["kubectl.kubernetes.io/restartedAt"], StringComparison.Ordinal);
        Assert.Contains("paused", Fails("Restart-KopsWorkload deploy/shop/pricing -Kubeconfig $k", "KubernetesWorkloadUnfit", "RestartKopsWorkload"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_that_fails_says_why() => Assert.Contains(
        "2.4.0-rc1", Fails("Restart-KopsWorkload deploy/shop/checkout -Kubeconfig $k -Wait", "KubernetesRolloutFailed", "RestartKopsWorkload"), StringComparison.Ordinal);

    [Fact]
    public void Scales_through_the_scale_and_warns_of_an_autoscaler()
    {
        _api.When(request => request is { Method: "PATCH", Path: InShop + "web/scale" }, KubeAnswer.Status(200, """{"kind":"Scale"}"""));
        var result = Run("Set-KopsWorkloadScale deploy/shop/web 6 -Kubeconfig $k");
        Assert.Equal("web", result.Single().Properties["Name"].Value);
        Assert.Contains("autoscaler shop/web", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("""{"spec":{"replicas":6}}""", Assert.Single(Changes()).Body);

        Assert.Equal(3, Run("Set-KopsWorkloadScale deploy/shop/cart 3 -CurrentReplica 1 -Kubeconfig $k").Single().Properties["Replicas"].Value);
        Assert.Contains("wants 3 replicas now, not 1", Fails("Set-KopsWorkloadScale deploy/shop/cart 5 -CurrentReplica 1 -Kubeconfig $k", "KubernetesWorkloadUnfit", "SetKopsWorkloadScale"), StringComparison.Ordinal);
        Fails("Set-KopsWorkloadScale ds/data/log-shipper 5 -Kubeconfig $k", "KubernetesWorkloadUnfit", "SetKopsWorkloadScale");
    }

    [Fact]
    public void Scaling_what_a_deployment_made_warns_that_it_does_not_last()
    {
        const string Set = "/apis/apps/v1/namespaces/data/replicasets/exporter-6c8796b59b";
        _api.When(request => request is { Method: "PATCH", Path: Set + "/scale" }, KubeAnswer.Status(200, """{"kind":"Scale"}"""));

        var result = Run("Set-KopsWorkloadScale rs/data/exporter-6c8796b59b 3 -Kubeconfig $k");

        Assert.Contains("Deployment/exporter made rs/data/exporter-6c8796b59b and sets its replicas as well", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Suspend-KopsWorkload cj/batch/sync-stock -Kubeconfig $k", "/apis/batch/v1/namespaces/batch/cronjobs/sync-stock", """{"spec":{"suspend":true}}""", true)]
    [InlineData("Resume-KopsWorkload job/batch/held -Kubeconfig $k", "/apis/batch/v1/namespaces/batch/jobs/held", """{"spec":{"suspend":false}}""", false)]
    [InlineData("Suspend-KopsWorkload web -Namespace shop -Kubeconfig $k", InShop + "web", """{"spec":{"paused":true}}""", true)]
    [InlineData("Get-KopsWorkload deploy/shop/pricing -Kubeconfig $k | Resume-KopsWorkload", InShop + "pricing", """{"spec":{"paused":false}}""", false)]
    public void Suspends_and_resumes(string script, string path, string body, bool suspended)
    {
        Assert.Equal(suspended, Run(script).Single().Properties["Suspended"].Value);
        var patch = Assert.Single(Changes());
        Assert.Equal((path, body), (patch.Path, patch.Body));
    }

    [Fact]
    public void What_is_suspended_already_is_left() =>
        Assert.True((bool)Run("Suspend-KopsWorkload cj/batch/nightly-report -Kubeconfig $k").Single().Properties["Suspended"].Value && Changes().Length == 0);

    [Fact]
    public void Goes_back_to_the_template_before_with_the_difference()
    {
        var preview = Run("Undo-KopsWorkload deploy/shop/checkout -Kubeconfig $k -WhatIf").Single();
        Assert.True((bool)preview.Properties["DryRun"].Value);
        Assert.Matches(@"^spec\.template\.spec\.containers\[name=\w+\]\.image \S+checkout:2\.4\.0-rc1 -> \S+checkout:2\.3\.1$", (string)preview.Properties["Change"].Value);
        Assert.All(Changes(), change => Assert.Equal("All", change.Query["dryRun"]));

        Assert.Equal("revision 1", Run("Undo-KopsWorkload deploy/shop/checkout -Revision 1 -Kubeconfig $k").Single().Properties["Source"].Value);
        var steps = JsonNode.Parse(Changes()[^1].Body)!.AsArray();
        Assert.Equal(("test", "/metadata/generation", "/spec/template"), ((string?)steps[0]!["op"], (string?)steps[0]!["path"], (string?)steps[1]!["path"]));
        Assert.Null(steps[1]!["value"]!["metadata"]!["labels"]!["pod-template-hash"]);
        Assert.EndsWith("2.3.1", Run("(Get-KopsWorkload deploy/shop/checkout -Kubeconfig $k).Images[0]").Single().ToString(), StringComparison.Ordinal);
        Assert.Contains("Kept are 1, 2", Fails("Undo-KopsWorkload deploy/shop/checkout -Revision 7 -Kubeconfig $k", "KubernetesRevisionNotFound", "UndoKopsWorkload"), StringComparison.Ordinal);
        Fails("Undo-KopsWorkload deploy/shop/cart -Kubeconfig $k", "KubernetesRevisionNotFound", "UndoKopsWorkload");
    }

    [Fact]
    public void A_template_that_was_changed_in_between_is_not_overwritten()
    {
        _api.When(request => request.Method == "PATCH" && !request.Query.ContainsKey("dryRun"), _api.Recordings.Answer("error-422-jsonpatch"));
        Fails("Undo-KopsWorkload deploy/shop/checkout -Kubeconfig $k", "KubernetesInvalid", "UndoKopsWorkload");
    }

    [Fact]
    public void Daemon_sets_go_back_by_their_controller_revisions()
    {
        var set = _api.Recordings.Item("daemonsets", "log-shipper");
        const string Revisions = "/apis/apps/v1/controllerrevisions";
        _api.Clear(Revisions);
        foreach (var (revision, image) in new[] { (1, "old:1"), (2, "new:2") })
        {
            _api.Put(Revisions, JsonNode.Parse($$$$$"""
                {"metadata":{"name":"log-shipper-{{{{{revision}}}}}","namespace":"data","ownerReferences":[{"controller":true,"uid":"{{{{{set["metadata"]!["uid"]}}}}}"}]},
                 "revision":{{{{{revision}}}}},"data":{"spec":{"template":{"$patch":"replace","spec":{"nodeName":"{{{{{image}}}}}"} } } } }
                """)!.AsObject());
        }

        Run("Undo-KopsWorkload ds/data/log-shipper -Kubeconfig $k").Single();
        Assert.Equal("application/strategic-merge-patch+json", Changes()[^1].Headers["Content-Type"]);
        Assert.Equal("old:1", (string?)JsonNode.Parse(Changes()[^1].Body)!["spec"]!["template"]!["spec"]!["nodeName"]);
    }

    [Fact]
    public void Removes_the_very_object_and_waits_until_it_is_gone()
    {
        var still = _api.Recordings.Item("deployments", "banner");
        still["metadata"]!["finalizers"] = new JsonArray("foregroundDeletion");
        _api.When(request => request is { Method: "GET", Path: InShop + "banner" }, KubeAnswer.Status(200, still.ToJsonString()), times: 1, after: 1);

        var removed = Run("Remove-KopsWorkload deploy/shop/banner -ClusterName prod.example.com -Kubeconfig $k -Force").Single();

        Assert.Equal("Removed", removed.Properties["Action"].Value.ToString());
        var body = JsonNode.Parse(Assert.Single(Changes()).Body)!;
        Assert.Equal(("Foreground", (string?)still["metadata"]!["uid"]), ((string?)body["propagationPolicy"], (string?)body["preconditions"]!["uid"]));
        Assert.Equal(3, _api.Requests.Count(request => request is { Method: "GET", Path: InShop + "banner" }));
    }

    [Fact]
    public void A_removal_that_hangs_names_what_holds_it()
    {
        var still = _api.Recordings.Item("deployments", "banner");
        still["metadata"]!["finalizers"] = new JsonArray("example.com/keep");
        _api.When(request => request is { Method: "GET", Path: InShop + "banner" }, KubeAnswer.Status(200, still.ToJsonString()));
        Assert.Contains(
            "held by example.com/keep",
            Fails("Remove-KopsWorkload deploy/shop/banner -Context prod.example.com -Kubeconfig $k -Confirm:$false -Timeout 1ms", "KubernetesRemovalTimeout", "RemoveKopsWorkload"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_that_is_stopped_says_that_it_goes_on()
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.When(
            request => request is { Method: "GET", Path: InShop + "banner" },
            KubeAnswer.From(async context =>
            {
                waiting.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }),
            after: 1);
        using var script = _shell.Start("Remove-KopsWorkload deploy/shop/banner -Context prod.example.com -Kubeconfig $k -Force", ("k", _kubeconfig));
        await waiting.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await script.StopAsync();
        Assert.Contains("the removal of deploy/shop/banner is under way", _shell.Host.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Remove-KopsWorkload deploy/shop/banner -Kubeconfig $k -Force", "KubernetesClusterNotNamed", "RemoveKopsWorkload")]
    [InlineData("Remove-KopsWorkload deploy/shop/banner -Kubeconfig $k -ClusterName prod.example.com", "KopsConfirmationRequired", "RemoveKopsWorkload")]
    [InlineData("Get-KopsWorkload deploy/shop/web -Kubeconfig $k | Restart-KopsWorkload -Context other", "KubernetesContextMismatch", "RestartKopsWorkload")]
    [InlineData("Restart-KopsWorkload (Get-KopsWorkload deploy/shop/web -Kubeconfig $k) -Context other", "KubernetesContextMismatch", "RestartKopsWorkload")]
    [InlineData("Restart-KopsWorkload deploy/nowhere/web -Kubeconfig $k", "KubernetesWorkloadNotFound", "RestartKopsWorkload")]
    [InlineData("Restart-KopsWorkload deploy/shop/web -Namespace data -Kubeconfig $k", "KubernetesWorkloadUnfit", "RestartKopsWorkload")]
    [InlineData("Restart-KopsWorkload deploy/shop/w* -Kubeconfig $k", "ParameterArgumentTransformationError", "RestartKopsWorkload")]
    [InlineData("Restart-KopsWorkload lease/x -Kubeconfig $k", "ParameterArgumentTransformationError", "RestartKopsWorkload")]
    [InlineData("[version]'1.2' | Restart-KopsWorkload -Kubeconfig $k", "InputObjectNotBound", "RestartKopsWorkload")]
    public void Wrong_calls_change_nothing(string script, string id, string command)
    {
        Fails(script, id, command);
        Assert.Empty(Changes());
    }

    [Theory]
    [InlineData("Restart-KopsWorkload deploy/shop/web")]
    [InlineData("Set-KopsWorkloadScale deploy/shop/web 0")]
    [InlineData("Suspend-KopsWorkload deploy/shop/web")]
    [InlineData("Resume-KopsWorkload deploy/shop/pricing")]
    [InlineData("Remove-KopsWorkload deploy/shop/web -ClusterName prod.example.com")]
    [InlineData("Remove-KopsWorkload deploy/shop/web -ClusterName prod.example.com -Force")]
    public void A_preview_changes_nothing(string script)
    {
        Assert.Empty(Run(script + " -Kubeconfig $k -WhatIf").Objects());
        Assert.Empty(Changes());
    }

    [Fact]
    public void A_name_that_several_have_is_refused_with_all_of_them()
    {
        var other = _api.Recordings.Item("deployments", "web");
        other["metadata"]!["namespace"] = "data";
        _api.Put(Deployments, other);
        Assert.Contains("deploy/data/web or deploy/shop/web", Fails("Restart-KopsWorkload web -Kubeconfig $k", "KubernetesWorkloadAmbiguous", "RestartKopsWorkload"), StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_through_a_rollout()
    {
        var later = _api.Recordings.Item("deployments", "web");
        later["status"]!["updatedReplicas"] = 1;
        _api.When(InShop + "web", KubeAnswer.Status(200, later.ToJsonString()), times: 3);
        var result = Run("Wait-KopsWorkload deploy/shop/web -Interval 1ms -Verbose -Kubeconfig $k");
        Assert.Equal(4, result.Single().Properties["UpToDate"].Value);
        Assert.Contains(result.Verbose, line => line.Contains("1 of 4 updated", StringComparison.Ordinal));
        Assert.Contains("BackoffLimitExceeded", Fails("Wait-KopsWorkload job/batch/etl-orders -Kubeconfig $k", "KubernetesRolloutFailed", "WaitKopsWorkload"), StringComparison.Ordinal);
        Fails("Wait-KopsWorkload ds/data/log-shipper -Timeout 1ms -Kubeconfig $k", "KubernetesRolloutTimeout", "WaitKopsWorkload");
    }

    [Fact]
    public void Says_what_it_waits_for_however_young_that_is()
    {
        var now = KubeRecordings.Time(KubeRecordings.Now.AddSeconds(-10));
        void Add(string list, string body) => _api.Put(list, JsonNode.Parse(body)!.AsObject());
        Add(Deployments, $$$"""
            {"metadata":{"name":"huge","namespace":"shop","uid":"d","generation":2,"creationTimestamp":"{{{now}}}"},"spec":{"replicas":3},
             "status":{"observedGeneration":2,"replicas":4,"updatedReplicas":1,"readyReplicas":3,"availableReplicas":3,
              "conditions":[{"type":"Progressing","status":"True","reason":"ReplicaSetUpdated"},{"type":"Available","status":"True"}]}}
            """);
        Add("/apis/apps/v1/replicasets", $$$"""
            {"metadata":{"name":"huge-1","namespace":"shop","uid":"r","creationTimestamp":"{{{now}}}","ownerReferences":[{"kind":"Deployment","name":"huge","uid":"d","controller":true}]},"spec":{"replicas":1}}
            """);
        Add("/api/v1/pods", $$$"""
            {"metadata":{"name":"huge-1-a","namespace":"shop","uid":"p","creationTimestamp":"{{{now}}}","ownerReferences":[{"kind":"ReplicaSet","name":"huge-1","uid":"r","controller":true}]},
             "spec":{"containers":[{"name":"c"}]},
             "status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","lastTransitionTime":"{{{now}}}","message":"0/9 nodes are available: 6 Insufficient cpu."}]}}
            """);

        var said = Fails("Wait-KopsWorkload deploy/shop/huge -Timeout 1ms -Kubeconfig $k", "KubernetesRolloutTimeout", "WaitKopsWorkload");

        Assert.Contains("1 of 3 updated", said, StringComparison.Ordinal);
        Assert.Contains("Insufficient cpu", said, StringComparison.Ordinal);
    }

    private string Fails(string script, string id, string command)
    {
        var error = Run(script).SingleError();
        Assert.Equal($"{id},KopsPS.Commands.{command}Command", error.FullyQualifiedErrorId);
        return error.Exception.Message;
    }

    private KubeRequest[] Changes() => [.. _api.Requests.Where(request => request.Method != "GET")];

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}

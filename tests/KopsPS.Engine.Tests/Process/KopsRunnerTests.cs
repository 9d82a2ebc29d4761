using KopsPS.Engine.Processes;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Processes;

public sealed class KopsRunnerTests : IDisposable
{
    private const string Cluster = "prod.example.com";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("kopsps-test-");
    private readonly RecordingFeedback _feedback = new();
    private readonly FakeAccess _access = new();

    public void Dispose() => _home.Delete(true);

    [Theory]
    [InlineData("1.36.2", "update-preview")]
    [InlineData("1.30.1", "update-preview")]
    [InlineData("1.36.2", "get-clusters-full-json")]
    [InlineData("1.36.2", "toolbox-dump-json")]
    public async Task Standard_output_arrives_byte_for_byte(string version, string recording)
    {
        using var kops = ReplayKopsScenario.ForRecording(version, recording);
        var run = await Runner(kops).RunAsync(Call(version, recording), CancellationToken.None);

        var folder = ReplayKopsScenario.RecordingFolder(version, recording);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(folder, "stdout.txt")), run.Stdout);
        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(folder, "stderr.txt")), run.StderrLines);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Lines_of_standard_output_stream()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "update-preview");
        var lines = new List<string>();
        var call = Call("1.36.2", "update-preview") with
        {
            OnStdoutLine = (line, _) =>
            {
                lines.Add(line);
                return ValueTask.CompletedTask;
            },
        };
        var run = await Runner(kops).RunAsync(call, CancellationToken.None);

        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(ReplayKopsScenario.RecordingFolder("1.36.2", "update-preview"), "stdout.txt")), lines);
        Assert.Empty(run.Stdout);
    }

    [Fact]
    public async Task Tasks_become_progress_that_ends()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "update-yes-admin");
        var run = await Runner(kops).RunAsync(Call("1.36.2", "update-yes-admin") with { Activity = "Applying" }, CancellationToken.None);

        Assert.Equal(run.TasksTotal, run.TasksDone);
        Assert.InRange(run.TasksTotal, 100, 300);
        Assert.Contains(_feedback.Reports, report => report is { Percent: > 0 and < 100, Completed: false } && report.Status.EndsWith($"/{run.TasksTotal} tasks", StringComparison.Ordinal));
        Assert.True(_feedback.Reports[^1].Completed);
        Assert.DoesNotContain(_feedback.Reports, report => report.Status.Contains("CA private key was not found", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("update-yes-admin", "CA private key was not found")]
    [InlineData("rolling-update-cloudonly", "Not draining cluster nodes")]
    public async Task What_kops_warns_of_on_every_good_run_is_no_warning(string recording, string said)
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", recording);
        var run = await Runner(kops).RunAsync(Call("1.36.2", recording), CancellationToken.None);

        Assert.Contains(run.StderrLines, line => line.StartsWith('W'));
        Assert.Empty(run.Warnings);
        Assert.Empty(_feedback.Warnings);
        Assert.Contains(_feedback.VerboseLines, line => line.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_person_should_know_is_a_warning()
    {
        using var kops = Fake(new ReplayKopsStep
        {
            Stderr = "W1122 20:00:00.000001      12 x.go:1] Gossip is deprecated, using None DNS instead\n"
                + "W1122 20:00:00.000001      12 x.go:1] cannot list node names. Kubernetes API unavailable: refused\n"
                + "W1122 20:00:00.000001      12 x.go:1] `kops get [CLUSTER]` is deprecated: use `kops get all [CLUSTER]`\n",
        });
        var run = await Runner(kops).RunAsync(new KopsCall("get", "all"), CancellationToken.None);
        Assert.Equal(["Gossip is deprecated, using None DNS instead", "cannot list node names. Kubernetes API unavailable: refused"], run.Warnings);
        Assert.Equal(2, _feedback.Warnings.Count);
    }

    [Theory]
    [InlineData("exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}", true)]
    [InlineData("\"exec\": {\"command\": \"aws\"}", true)]
    [InlineData("token: 'exec: none'", false)]
    public async Task A_plugin_of_the_kubeconfig_finds_its_own_home(string user, bool own)
    {
        // As a validation by a context of another name has it: an alias in a file of its own, before the person's.
        var (alias, config) = (Path.Combine(_home.FullName, "alias"), Path.Combine(_home.FullName, "config"));
        await File.WriteAllTextAsync(alias, "{contexts: [{name: prod.example.com, context: {cluster: prod.example.com, user: reader}}]}");
        await File.WriteAllTextAsync(config, $$"""
            clusters: [{name: prod.example.com, cluster: {server: "https://127.0.0.1:1"} }]
            users: [{name: reader, user: { {{user}} } }, {name: other, user: {exec: {command: other} } }]
            contexts: [{name: ops, context: {cluster: prod.example.com, user: reader} }]
            """);
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "validate-ready-json");
        var call = Call("1.36.2", "validate-ready-json") with { ClusterName = Cluster, Kubeconfig = alias + Path.PathSeparator + config };
        await Runner(kops).RunAsync(call, CancellationToken.None);

        var environment = kops.Calls[^1].Environment;
        Assert.Equal(call.Kubeconfig, environment["KUBECONFIG"]);
        Assert.Equal(own, environment["HOME"] == Settings(kops).Environment.HomeDirectory);
    }

    [Fact]
    public async Task The_child_gets_exactly_what_it_needs()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "update-preview");
        var settings = Settings(
            kops,
            ("HTTPS_PROXY", "http://proxy:3128"), ("NO_PROXY", "localhost"), ("SSL_CERT_FILE", "/ca.pem"), ("AWS_CA_BUNDLE", "/ca.pem"), ("TMPDIR", _home.FullName),
            ("AWS_PROFILE", "other"), ("KOPS_CLUSTER_NAME", "other.example.com"), ("EDITOR", "vi"), ("VISUAL", "vi"), ("KUBECONFIG", "/home/u/.kube/config"),
            ("AWS_SECRET_ACCESS_KEY", "of-the-session"), ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:5000"), ("S3_ENDPOINT", "http://127.0.0.1:5001"),
            ("KOPS_FEATURE_FLAGS", "+Spotinst"), ("SECRET_OF_THE_BUILD", "x"), ("KOPS_STATE_STORE", "s3://other")) with
        {
            EndpointUrl = "http://127.0.0.1:5002",
        };
        await new KopsRunner(settings, _access, _feedback).RunAsync(Call("1.36.2", "update-preview"), CancellationToken.None);

        var environment = kops.Calls[^1].Environment.ToDictionary();
        var home = environment["HOME"];
        Assert.False(Directory.Exists(home));
        Assert.StartsWith(home, environment["KUBECONFIG"], StringComparison.Ordinal);
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["HTTPS_PROXY"] = "http://proxy:3128", ["NO_PROXY"] = "localhost", ["SSL_CERT_FILE"] = "/ca.pem", ["AWS_CA_BUNDLE"] = "/ca.pem",
                ["TMPDIR"] = _home.FullName,
                ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:5002", ["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:5000", ["S3_ENDPOINT"] = "http://127.0.0.1:5001",
                ["KOPS_FEATURE_FLAGS"] = "+Spotinst", ["AWS_REGION"] = "eu-central-1",
                ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE", ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                ["AWS_SESSION_TOKEN"] = "FwoGZXIvYXdzEXAMPLETOKEN//8=", ["AWS_EC2_METADATA_DISABLED"] = "true",
            },
            new SortedDictionary<string, string>(
                environment.Where(pair => pair.Key is not ("HOME" or "KUBECONFIG" or "PATH" or "PWD" or "OLDPWD" or "SHLVL" or "_" or "SystemRoot" or "SystemDrive"
                    or "windir" or "PATHEXT" or "ComSpec" or "USERPROFILE" or "APPDATA" or "LOCALAPPDATA" or "TEMP" or "TMP")).ToDictionary(),
                StringComparer.Ordinal));
        Assert.Empty(kops.Calls[^1].Stdin);
    }

    [Fact]
    public async Task Name_and_state_store_are_added_and_nothing_is_quoted()
    {
        using var kops = Fake(new ReplayKopsStep());
        string[] odd = ["edit", "cluster", "--set", "spec.x=a b\"c'd$(e)\\", "--set", "", "ü;|&"];
        await new KopsRunner(Settings(kops) with { StateStore = "s3://acme-kops" }, _access, _feedback)
            .RunAsync(new KopsCall(odd) { ClusterName = Cluster }, CancellationToken.None);
        Assert.Equal([.. odd, "--name", Cluster, "--state", "s3://acme-kops"], kops.Calls[^1].Arguments);
    }

    [Fact]
    public async Task Explicit_arguments_are_not_doubled()
    {
        using var kops = Fake(new ReplayKopsStep());
        await new KopsRunner(Settings(kops) with { StateStore = "s3://acme-kops" }, _access, _feedback)
            .RunAsync(new KopsCall("get", "all", "--name=a", "--state", "s3://b") { ClusterName = Cluster }, CancellationToken.None);
        Assert.Equal(["get", "all", "--name=a", "--state", "s3://b"], kops.Calls[^1].Arguments);
    }

    [Fact]
    public async Task KOPS_BASE_URL_is_passed_on_with_a_warning()
    {
        using var kops = Fake(new ReplayKopsStep());
        await new KopsRunner(Settings(kops, ("KOPS_BASE_URL", "https://mirror/kops/")), _access, _feedback).RunAsync(new KopsCall("get", "all"), CancellationToken.None);
        Assert.Equal("https://mirror/kops/", kops.Calls[^1].Environment["KOPS_BASE_URL"]);
        Assert.Contains("KOPS_BASE_URL", Assert.Single(_feedback.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(16, false)]
    public async Task Credentials_that_end_soon_are_said(int minutes, bool said)
    {
        using var kops = Fake(new ReplayKopsStep());
        var access = new FakeAccess { Credentials = new("AKIAIOSFODNN7EXAMPLE", "secretsecret", "token-token", DateTimeOffset.UtcNow.AddMinutes(minutes)) };
        await new KopsRunner(Settings(kops), access, _feedback).RunAsync(new KopsCall("get", "all"), CancellationToken.None);
        Assert.Equal(said, _feedback.Warnings.Any(warning => warning.Contains("credentials end in", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_failure_says_what_kops_said_the_command_the_code_and_what_to_do()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "get-cluster-missing");
        var fault = await Assert.ThrowsAsync<KopsException>(() => Runner(kops).RunAsync(new KopsCall("get", "cluster", Cluster), CancellationToken.None));

        Assert.Equal(("KopsClusterNotFound", FaultKind.ObjectNotFound, Cluster), (fault.Id, fault.Kind, fault.Target));
        Assert.Contains("cluster not found \"prod.example.com\"", fault.Message, StringComparison.Ordinal);
        Assert.Contains("kops get cluster prod.example.com (exit code 1)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Get-KopsCluster", fault.RecommendedAction, StringComparison.Ordinal);
        var inner = Assert.IsType<KopsProcessException>(fault.InnerException);
        Assert.Equal(1, inner.ExitCode);
        Assert.Contains("cluster not found", inner.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, _access.Questions);
    }

    [Theory]
    [InlineData("get-clusters-empty")]
    [InlineData("validate-node-not-ready-json")]
    public async Task A_result_with_exit_code_1_is_a_result(string recording)
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", recording);
        var run = await Runner(kops).RunAsync(Call("1.36.2", recording), CancellationToken.None);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_failure_can_be_accepted()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "get-cluster-missing");
        var run = await Runner(kops).RunAsync(new KopsCall("get", "cluster", Cluster) { AcceptFailure = true }, CancellationToken.None);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_call_that_the_fake_cannot_answer_is_loud()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "update-preview");
        var fault = await Assert.ThrowsAsync<KopsException>(() => Runner(kops).RunAsync(new KopsCall("get", "frobs"), CancellationToken.None));
        Assert.Equal("KopsFailed", fault.Id);
        Assert.Contains("no recording answers", fault.Message, StringComparison.Ordinal);
        Assert.Null(kops.Calls[^1].AnsweredBy);
    }

    [Theory]
    [InlineData("1.36.2", "bad-credentials", AccessAnswer.Rejected, AccessAnswer.Unknown, "AwsCredentialsRejected")]
    [InlineData("1.36.2", "state-store-access-denied", AccessAnswer.Granted, AccessAnswer.Denied, "KopsStateStoreAccessDenied")]
    [InlineData("1.36.2", "expired-token", AccessAnswer.Expired, AccessAnswer.Unknown, "KopsCredentialsExpired")]
    [InlineData("1.30.1", "bad-credentials", AccessAnswer.Rejected, AccessAnswer.Unknown, "AwsCredentialsRejected")]
    [InlineData("1.30.1", "expired-token", AccessAnswer.Expired, AccessAnswer.Unknown, "KopsCredentialsExpired")]
    [InlineData("1.30.1", "state-store-access-denied", AccessAnswer.Granted, AccessAnswer.Denied, "KopsStateStoreAccessDenied")]
    [InlineData("1.30.1", "wrong-state-store", AccessAnswer.Granted, AccessAnswer.NotFound, "KopsStateStoreNotFound")]
    [InlineData("1.30.1", "s3-slow-down", AccessAnswer.Granted, AccessAnswer.Throttled, "KopsStateStoreThrottled")]
    [InlineData("1.30.1", "wrong-state-store", AccessAnswer.Unreachable, AccessAnswer.Unreachable, "KopsStateStoreUnreachable")]
    public async Task Causes_that_kops_confuses_are_told_apart(string version, string recording, AccessAnswer identity, AccessAnswer bucket, string id)
    {
        using var kops = ReplayKopsScenario.ForRecording(version, recording);
        var access = new FakeAccess { Identity = identity, Bucket = bucket };
        var call = Call(version, recording);
        var fault = await Assert.ThrowsAsync<KopsException>(() => new KopsRunner(Settings(kops), access, _feedback).RunAsync(call, CancellationToken.None));
        Assert.Equal(id, fault.Id);
        if (identity == AccessAnswer.Granted)
        {
            Assert.Equal(recording == "wrong-state-store" ? "no-such-bucket-here" : "kops-state", access.AskedBucket);
        }
    }

    [Fact]
    public async Task Secrets_reach_no_stream_and_no_fault()
    {
        const string Pem = "-----BEGIN RSA PRIVATE KEY-----";
        var credentials = _access.Credentials!;
        using var kops = Fake(new ReplayKopsStep
        {
            ExitCode = 1,
            Stdout = $"stdout {credentials.SecretKey}\n",
            Stderr = $"I1122 20:00:00.000001      12 x.go:1] using {credentials.SecretKey} and {credentials.Token}\n"
                + "I1122 20:00:00.000001      12 x.go:1] https://s3/x?X-Amz-Security-Token=IQoJb3JpZ2luX2VjEXAMPLE&X-Amz-Signature=0123456789abcdef\n"
                + "W1122 20:00:00.000001      12 x.go:1] aws_secret_access_key=je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY other ASIAIOSFODNN7EXAMPLE\n"
                + $"I1122 20:00:00.000001      12 x.go:1] {Pem}MIIEpAIBAAKCAQEA\n"
                + $"Error: proxy http://user:hunter2hunter2@proxy:3128 refused {credentials.Token}\n",
        });
        var fault = await Assert.ThrowsAsync<KopsException>(() => Runner(kops).RunAsync(
            new KopsCall("create", "secret", "--password", "x", "--set", "spec.token=" + credentials.SecretKey) { Activity = "Working" }, CancellationToken.None));

        var everything = string.Join('\n', _feedback.All) + fault + fault.InnerException;
        foreach (var secret in new[]
        {
            credentials.SecretKey, credentials.Token!, credentials.AccessKey, "IQoJb3JpZ2luX2VjEXAMPLE", "0123456789abcdef", "je7MtGbClwBF", "ASIAIOSFODNN7EXAMPLE",
            "hunter2", "MIIEpAIBAAKCAQEA",
        })
        {
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
        }

        Assert.Contains("refused", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.30.1", true)]
    [InlineData("1.36.2", false)]
    public async Task Versions_that_need_a_context_get_a_private_one(string version, bool exports)
    {
        using var kops = ReplayKopsScenario.ForRecording(version, "validate-ready-table");
        await Runner(kops).RunAsync(new KopsCall("validate", "cluster") { ClusterName = Cluster, NeedsContext = true }, CancellationToken.None);

        var calls = kops.Calls.Where(call => call.Arguments[0] != "version").ToArray();
        if (!exports)
        {
            Assert.Equal("validate", Assert.Single(calls).Arguments[0]);
            return;
        }

        Assert.Equal(["export", "kubeconfig", "--admin=1h", "--name", Cluster], calls[0].Arguments);
        Assert.Equal("validate", calls[1].Arguments[0]);
        Assert.Equal(calls[0].Environment["KUBECONFIG"], calls[1].Environment["KUBECONFIG"]);
        Assert.False(File.Exists(calls[0].Environment["KUBECONFIG"]));
    }

    [Fact]
    public async Task A_flood_does_not_fill_the_memory()
    {
        using var kops = Fake(new ReplayKopsStep { StderrFlood = 40_000_000, Stderr = "Error: at the very end\n", ExitCode = 1 });
        var run = await Runner(kops).RunAsync(new KopsCall("get", "all") { AcceptFailure = true }, CancellationToken.None);
        Assert.InRange(run.StderrLines.Sum(line => (long)line.Length), 1_000_000, 5_000_000);
        Assert.Equal("Error: at the very end", run.StderrLines[^1]);
        Assert.Contains(run.StderrLines, line => line.EndsWith("lines left out …", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_streams_are_drained_at_once()
    {
        using var kops = Fake(new ReplayKopsStep { StderrFlood = 2_000_000, StdoutFlood = 5_000_000, Stdout = "end" });
        var run = await Runner(kops).RunAsync(new KopsCall("get", "all"), CancellationToken.None);
        Assert.Equal(5_000_003, run.Stdout.Length);
        Assert.EndsWith("end", run.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_disturb_nothing()
    {
        using var kops = Fake(new ReplayKopsStep { Garbage = true, Stdout = "good", Stderr = "I1122 20:00:00.000001      12 x.go:1] Tasks: 3 done / 5 total; 1 can run\r\nlast without an end" });
        var run = await Runner(kops).RunAsync(new KopsCall("get", "all"), CancellationToken.None);
        Assert.EndsWith("good", run.Stdout, StringComparison.Ordinal);
        Assert.Equal((3, 5), (run.TasksDone, run.TasksTotal));
        Assert.Equal("last without an end", run.StderrLines[^1]);
    }

    [Fact]
    public async Task A_task_that_can_never_pass_ends_the_run()
    {
        // 57 more waves; the fake would print all of them, and then hang.
        using var kops = ReplayKopsScenario.Create("1.36.2", new ReplayKopsStep { Recording = "update-yes-permanent-error", End = ReplayKopsEnd.Hang, EndAfterLines = 60 });
        var fault = await Assert.ThrowsAsync<KopsException>(() => Runner(kops).RunAsync(Call("1.36.2", "update-yes-permanent-error"), CancellationToken.None));
        Assert.Equal("AwsAccessDenied", fault.Id);
        Assert.Equal("LaunchTemplate/nodes-us-east-1b.staging.example.com", fault.Target);
        Assert.Contains("UnauthorizedOperation", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_id_is_the_same_where_nobody_ends_it()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "update-yes-permanent-error");
        var fault = await Assert.ThrowsAsync<KopsException>(() =>
            Runner(kops).RunAsync(Call("1.36.2", "update-yes-permanent-error") with { FailFast = false }, CancellationToken.None));
        Assert.Equal(("AwsAccessDenied", "LaunchTemplate/nodes-us-east-1b.staging.example.com"), (fault.Id, fault.Target));
        Assert.Equal(1, ((KopsProcessException)fault.InnerException!).ExitCode);
    }

    [Fact]
    public async Task Tasks_that_fail_at_first_do_not_end_the_run()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "update-yes-task-errors");
        var run = await Runner(kops).RunAsync(Call("1.36.2", "update-yes-task-errors"), CancellationToken.None);
        Assert.Equal((0, 146, 146), (run.ExitCode, run.TasksDone, run.TasksTotal));
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public async Task Cancelled_before_the_start_nothing_is_started()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "update-preview");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner(kops).RunAsync(new KopsCall("update", "cluster"), new CancellationToken(true)));
        Assert.Empty(kops.Calls);
    }

    [Fact]
    public async Task Ctrl_C_interrupts_and_says_what_is_left()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", new ReplayKopsStep { Recording = "update-yes-admin", End = ReplayKopsEnd.Hang, EndAfterLines = 12 });
        using var stop = new CancellationTokenSource();
        StopAt(stop, "Tasks: ");
        var fault = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner(kops).RunAsync(Call("1.36.2", "update-yes-admin"), stop.Token));

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(130, Assert.IsType<KopsProcessException>(fault.InnerException).ExitCode);
        }

        Assert.Contains(_feedback.Warnings, warning => warning.Contains("stays in the state store and in AWS", StringComparison.Ordinal));
        AssertGone(kops.Calls[^1].ProcessId);
    }

    /// <summary>
    /// At a terminal Ctrl+C goes to kops as well: it is gone, or on its way, when the cmdlet asks for its end. Nobody
    /// killed it, and nothing is waited for.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_kops_that_the_terminal_interrupted_itself_is_not_killed(bool gone)
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", new ReplayKopsStep { Recording = "update-yes-admin", End = ReplayKopsEnd.Hang, EndAfterLines = 12 });
        using var stop = new CancellationTokenSource();
        _feedback.OnVerbose = line =>
        {
            if (line.Contains("Tasks: ", StringComparison.Ordinal) && !stop.IsCancellationRequested)
            {
                using var process = System.Diagnostics.Process.GetProcessById(kops.Calls[^1].ProcessId);
                if (!ProcessMark.TryInterrupt(process.Id))
                {
                    process.Kill(); // Windows has no interrupt for a process without a console
                }

                if (gone)
                {
                    process.WaitForExit();
                }

                stop.Cancel();
            }
        };
        var runner = new KopsRunner(Settings(kops), _access, _feedback) { Grace = TimeSpan.FromMinutes(5) };
        var fault = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            runner.RunAsync(Call("1.36.2", "update-yes-admin"), stop.Token).WaitAsync(TimeSpan.FromMinutes(1)));

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(130, Assert.IsType<KopsProcessException>(fault.InnerException).ExitCode);
        }

        Assert.DoesNotContain(_feedback.Warnings, warning => warning.Contains("was killed", StringComparison.Ordinal));
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("stays in the state store and in AWS", StringComparison.Ordinal));
        AssertGone(kops.Calls[^1].ProcessId);
    }

    [Fact]
    public async Task A_child_that_ignores_the_interrupt_is_killed()
    {
        using var kops = ReplayKopsScenario.Create(
            "1.36.2", new ReplayKopsStep { Recording = "update-preview", End = ReplayKopsEnd.Hang, IgnoreInterrupt = true });
        using var stop = new CancellationTokenSource();
        StopAt(stop, "Tasks: ");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner(kops).RunAsync(Call("1.36.2", "update-preview"), stop.Token));
        AssertGone(kops.Calls[^1].ProcessId);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Contains(_feedback.Warnings, warning => warning.Contains("was killed", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_that_kops_started_outlives_it()
    {
        using var kops = ReplayKopsScenario.Create(
            "1.36.2", new ReplayKopsStep { Recording = "update-preview", End = ReplayKopsEnd.Hang, Grandchild = true });
        using var stop = new CancellationTokenSource();
        StopAt(stop, "Tasks: ");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner(kops).RunAsync(Call("1.36.2", "update-preview"), stop.Token));
        AssertGone(kops.Calls[^1].ProcessId);
        AssertGone(kops.GrandchildId!.Value);
    }

    [Fact]
    public async Task The_time_limit_ends_it()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", new ReplayKopsStep { Recording = "update-yes-admin", End = ReplayKopsEnd.Hang });
        var clock = new ManualClock();
        _feedback.OnVerbose = line =>
        {
            if (line.Contains("Tasks: ", StringComparison.Ordinal))
            {
                clock.FireTimers();
            }
        };
        var runner = new KopsRunner(Settings(kops), _access, _feedback) { Grace = TimeSpan.FromSeconds(5), Clock = clock };
        var fault = await Assert.ThrowsAsync<KopsException>(() =>
            runner.RunAsync(Call("1.36.2", "update-yes-admin") with { TimeLimit = TimeSpan.FromMinutes(20) }, CancellationToken.None));
        Assert.Equal(("KopsTimeLimitExceeded", FaultKind.OperationTimeout), (fault.Id, fault.Kind));
        Assert.Contains("20m", fault.Message, StringComparison.Ordinal);
        AssertGone(kops.Calls[^1].ProcessId);
    }

    [Fact]
    public async Task A_crash_is_told_with_its_stack()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "panic");
        var fault = await Assert.ThrowsAsync<KopsException>(() => Runner(kops).RunAsync(Call("1.36.2", "panic"), CancellationToken.None));
        Assert.Equal("KopsCrashed", fault.Id);
        Assert.Contains("goroutine 369", fault.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_from_outside_is_said()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", new ReplayKopsStep { Recording = "update-preview", End = ReplayKopsEnd.Killed, EndAfterLines = 5 });
        var fault = await Assert.ThrowsAsync<KopsException>(() => Runner(kops).RunAsync(Call("1.36.2", "update-preview"), CancellationToken.None));
        Assert.Equal(OperatingSystem.IsWindows() ? "KopsFailed" : "KopsKilled", fault.Id);
    }

    [Theory]
    [InlineData("update-sigint", 130)]
    [InlineData("update-sigterm", 143)]
    public async Task Signals_of_others_are_a_cancellation(string recording, int exitCode)
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", recording);
        var fault = await Assert.ThrowsAsync<KopsException>(() => Runner(kops).RunAsync(Call("1.36.2", recording), CancellationToken.None));
        Assert.Equal("KopsCancelled", fault.Id);
        Assert.Equal(exitCode, ((KopsProcessException)fault.InnerException!).ExitCode);
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("the same command goes on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reader_that_fails_ends_the_run()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", new ReplayKopsStep { Recording = "update-preview", End = ReplayKopsEnd.Hang });
        var call = Call("1.36.2", "update-preview") with { OnStdoutLine = (_, _) => throw new InvalidDataException("enough") };
        await Assert.ThrowsAsync<InvalidDataException>(() => Runner(kops).RunAsync(call, CancellationToken.None));
        AssertGone(kops.Calls[^1].ProcessId);
    }

    [Fact]
    public async Task The_reason_for_a_newer_kops_is_in_the_message()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.30.1", "update-yes-older-kops");
        var fault = await Assert.ThrowsAsync<KopsException>(() => Runner(kops).RunAsync(Call("1.30.1", "update-yes-older-kops"), CancellationToken.None));
        Assert.Equal("KopsTooOld", fault.Id);
        Assert.Contains("The cluster was last updated by kops version 1.31.0", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("kubernetes version is available", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("***", fault.Message, StringComparison.Ordinal);
    }

    private static void AssertGone(int processId) => Assert.Null(ProcessMark.Of(processId));

    private static ReplayKopsScenario Fake(ReplayKopsStep step) => ReplayKopsScenario.Create("1.36.2", step);

    private static KopsCall Call(string version, string recording) =>
        new([.. ReplayKopsScenario.Recordings(version).Single(answer => answer.Name == recording).Arguments]);

    private void StopAt(CancellationTokenSource stop, string text) => _feedback.OnVerbose = line =>
    {
        if (line.Contains(text, StringComparison.Ordinal))
        {
            _ = stop.CancelAsync();
        }
    };

    private KopsRunner Runner(ReplayKopsScenario kops) => new(Settings(kops), _access, _feedback) { Grace = TimeSpan.FromSeconds(2) };

    private KopsSettings Settings(ReplayKopsScenario kops, params (string Name, string Value)[] variables) => new()
    {
        Environment = new HostEnvironment(
            variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value))
                .Append(KeyValuePair.Create("PATH", Environment.GetEnvironmentVariable("PATH") ?? "")), _home.FullName),
        KopsPath = kops.KopsPath,
    };

    /// <summary>A clock whose timers ring when the test says so.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private readonly List<(TimerCallback Callback, object? State)> _timers = [];

        public void FireTimers()
        {
            (TimerCallback Callback, object? State)[] due;
            lock (_timers)
            {
                due = [.. _timers];
                _timers.Clear();
            }

            foreach (var (callback, state) in due)
            {
                _ = Task.Run(() => callback(state));
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_timers)
            {
                _timers.Add((callback, state));
            }

            return new Nothing();
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}

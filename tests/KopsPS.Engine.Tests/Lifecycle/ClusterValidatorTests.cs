using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public class ClusterValidatorTests
{
    private const string Cluster = "prod.example.com";
    private const string MissingNodes = """
        {"failures":[{"type":"Machine","name":"i-1","message":"machine \"i-1\" has not yet joined cluster","instanceGroup":{"metadata":{"name":"nodes-us-east-1b"}}},
        {"type":"InstanceGroup","name":"nodes-us-east-1b","message":"InstanceGroup \"nodes-us-east-1b\" did not have enough nodes 2 vs 3"}],
        "nodes":[{"name":"a","status":"True"},{"name":"b","status":"True"},{"name":"c","status":"True"},{"name":"d","status":"True"},{"name":"e","status":"True"},{"name":"f","status":"True"},{"name":"g","status":"False"}]}
        """;

    private static readonly string Ready = Recordings.Stdout("1.36.2", "validate-ready-json");
    private static readonly ValidationRequest Request = new() { ClusterName = Cluster };
    private readonly ScriptedKops _kops = new();
    private readonly Told _told = new();
    private readonly ImpatientClock _clock = new();

    private ClusterValidator Validator => new(
        _kops.Run, new KopsSettings { Environment = new HostEnvironment([], ""), StateStore = "s3://acme-kops" }, _told, _clock);

    [Fact]
    public async Task A_ready_cluster_is_one_call()
    {
        _kops.Answers(Ready);

        var (validation, fault) = await Validator.ValidateAsync(Request, default);

        Assert.Null(fault);
        Assert.True(validation.Ready);
        Assert.Empty(validation.Failures);
        Assert.Equal((9, 9), (validation.ReadyNodes, validation.WantedNodes));
        var call = Assert.Single(_kops.Calls);
        Assert.Equal(["validate", "cluster", "-o", "json"], call.Arguments);
        Assert.True(call.NeedsContext);
        Assert.Equal(TimeSpan.Zero, _clock.Passed);
    }

    [Fact]
    public async Task A_kubeconfig_is_used_where_one_is_named()
    {
        _kops.Answers(Ready);

        await Validator.ValidateAsync(Request with { Kubeconfig = "/k", AskForKubeconfig = true }, default);

        Assert.Equal(["validate", "cluster", "-o", "json", "--use-kubeconfig"], _kops.Calls[0].Arguments);
        Assert.Equal("/k", _kops.Calls[0].Kubeconfig);
    }

    [Fact]
    public async Task An_unready_cluster_is_a_result()
    {
        _kops.Answers(MissingNodes);

        var (validation, fault) = await Validator.ValidateAsync(Request, default);

        Assert.Null(fault);
        Assert.Equal((false, 6, 9), (validation.Ready, validation.ReadyNodes, validation.WantedNodes));
        Assert.Single(_kops.Calls);
    }

    [Fact]
    public async Task Waiting_goes_on_until_the_cluster_is_ready_and_names_what_is_missing()
    {
        _kops.Fails("KubernetesApiUnreachable").Answers(MissingNodes).Answers(Ready);

        var (validation, fault) = await Validator.ValidateAsync(Request with { Wait = TimeSpan.FromMinutes(10) }, default);

        Assert.Null(fault);
        Assert.True(validation.Ready);
        Assert.Equal(3, _kops.Calls.Count);
        Assert.Equal(TimeSpan.FromSeconds(20), _clock.Passed);
        Assert.Equal(
            ["the Kubernetes API does not answer yet", "2 of 9 nodes missing (nodes-us-east-1b)"],
            _told.Reports.Where(report => !report.Completed).Select(report => report.Status));
        Assert.All(_told.Reports, report => Assert.Equal("Waiting for prod.example.com", report.Activity));
        Assert.True(_told.Reports[^1].Completed);
        Assert.Contains(_told.VerboseLines, line => line.Contains("2 of 9 nodes missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_the_end_of_the_wait_comes_the_last_object_and_the_fault()
    {
        _kops.Answers(MissingNodes);

        var (validation, fault) = await Validator.ValidateAsync(Request with { Wait = TimeSpan.FromSeconds(25), Interval = TimeSpan.FromSeconds(10) }, default);

        Assert.False(validation.Ready);
        Assert.Equal(2, validation.Failures.Length);
        Assert.Equal(("KopsValidationTimeout", FaultKind.OperationTimeout), (fault!.Id, fault.Kind));
        Assert.Contains("2 of 9 nodes missing", fault.Message, StringComparison.Ordinal);

        // 0, 10, 20 and, for what comes at the last moment, 25 s.
        Assert.Equal(4, _kops.Calls.Count);
        Assert.Equal(TimeSpan.FromSeconds(25), _clock.Passed);
    }

    [Fact]
    public async Task A_wait_shorter_than_the_pause_is_waited_out_all_the_same()
    {
        _kops.Answers(MissingNodes).Answers(Ready);

        var (validation, fault) = await Validator.ValidateAsync(Request with { Wait = TimeSpan.FromSeconds(5), Interval = TimeSpan.FromSeconds(10) }, default);

        Assert.True(validation.Ready);
        Assert.Null(fault);
        Assert.Equal(TimeSpan.FromSeconds(5), _clock.Passed);
    }

    [Fact]
    public async Task Successes_must_be_in_a_row()
    {
        _kops.Answers(Ready).Answers(MissingNodes).Answers(Ready).Answers(Ready);

        var (validation, fault) = await Validator.ValidateAsync(Request with { Wait = TimeSpan.FromMinutes(5), Count = 2 }, default);

        Assert.Null(fault);
        Assert.True(validation.Ready);
        Assert.Equal(4, _kops.Calls.Count);
    }

    [Fact]
    public async Task Without_a_wait_a_count_ends_at_the_first_failure()
    {
        _kops.Answers(Ready).Answers(MissingNodes).Answers(Ready);

        var (validation, _) = await Validator.ValidateAsync(Request with { Count = 3 }, default);

        Assert.False(validation.Ready);
        Assert.Equal(2, _kops.Calls.Count);
    }

    [Fact]
    public async Task An_api_that_does_not_answer_is_an_object_and_a_fault()
    {
        _kops.Fails("KubernetesApiUnreachable");

        var (validation, fault) = await Validator.ValidateAsync(Request, default);

        Assert.Equal("KubernetesApiUnreachable", fault!.Id);
        Assert.False(validation.Ready);
        Assert.Equal("Api", Assert.Single(validation.Failures).Kind);
        Assert.Equal("s3://acme-kops", validation.StateStore);
    }

    [Fact]
    public async Task Nobody_waits_for_a_wrong_certificate()
    {
        _kops.Fails("KubernetesApiCertificate");

        var (_, fault) = await Validator.ValidateAsync(Request with { Wait = TimeSpan.FromMinutes(5) }, default);

        Assert.Equal("KubernetesApiCertificate", fault!.Id);
        Assert.Single(_kops.Calls);
    }

    [Fact]
    public async Task Other_failures_are_faults_also_while_waiting()
    {
        _kops.Answers(MissingNodes).Fails("KopsCredentialsExpired");

        var fault = await Assert.ThrowsAsync<KopsException>(() => Validator.ValidateAsync(Request with { Wait = TimeSpan.FromMinutes(5) }, default));

        Assert.Equal("KopsCredentialsExpired", fault.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Validating cluster prod.example.com\n")]
    public async Task What_is_no_validation_is_a_fault(string stdout)
    {
        _kops.Answers(stdout);

        Assert.Equal("KopsValidationUnreadable", (await Assert.ThrowsAsync<KopsException>(() => Validator.ValidateAsync(Request, default))).Id);
    }

    [Fact]
    public async Task Waiting_can_be_stopped()
    {
        _kops.Answers(MissingNodes);
        using var stop = new CancellationTokenSource();
        var validator = new ClusterValidator(_kops.Run, new KopsSettings { Environment = new HostEnvironment([], "") }, _told, TimeProvider.System);

        var waiting = validator.ValidateAsync(Request with { Wait = TimeSpan.FromHours(2), Interval = TimeSpan.FromHours(1) }, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(_told.Reports[^1].Completed);
    }
}

using KopsPS.Fakes.Aws;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests;

[Collection(EnvironmentCollection.Name)]
public sealed class MfaTests : IDisposable
{
    // The SDK looks at the variable once in a process: the file that it names from the start, which no other test has.
    private readonly string _file = Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE")!;
    private readonly EnvironmentScope _environment = new();

    public MfaTests()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.WriteAllText(_file, """
            [ops]
            aws_access_key_id = AKIAOPS
            aws_secret_access_key = ops-secret

            [guarded]
            role_arn = arn:aws:iam::123456789012:role/deploy
            source_profile = ops
            mfa_serial = arn:aws:iam::123456789012:mfa/ops

            [guarded-too]
            role_arn = arn:aws:iam::123456789012:role/audit
            source_profile = ops
            mfa_serial = arn:aws:iam::123456789012:mfa/ops
            """);
    }

    public void Dispose()
    {
        _environment.Dispose();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }

    [Fact]
    public async Task A_person_is_asked_for_the_code_and_nobody_sees_it()
    {
        await using var stub = await S3Stub.StartAsync(StateStoreSnapshot.Many(1));
        using var shell = new ModuleHost(interactive: true);
        shell.Host.Secrets.Enqueue("123456");

        var result = shell.Run("Get-KopsCluster -StateStore s3://acme-kops -EndpointUrl $url -ProfileName guarded -Verbose", ("url", stub.Endpoint));

        Assert.Single(result.Objects());
        Assert.Contains("Enter MFA code for arn:aws:iam::123456789012:mfa/ops: ", shell.Host.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("123456\n", shell.Host.Text, StringComparison.Ordinal);
        Assert.Contains("TokenCode=123456", Assert.Single(stub.Requests, request => request.Body.Contains("AssumeRole", StringComparison.Ordinal)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_asked_for_once_a_session_and_again_after_Clear_KopsDefault()
    {
        await using var stub = await S3Stub.StartAsync(StateStoreSnapshot.Many(1));
        using var shell = new ModuleHost(interactive: true);
        shell.Host.Secrets.Enqueue("111111");
        shell.Run("Set-KopsDefault s3://acme-kops -ProfileName guarded -EndpointUrl $url", ("url", stub.Endpoint)).Objects();

        Assert.Single(shell.Run("Get-KopsCluster | Get-KopsCluster | Get-KopsCluster").Objects());
        Assert.Single(shell.Run("Get-KopsCluster").Objects());
        Assert.Equal(["111111"], Codes(stub));

        shell.Run("Clear-KopsDefault Region; Clear-KopsDefault -WhatIf").Objects();
        Assert.Single(shell.Run("Get-KopsCluster").Objects());
        Assert.Equal(["111111"], Codes(stub));

        shell.Host.Secrets.Enqueue("222222");
        shell.Run("Clear-KopsDefault ProfileName").Objects();
        Assert.Single(shell.Run("Get-KopsCluster -ProfileName guarded").Objects());
        Assert.Equal(["111111", "222222"], Codes(stub));
    }

    [Fact]
    public async Task Each_session_and_each_profile_has_its_own_code()
    {
        await using var stub = await S3Stub.StartAsync(StateStoreSnapshot.Many(1));
        using var one = new ModuleHost(interactive: true);
        using var other = new ModuleHost(interactive: true);
        one.Host.Secrets.Enqueue("111111");
        one.Host.Secrets.Enqueue("333333");
        other.Host.Secrets.Enqueue("222222");
        const string Get = "Get-KopsCluster -StateStore s3://acme-kops -EndpointUrl $url -ProfileName ";

        foreach (var (shell, profile) in new[] { (one, "guarded"), (other, "guarded"), (one, "guarded-too"), (one, "guarded") })
        {
            Assert.Single(shell.Run(Get + profile, ("url", stub.Endpoint)).Objects());
        }

        Assert.Equal(["111111", "222222", "333333"], Codes(stub));
    }

    [Fact]
    public async Task Health_asks_for_it_where_it_looks_into_a_state_store()
    {
        await using var stub = await S3Stub.StartAsync(StateStoreSnapshot.Many(1));
        await using var api = await KubeApi.StartAsync();
        var kubeconfig = api.WriteKubeconfig(Path.Combine(Path.GetDirectoryName(_file)!, "kubeconfig"));
        using var shell = new ModuleHost(interactive: true);
        shell.Host.Secrets.Enqueue("123456");

        shell.Run(
            "1, 2 | ForEach-Object { Get-KopsComponentHealth Etcd -StateStore s3://acme-kops -EndpointUrl $url -ProfileName guarded -Kubeconfig $k }",
            ("url", stub.Endpoint),
            ("k", kubeconfig)).Objects();

        Assert.Equal(["123456"], Codes(stub));
    }

    private static IEnumerable<string?> Codes(S3Stub stub) => stub.Requests.Where(request => request.Action == "AssumeRole").Select(request => request.Field("TokenCode"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_nobody_answers_it_is_told(bool pipeline)
    {
        await using var stub = await S3Stub.StartAsync(StateStoreSnapshot.Many(1));
        _environment.Set("GITHUB_ACTIONS", pipeline ? "true" : null);
        using var shell = new ModuleHost(interactive: pipeline);
        shell.Host.Secrets.Enqueue("123456");

        var error = shell.Run("Get-KopsCluster -StateStore s3://acme-kops -EndpointUrl $url -ProfileName guarded", ("url", stub.Endpoint)).SingleError();

        Assert.Equal("AwsMfaRequired,KopsPS.Commands.GetKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Empty(stub.Requests);
    }
}

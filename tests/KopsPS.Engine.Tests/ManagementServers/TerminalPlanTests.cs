using KopsPS.Engine.Aws;
using KopsPS.Engine.ManagementServers;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.ManagementServers;

public sealed class TerminalPlanTests : IDisposable
{
    private static readonly KopsManagementServer Server = new()
    {
        ServerName = "ops", InstanceId = "i-0123456789abcdef0", State = "running", InstanceType = "t2.medium", PublicIp = "203.0.113.7", PrivateIp = "10.0.0.7", SshUser = "ubuntu",
    };

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Ssh_gets_its_arguments_one_by_one()
    {
        var ssh = Program("ssh");
        var environment = Environment();
        var known = KnownServers.Of(environment);

        var plan = TerminalPlan.Ssh(Server, null, "/home/ops/my keys/id", known, environment);

        Assert.Equal(ssh, plan.Program);
        Assert.Equal(
            [
                "-i", "/home/ops/my keys/id", "-o", "IdentitiesOnly=yes", "-o", $"UserKnownHostsFile=\"{known.Path}\"", "-o", "HostKeyAlias=i-0123456789abcdef0",
                "-o", "StrictHostKeyChecking=ask", "-l", "ubuntu", "--", "203.0.113.7",
            ],
            plan.Arguments);
        Assert.Empty(plan.Environment);
    }

    [Fact]
    public void A_known_host_key_is_demanded()
    {
        Program("ssh");
        var known = KnownServers.Of(Environment());
        known.Add(Server.InstanceId, [new HostKey("ssh-ed25519", "AAAA")]);

        Assert.Contains("StrictHostKeyChecking=yes", TerminalPlan.Ssh(Server, "root", null, known, Environment()).Arguments);
    }

    [Fact]
    public void Session_Manager_gets_the_sessions_credentials_by_its_environment_only()
    {
        var aws = Program("aws");
        Program("session-manager-plugin");

        var plan = TerminalPlan.SessionManager(Server, "eu-central-1", null, new AwsCredentials("AKIA1", "very-secret", "a-token", null), Environment());

        Assert.Equal(aws, plan.Program);
        Assert.Equal(["ssm", "start-session", "--target", "i-0123456789abcdef0", "--region", "eu-central-1"], plan.Arguments);
        Assert.Equal(("AKIA1", "very-secret", "a-token"), (plan.Environment["AWS_ACCESS_KEY_ID"], plan.Environment["AWS_SECRET_ACCESS_KEY"], plan.Environment["AWS_SESSION_TOKEN"]));
        Assert.Null(plan.Environment["AWS_PROFILE"]);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        var environment = Environment();
        var credentials = new AwsCredentials("AKIA1", "s", null, null);

        Assert.Equal("KopsSshClientNotFound", Fault(() => TerminalPlan.Ssh(Server, null, null, KnownServers.Of(environment), environment)).Id);
        Assert.Equal("KopsSessionManagerPluginNotFound", Fault(() => TerminalPlan.SessionManager(Server, "eu-central-1", null, credentials, environment)).Id);
        Program("session-manager-plugin");
        Assert.Equal("KopsAwsCliNotFound", Fault(() => TerminalPlan.SessionManager(Server, "eu-central-1", null, credentials, environment)).Id);
    }

    [Fact]
    public void A_server_that_does_not_run_cannot_be_entered()
    {
        Program("ssh");
        var stopped = new KopsManagementServer { ServerName = "ops", InstanceId = "i-1", State = "stopped", InstanceType = "t2.medium" };

        var fault = Fault(() => TerminalPlan.Ssh(stopped, null, null, KnownServers.Of(Environment()), Environment()));

        Assert.Equal(("KopsManagementServerNotReachable", "Start-KopsManagementServer ops"), (fault.Id, fault.RecommendedAction));
    }

    private static KopsException Fault(Func<TerminalPlan> make) => Assert.Throws<KopsException>(() => { make(); });

    private HostEnvironment Environment() => TestSettings.With(_home.Path, ("PATH", _home.Path), ("LOCALAPPDATA", _home.Path)).Environment;

    private string Program(string name)
    {
        var path = Path.Combine(_home.Path, OperatingSystem.IsWindows() ? name + ".exe" : name);
        File.WriteAllText(path, "");
        return path;
    }
}

using System.Text.RegularExpressions;
using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.ManagementServer;

/// <summary>The cmdlets of management servers, on a third party's server of AWS' protocol.</summary>
public sealed partial class KopsManagementServerTests : IAsyncLifetime, IDisposable
{
    private const string New = "New-KopsManagementServer $name -SshAccess 203.0.113.0/24 -KeyName $name -EndpointUrl $aws -Region us-east-1";

    private readonly ModuleHost _shell = new();
    private readonly string _name = $"c-{Guid.NewGuid():N}"[..20];
    private string _endpoint = "";

    public async Task InitializeAsync()
    {
        _endpoint = (await MotoServer.SharedAsync()).Endpoint;
        await MotoEc2.CallAsync(_endpoint, "ec2", "CreateKeyPair", ("KeyName", _name));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_server_lives_from_making_to_removal_through_the_pipeline()
    {
        var made = Run(New).Single();
        Assert.Equal(("running", "t2.medium"), (made.Properties["State"].Value, made.Properties["InstanceType"].Value));
        Assert.Equal(_endpoint, made.Properties["EndpointUrl"].Value);

        Assert.Equal("stopped", Run("Get-KopsManagementServer $name -EndpointUrl $aws -Region us-east-1 | Stop-KopsManagementServer").Single().Properties["State"].Value);
        var warned = Run(New);
        Assert.Contains(warned.Warnings, text => text.Contains($"Start-KopsManagementServer {_name}", StringComparison.Ordinal));
        Assert.Equal("running", Run("$s = Get-KopsManagementServer $name -EndpointUrl $aws -Region us-east-1; Start-KopsManagementServer -Server $s").Single().Properties["State"].Value);

        var removed = Run("Get-KopsManagementServer $name -EndpointUrl $aws -Region us-east-1 | Remove-KopsManagementServer -Force").Objects();
        Assert.Equal(["Instance", "SecurityGroup"], removed.Select(change => change.Properties["Kind"].Value));
        Assert.Equal("KopsManagementServerNotFound,KopsPS.Commands.GetKopsManagementServerCommand", Run("Get-KopsManagementServer $name -EndpointUrl $aws -Region us-east-1").SingleError().FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData(New + " -WhatIf", 2)]
    [InlineData("Stop-KopsManagementServer $name -EndpointUrl $aws -Region us-east-1 -WhatIf", 1)]
    [InlineData("Remove-KopsManagementServer $name -EndpointUrl $aws -Region us-east-1 -WhatIf", 2)]
    public async Task A_preview_says_each_change_and_makes_none(string call, int lines)
    {
        var making = call.StartsWith("New-", StringComparison.Ordinal);
        if (!making)
        {
            Run(New).Single();
        }

        var shown = _shell.Show(call, ("name", _name), ("aws", _endpoint));

        Assert.Equal(lines, shown.Split("What if:").Length - 1);
        Assert.Equal(making ? [] : ["running"], await StatesAsync());
    }

    [Fact]
    public async Task Nothing_is_removed_where_nobody_can_be_asked()
    {
        Run(New).Single();

        var fault = Run("Remove-KopsManagementServer $name -EndpointUrl $aws -Region us-east-1").SingleError();

        Assert.Equal("KopsConfirmationRequired,KopsPS.Commands.RemoveKopsManagementServerCommand", fault.FullyQualifiedErrorId);
        Assert.Equal(["running"], await StatesAsync());
    }

    [Theory]
    [InlineData("-SshAccess 203.0.113.7/24 -KeyName $name", "KopsCidrInvalid")]
    [InlineData("-SshAccess 203.0.113.0/24 -KeyName nobodys-key", "KopsKeyPairNotFound")]
    [InlineData("-SshAccess 203.0.113.0/24 -KeyName $name -Zone us-east-1x", "KopsZoneInvalid")]
    [InlineData("-SshAccess 203.0.113.0/24 -KeyName $name -Type t3.medium -Zone us-east-1e", "KopsInstanceTypeNotOffered")]
    [InlineData("-SshAccess 203.0.113.0/24 -KeyName $name -ModuleSource https://example.com/KopsPS.nupkg", "KopsModuleSourceInvalid")]
    [InlineData("-SshAccess 203.0.113.0/24 -KeyName $name -Wait 10m", "KopsUsage")]
    [InlineData("-SshAccess 203.0.113.0/24 -KeyName $name -VolumeSize 4Gi", "KopsManagementServerInvalid")]
    [InlineData("-SessionManager -InstanceProfile nobodys-profile", "KopsInstanceProfileNotFound")]
    public void A_call_that_cannot_be_says_why(string parameters, string id) => Assert.Equal(
        $"{id},KopsPS.Commands.NewKopsManagementServerCommand",
        Run($"New-KopsManagementServer $name {parameters} -EndpointUrl $aws -Region us-east-1").SingleError().FullyQualifiedErrorId);

    [Theory]
    [InlineData("-SshAccess 203.0.113.0/24 -SessionManager -KeyName x", "AmbiguousParameterSet")]
    [InlineData("-SshAccess 203.0.113.0/24 -KeyName x -Wait 10", "ParameterArgumentTransformationError")]
    [InlineData("-SshAccess 203.0.113.0/24 -KeyName x -ModuleSha256 12", "ParameterArgumentValidationError")]
    public void Wrong_calls_do_not_bind(string parameters, string id) => Assert.StartsWith(
        id, Run($"New-KopsManagementServer $name {parameters} -EndpointUrl $aws").SingleError().FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void A_terminal_is_needed_to_enter_and_none_to_see_how()
    {
        Run(New).Single();

        Assert.Equal(
            "KopsTerminalRequired,KopsPS.Commands.EnterKopsManagementServerCommand",
            Run("Enter-KopsManagementServer $name -EndpointUrl $aws -Region us-east-1").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Names_are_completed()
    {
        Run(New).Single();

        var line = $"Stop-KopsManagementServer -EndpointUrl {_endpoint} -Region us-east-1 -Name {_name[..10]}";
        var completions = Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object { $_.CompletionText }", ("line", line)).Objects();
        Assert.Contains(_name, completions.Select(text => text.ToString()));
    }

    [Fact]
    public void The_view_shows_what_one_looks_for()
    {
        Run(New).Single();

        var text = _shell.Show("Get-KopsManagementServer $name -EndpointUrl $aws -Region us-east-1", ("name", _name), ("aws", _endpoint));

        Assert.Matches($@"ServerName\s+InstanceId\s+State\s+InstanceType\s+Zone\s+PublicIp\s+Access\s+CloudInit", text);
        Assert.Matches($@"{_name}\s+i-\w+\s+running\s+t2\.medium\s+us-east-1a\s+[0-9.]+\s+Ssh\s+NotChecked", text);
    }

    private ShellResult Run(string script, params (string Name, object? Value)[] more) => _shell.Run(script, [("name", _name), ("aws", _endpoint), .. more]);

    private async Task<IReadOnlyList<string>> StatesAsync()
    {
        var answer = await MotoEc2.CallAsync(_endpoint, "ec2", "DescribeInstances", ("Filter.1.Name", "tag:Name"), ("Filter.1.Value.1", _name));
        return [.. InstanceState().Matches(answer).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex(@"<instanceState>\s*<code>\d+</code>\s*<name>([a-z-]+)</name>")]
    private static partial Regex InstanceState();
}

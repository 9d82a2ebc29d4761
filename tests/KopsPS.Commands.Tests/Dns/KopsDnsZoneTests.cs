using KopsPS.Fakes.Aws;
using KopsPS.Fakes.Names;

namespace KopsPS.Commands.Tests.Dns;

public sealed class KopsDnsZoneTests : IAsyncLifetime
{
    private readonly ModuleHost _shell = new();
    private readonly DnsServer _dns = new(resolver: true);
    private Route53Stub _route53 = null!;

    public async Task InitializeAsync() => _route53 = await Route53Stub.StartAsync();

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        _dns.Dispose();
        await _route53.DisposeAsync();
    }

    [Fact]
    public void Made_shown_and_removed_by_its_object()
    {
        var parent = _route53.AddZone("example.com");

        var zone = Run("New-KopsDnsZone prod.example.com -EnvironmentName prod -Tag @{ Team = 'ops' } -EndpointUrl $url -Region eu-central-1").Single();
        Assert.Equal("prod.example.com", zone.Properties["ZoneName"].Value);
        Assert.Equal(parent, zone.Properties["ParentZoneId"].Value);
        Assert.Equal("eu-central-1", zone.Properties["Region"].Value);
        var id = (string)zone.Properties["ZoneId"].Value;
        Assert.Equal("ops", _route53.Tags(id)["Team"]);

        var shown = Run("Get-KopsDnsZone p* -EndpointUrl $url").Single();
        Assert.Equal((id, parent), (shown.Properties["ZoneId"].Value, shown.Properties["ParentZoneId"].Value));
        Assert.Equal(2, Run("Get-KopsDnsZone -EndpointUrl $url").Objects().Count);

        var removed = Run("Get-KopsDnsZone prod.example.com -EndpointUrl $url | ForEach-Object { Remove-KopsDnsZone -InputObject $_ -Force }").Objects();
        Assert.Equal(["Delete", "Delete"], removed.Select(change => change.Properties["Action"].Value.ToString()));
        Assert.Equal([(parent, "example.com.")], _route53.Zones);
        Assert.Null(_route53.Values(parent, "prod.example.com.", "NS"));
    }

    [Fact]
    public void A_preview_names_every_change_and_makes_none()
    {
        _route53.AddZone("example.com");
        var ours = _route53.AddZone("old.example.com");
        _route53.MakeOurs(ours);

        _shell.Host.Forget();
        Assert.Empty(Run("New-KopsDnsZone prod.example.com -WhatIf -EndpointUrl $url; Remove-KopsDnsZone old.example.com -WhatIf -EndpointUrl $url").Objects());

        Assert.Contains("Create HostedZone (public)\" on target \"prod.example.com\"", _shell.Host.Text, StringComparison.Ordinal);
        Assert.Contains("Create Record (delegation in example.com", _shell.Host.Text, StringComparison.Ordinal);
        Assert.Contains("Delete HostedZone", _shell.Host.Text, StringComparison.Ordinal);
        Assert.All(_route53.Requests, request => Assert.True(request.Method == "GET" || request.Path == "/2013-04-01/tags/hostedzone", request.Path));
        Assert.Equal(2, _route53.Zones.Count);
    }

    [Fact]
    public void A_removal_without_anybody_to_ask_says_how()
    {
        _route53.MakeOurs(_route53.AddZone("old.example.com"));

        Assert.Equal("KopsConfirmationRequired,KopsPS.Commands.RemoveKopsDnsZoneCommand", Run("Remove-KopsDnsZone old.example.com -EndpointUrl $url").SingleError().FullyQualifiedErrorId);
        Assert.DoesNotContain(_route53.Requests, request => request.Method == "DELETE");
        Run("Remove-KopsDnsZone old.example.com -EndpointUrl $url -Confirm:$false").Single();
    }

    [Fact]
    public void A_zone_of_somebody_else_is_not_removed_by_its_object()
    {
        var id = _route53.AddZone("theirs.example.com");

        Assert.Equal(
            "KopsDnsZoneNotOwned,KopsPS.Commands.RemoveKopsDnsZoneCommand", Run("Get-KopsDnsZone -EndpointUrl $url | Remove-KopsDnsZone -Force").SingleError().FullyQualifiedErrorId);
        Run("Remove-KopsDnsZone -ZoneId $id -Force -EndpointUrl $url", ("id", id)).Objects();
        Assert.Empty(_route53.Zones);
    }

    [Fact]
    public void Zones_with_records_stay_even_with_force()
    {
        _route53.MakeOurs(_route53.AddZone("used.example.com", records: ("www.used.example.com.", "A", ["192.0.2.1"])));

        var error = Run("Remove-KopsDnsZone used.example.com -Force -EndpointUrl $url").SingleError();

        Assert.Equal("KopsDnsZoneNotEmpty,KopsPS.Commands.RemoveKopsDnsZoneCommand", error.FullyQualifiedErrorId);
        Assert.Contains("www.used.example.com. A", error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(_route53.Zones);
    }

    [Fact]
    public void A_missing_zone_does_not_keep_the_others_from_being_shown()
    {
        _route53.AddZone("a.example.com");

        var result = Run("Get-KopsDnsZone nosuch.example.com, a.example.com -EndpointUrl $url");

        Assert.Equal("a.example.com", Assert.Single(result.Output).ToString());
        Assert.Equal("KopsDnsZoneNotFound,KopsPS.Commands.GetKopsDnsZoneCommand", result.SingleError().FullyQualifiedErrorId);
        Assert.Equal("KopsDnsZoneNotFound,KopsPS.Commands.GetKopsDnsZoneCommand", Run("Get-KopsDnsZone -ZoneId ZNOSUCH -EndpointUrl $url").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Checks_say_which_answer_is_wrong()
    {
        var id = _route53.AddZone("prod.example.com");
        _dns.Set("prod.example.com", "NS", 60, _route53.NameServers(id)[0], "ns1.old.example");

        var checks = Run("Test-KopsDnsZone prod.example.com -NameServer $dns -RetryCount 0 -EndpointUrl $url").Objects();

        Assert.Equal(["HostedZone", "Delegation"], checks.Take(2).Select(check => check.Properties["Name"].Value));
        Assert.Equal(("Fail", _dns.Address), (checks[1].Properties["Verdict"].Value.ToString(), checks[1].Properties["Target"].Value));
        Assert.Contains("ns1.old.example", (string)checks[1].Properties["Found"].Value, StringComparison.Ordinal);
        Assert.False((bool)Run("Test-KopsDnsZone prod.example.com -Quiet -NameServer $dns -EndpointUrl $url").Single().BaseObject);

        _dns.Set("prod.example.com", "NS", 60, _route53.NameServers(id));
        Assert.True((bool)Run("Get-KopsDnsZone -EndpointUrl $url | Test-KopsDnsZone -Quiet -NameServer $dns").Single().BaseObject);
        _dns.Break(DnsFault.Silence);
        Assert.False((bool)Run("Test-KopsDnsZone prod.example.com -Quiet -NameServer $dns -QueryTimeout 200ms -RetryCount 0 -EndpointUrl $url").Single().BaseObject);
    }

    [Fact]
    public void Checks_of_the_zone_itself_come_first()
    {
        var missing = Run("Test-KopsDnsZone prod.example.com -NameServer $dns -EndpointUrl $url").Single();
        Assert.Equal(("Fail", "New-KopsDnsZone prod.example.com"), (missing.Properties["Verdict"].Value.ToString(), missing.Properties["Remedy"].Value));

        _route53.AddZone("prod.example.com");
        _route53.AddZone("prod.example.com");
        Assert.Contains("2 of the same name", (string)Run("Test-KopsDnsZone prod.example.com -NameServer $dns -EndpointUrl $url").Single().Properties["Found"].Value, StringComparison.Ordinal);
        Assert.Equal("Pass", Run("Test-KopsDnsZone prod.k8s.local -EndpointUrl $url").Single().Properties["Verdict"].Value.ToString());
        Assert.Empty(_dns.Queries);
    }

    [Fact]
    public async Task A_private_zone_is_checked_from_its_network()
    {
        var moto = await MotoServer.SharedAsync();
        var name = $"a{Guid.NewGuid():N}.internal";
        var script = """
            $null = New-KopsDnsZone $name -NetworkId vpc-0123456789abcdef0 -EndpointUrl $moto -Region us-east-1
            Test-KopsDnsZone $name -NetworkId vpc-0123456789abcdef0, vpc-0fffffffffffffff0 -EndpointUrl $moto -Region us-east-1
            """;

        var checks = _shell.Run(script, ("name", name), ("moto", moto.Endpoint)).Objects();

        Assert.Equal(
            ["Pass HostedZone", "Fail NetworkAssociation", "Pass NetworkAssociation", "Fail enableDnsSupport", "Fail enableDnsHostnames"],
            checks.Select(check => $"{check.Properties["Verdict"].Value} {check.Properties["Name"].Value}"));
        _shell.Run("Get-KopsDnsZone $name -EndpointUrl $moto -Region us-east-1 | Remove-KopsDnsZone -Force", ("name", name), ("moto", moto.Endpoint)).Objects();
    }

    [Fact]
    public void Waiting_writes_the_zone_and_then_says_that_it_was_too_long()
    {
        var result = Run("New-KopsDnsZone prod.example.com -Wait 1s -NameServer $dns -EndpointUrl $url");

        Assert.Equal("prod.example.com", Assert.Single(result.Output).ToString());
        Assert.Equal("KopsDnsDelegationTimeout,KopsPS.Commands.NewKopsDnsZoneCommand", result.SingleError().FullyQualifiedErrorId);
        Assert.Contains("prod.example.com. 3600 IN NS ns-", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-KopsDnsZone 'not a name' -EndpointUrl $url", "KopsDnsZoneInvalid")]
    [InlineData("New-KopsDnsZone prod.example.com -NameServer 'x:y:z q' -Wait 1m -EndpointUrl $url", "KopsNameServerInvalid")]
    [InlineData("New-KopsDnsZone prod.example.com -NetworkId vpc-1 -Wait 1m -EndpointUrl $url", "AmbiguousParameterSet")]
    [InlineData("New-KopsDnsZone prod.example.com -Wait 10 -EndpointUrl $url", "ParameterArgumentTransformationError")]
    [InlineData("Test-KopsDnsZone prod.example.com -NameServer 127.0.0.1:0 -EndpointUrl $url", "KopsNameServerInvalid")]
    public void Wrong_calls_are_refused_before_anything_is_made(string script, string id)
    {
        _route53.AddZone("prod.example.com");

        Assert.StartsWith(id + ",", Run(script).SingleError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Single(_route53.Zones);
    }

    [Fact]
    public void Names_and_ids_complete()
    {
        var id = _route53.AddZone("prod.example.com");
        _route53.AddZone("dev.example.com");

        Assert.Equal(["prod.example.com"], Complete($"Get-KopsDnsZone -EndpointUrl {_route53.Endpoint} -ZoneName p"));
        Assert.Equal(["dev.example.com", "prod.example.com"], Complete($"New-KopsCluster a.example.com -EndpointUrl {_route53.Endpoint} -DnsZone "));
        Assert.Equal([id], Complete($"Test-KopsDnsZone prod.example.com -EndpointUrl {_route53.Endpoint} -ZoneId "));
    }

    [Fact]
    public void The_view_has_what_one_looks_for()
    {
        var id = _route53.AddZone("prod.example.com");

        var text = _shell.Show("Get-KopsDnsZone -EndpointUrl $url", ("url", _route53.Endpoint));

        Assert.Matches(@"ZoneName\s+ZoneId\s+Private\s+Records\s+ParentZoneId\s+NameServers", text);
        Assert.Matches($@"prod\.example\.com\s+{id}\s+False\s+2", text);
    }

    private ShellResult Run(string script, params (string Name, object? Value)[] variables) =>
        _shell.Run(script, [("url", _route53.Endpoint), ("dns", _dns.Address), .. variables]);

    private IEnumerable<string> Complete(string line) => _shell.Run(
        "[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object { $_.CompletionText }", ("line", line)).Objects().Select(match => (string)match.BaseObject);
}

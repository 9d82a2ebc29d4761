using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public class ProductionChoicesTests
{
    private static readonly CreateRequest Asked = new()
    {
        Name = "prod.example.com",
        Zones = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"],
        AdminAccess = ["203.0.113.0/24"],
    };

    [Fact]
    public void Fills_in_what_was_not_asked_for_and_says_so()
    {
        var (request, choices, warnings) = ProductionChoices.Apply(Asked);

        Assert.Equal(["us-east-1a", "us-east-1b", "us-east-1c"], request.ControlPlaneZones);
        Assert.Equal("private", request.Topology);
        Assert.Equal("cilium", request.Networking);
        Assert.True(request.EncryptEtcd);
        Assert.Null(request.Bastion);
        Assert.Empty(warnings);
        Assert.Contains(choices, choice => choice.Contains("-ControlPlaneZone", StringComparison.Ordinal));
        Assert.Contains(choices, choice => choice.Contains("-Topology", StringComparison.Ordinal));
        Assert.Contains(choices, choice => choice.Contains("-Networking", StringComparison.Ordinal));
        Assert.Contains(choices, choice => choice.Contains("-EncryptEtcd", StringComparison.Ordinal));
        Assert.Contains(choices, choice => choice.Contains("no SSH", StringComparison.Ordinal));
        Assert.Contains(choices, choice => choice.Contains("hop limit 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Adds_a_bastion_where_ssh_is_allowed() =>
        Assert.True(ProductionChoices.Apply(Asked with { SshAccess = ["203.0.113.0/24"] }).Request.Bastion);

    [Fact]
    public void What_was_asked_for_stands_and_is_warned_of()
    {
        var asked = Asked with
        {
            ControlPlaneCount = 1,
            Topology = "public",
            Networking = "calico",
            EncryptEtcd = false,
            Bastion = false,
            AdminAccess = ["0.0.0.0/0"],
            SshAccess = ["::/0"],
        };
        var (request, _, warnings) = ProductionChoices.Apply(asked);

        Assert.Equal(asked, request);
        Assert.Contains(warnings, warning => warning.Contains("fewer than three", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("public topology", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("not encrypted", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("-AdminAccess 0.0.0.0/0", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("-SshAccess ::/0", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_zones_need_a_decision()
    {
        var asked = Asked with { Zones = ["us-east-1a", "us-east-1b"] };
        var fault = Assert.Throws<KopsException>(() => ProductionChoices.Apply(asked));
        Assert.Equal("KopsZoneInvalid", fault.Id);
        Assert.Contains("-ControlPlaneCount", fault.Message, StringComparison.Ordinal);

        Assert.Null(ProductionChoices.Apply(asked with { ControlPlaneCount = 3 }).Request.ControlPlaneZones);
    }

    /// <summary>
    /// What the choices leave to kops is what kops does: both versions' plans for a cluster made without further flags.
    /// </summary>
    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void What_is_left_to_kops_is_its_default(string version)
    {
        var plan = File.ReadAllText(Path.Combine(Fakes.Repository.Recordings, "kops", version, "114-create", "stdout.txt"));
        var templates = plan.Split("\n  LaunchTemplate/").Skip(1).ToArray();
        Assert.Equal(7, templates.Length);
        Assert.All(templates, template =>
        {
            Assert.Matches(@"HTTPPutResponseHopLimit\s+1\n", template);
            Assert.Matches(@"HTTPTokens\s+required\n", template);
            Assert.Matches(@"RootVolumeEncryption\s+true\n", template);
        });
    }
}

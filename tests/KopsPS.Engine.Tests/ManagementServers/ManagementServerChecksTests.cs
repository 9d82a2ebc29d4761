using CsCheck;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Engine.Tests.ManagementServers;

public class ManagementServerChecksTests
{
    private static readonly ManagementServerRequest Good = new()
    {
        Name = "ops", KeyName = "ops", SshAccess = ["203.0.113.0/24"], Module = ModuleSource.Parse("0.1.0", null),
    };

    [Theory]
    [InlineData("Ops")]
    [InlineData("-ops")]
    [InlineData("ops-")]
    [InlineData("ops;reboot")]
    [InlineData("ops\n")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public void A_name_that_no_host_can_have_is_refused(string name) => Refused("KopsManagementServerInvalid", Good with { Name = name });

    [Theory]
    [InlineData("203.0.113.7/24", "203.0.113.0/24")]
    [InlineData("203.0.113.7", "203.0.113.7/32")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("203.0.113.0/33", "0 to 32")]
    [InlineData("203.0.113.0/-1", "0 to 32")]
    [InlineData("10.1/16", "ranges look like")]
    [InlineData("office", "ranges look like")]
    [InlineData("fe80::1%eth0/64", "ranges look like")]
    public void A_range_that_is_none_is_refused_with_what_it_should_be(string cidr, string says)
    {
        var fault = Refused("KopsCidrInvalid", Good with { SshAccess = [cidr] });

        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2001:DB8:0::/48", "2001:db8::/48")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("198.51.100.7/32", "198.51.100.7/32")]
    public void A_range_is_written_as_EC2_writes_it(string cidr, string normal) => Assert.Equal(normal, ManagementServerChecks.Normalized(cidr));

    [Fact]
    public void What_cannot_be_is_refused_before_AWS_is_asked()
    {
        Refused("KopsManagementServerInvalid", Good with { InstanceType = "medium" });
        Refused("KopsManagementServerInvalid", Good with { SubnetId = "subnet" });
        Refused("KopsManagementServerInvalid", Good with { NetworkId = "vpc" });
        Refused("KopsManagementServerInvalid", Good with { ImageId = "ubuntu" });
        Refused("KopsManagementServerInvalid", Good with { SshUser = "root; id" });
        Refused("KopsManagementServerInvalid", Good with { InstanceProfile = "arn:aws:iam::123456789012:instance-profile/x" });
        Refused("KopsManagementServerInvalid", Good with { DiskGib = 4 });
        Refused("KopsManagementServerInvalid", Good with { StateStore = "file:///srv/kops" });
        Refused("KopsZoneInvalid", Good with { Zone = "frankfurt" });
        Refused("KopsBinaryVersionInvalid", Good with { KopsVersion = "newest" });
        Refused("KopsBinaryVersionInvalid", Good with { KubectlVersion = "$(id)" });
        Refused("KopsUsage", Good with { SshAccess = [] });
        Refused("KopsUsage", Good with { KeyName = null });
        Refused("KopsUsage", Good with { SessionManager = true });
        Refused("KopsUsage", Good with { SessionManager = true, SshAccess = [] });
        Refused("KopsUsage", Good with { SystemVersion = "24.04", ImageId = "ami-0123456789abcdef0" });
        ManagementServerChecks.Check(Good);
    }

    [Theory]
    [InlineData("newest", null)]
    [InlineData("http://example.com/KopsPS.nupkg", null)]
    [InlineData("https://example.com/KopsPS.nupkg", null)]
    [InlineData("https://example.com/KopsPS.nupkg", "1234")]
    [InlineData("https://ops:secret@example.com/KopsPS.nupkg", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("0.1.0", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("s3://acme-packages", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    public void A_place_that_the_module_cannot_come_from_is_refused(string source, string? digest)
    {
        var fault = Assert.Throws<KopsException>(() => ModuleSource.Parse(source, digest));

        Assert.Equal("KopsModuleSourceInvalid", fault.Id);
        Assert.DoesNotContain("secret", fault.ToString() + fault.Target, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_makes_a_check_fail_otherwise_than_by_refusing() => Gen.String.Sample(
        text =>
        {
            try
            {
                ManagementServerChecks.Check(Good with { Name = text, SshAccess = [text], InstanceType = text, Zone = text, StateStore = text });
            }
            catch (KopsException)
            {
                // Refused.
            }
        },
        iter: 10_000);

    private static KopsException Refused(string id, ManagementServerRequest request)
    {
        var fault = Assert.Throws<KopsException>(() => ManagementServerChecks.Check(request));
        Assert.Equal(id, fault.Id);
        return fault;
    }
}

using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public class CreateChecksTests
{
    private static readonly CreateRequest Good = new()
    {
        Name = "prod.example.com",
        Zones = ["us-east-1a", "us-east-1b", "us-east-1c"],
        AdminAccess = ["203.0.113.0/24"],
    };

    [Fact]
    public void A_good_request_passes() => CreateChecks.Check(Good with
    {
        ControlPlaneZones = ["us-east-1a", "us-east-1b", "us-east-1c"],
        ControlPlaneVolumeSize = 64L << 30,
        NodeSizes = ["m5.large", "u-6tb1.metal"],
        Topology = "private",
        Bastion = true,
        NetworkCidrs = ["10.0.0.0/16"],
        NetworkId = "vpc-12345678",
        SubnetIds = ["subnet-12345678"],
        UtilitySubnetIds = ["subnet-0123456789abcdef0"],
        AdminAccess = ["203.0.113.0/24", "0.0.0.0/0", "::/0", "2001:db8::/32", "pl-0123456789abcdef0"],
        Tags = new Dictionary<string, string> { ["team"] = "a=b c" },
        KubernetesVersion = "1.35.0-beta.1",
        PermissionsBoundary = "arn:aws-us-gov:iam::123456789012:policy/x/y",
        DiscoveryStore = "s3://acme-oidc",
        Sets = ["spec.kubelet.maxPods=110", "cluster.spec.x=", "spec.etcdClusters[*].manager.backupRetentionDays=30"],
        KopsArguments = ["--ipv6"],
    });

    [Theory]
    [InlineData("Prod_1")]
    [InlineData("prod")]
    [InlineData("-prod.example.com")]
    [InlineData("prod..example.com")]
    [InlineData("prod.example.com\n")]
    [InlineData("../etc.example.com")]
    public void A_name_that_is_no_dns_name_is_refused(string name) =>
        Refused(Good with { Name = name }, "KopsSpecInvalid", "prod.example.com");

    [Theory]
    [InlineData("us-east-1")]
    [InlineData("useast1a")]
    [InlineData("us-east-1A")]
    [InlineData("")]
    public void A_zone_that_looks_like_none_is_refused(string zone) =>
        Refused(Good with { Zones = [zone] }, "KopsZoneInvalid", "eu-central-1a");

    [Fact]
    public void Zones_of_two_regions_are_refused() =>
        Refused(Good with { Zones = ["us-east-1a", "us-west-2a"] }, "KopsZoneInvalid", "one region");

    [Fact]
    public void Control_plane_zones_of_another_region_are_refused() =>
        Refused(Good with { ControlPlaneZones = ["eu-west-1a"] }, "KopsZoneInvalid", "one region");

    [Fact]
    public void A_zone_named_twice_is_refused() =>
        Refused(Good with { Zones = ["us-east-1a", "us-east-1a"] }, "KopsZoneInvalid", "twice");

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_count_that_is_not_odd_is_refused(int count) =>
        Refused(Good with { ControlPlaneCount = count }, "KopsSpecInvalid", "odd number");

    [Fact]
    public void An_even_number_of_control_plane_zones_is_refused() =>
        Refused(Good with { ControlPlaneZones = ["us-east-1a", "us-east-1b"] }, "KopsSpecInvalid", "odd number");

    [Fact]
    public void Two_zones_with_three_nodes_are_fine() =>
        CreateChecks.Check(Good with { ControlPlaneZones = ["us-east-1a", "us-east-1b"], ControlPlaneCount = 3 });

    [Fact]
    public void Fewer_nodes_than_zones_are_refused() =>
        Refused(Good with { ControlPlaneZones = ["us-east-1a", "us-east-1b", "us-east-1c"], ControlPlaneCount = 1 }, "KopsSpecInvalid", "3 zones");

    [Theory]
    [InlineData(1024)]
    [InlineData((1L << 30) + 1)]
    public void A_volume_of_no_whole_gibibytes_is_refused(long bytes) =>
        Refused(Good with { NodeVolumeSize = bytes }, "KopsSpecInvalid", "128Gi");

    [Fact]
    public void A_type_that_is_none_is_refused() => Refused(Good with { NodeSizes = ["large"] }, "KopsSpecInvalid", "m5.large");

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7/32")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("203.0.113.0/33", "no address range")]
    [InlineData("203.0.113.7/24", "no address range")]
    [InlineData("office", "no address range")]
    [InlineData("10.0.0/8", "no address range")]
    [InlineData("010.0.0.0/8", "no address range")]
    public void Access_for_what_is_no_range_is_refused(string cidr, string says)
    {
        Refused(Good with { AdminAccess = [cidr] }, "KopsSpecInvalid", says);
        Refused(Good with { SshAccess = [cidr] }, "KopsSpecInvalid", says);
    }

    [Fact]
    public void Subnets_need_their_network() =>
        Refused(Good with { SubnetIds = ["subnet-12345678"] }, "KopsUsage", "-NetworkId");

    [Fact]
    public void Utility_subnets_need_private_topology() => Refused(
        Good with { NetworkId = "vpc-12345678", UtilitySubnetIds = ["subnet-12345678"] }, "KopsUsage", "-Topology Private");

    [Fact]
    public void A_bastion_needs_private_topology() => Refused(Good with { Bastion = true }, "KopsUsage", "-Topology Private");

    [Fact]
    public void Kubenet_cannot_be_private() =>
        Refused(Good with { Networking = "kubenet", Topology = "private" }, "KopsUsage", "cilium");

    [Fact]
    public void No_dns_has_no_zone() => Refused(Good with { Dns = "none", DnsZone = "example.com" }, "KopsUsage", "-DnsZone");

    [Fact]
    public void An_ssh_key_must_be_there()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".pub");
        Refused(Good with { SshPublicKey = path }, "SshKeyFileNotFound", path);
    }

    [Theory]
    [InlineData("aws:x", "y", "aws:")]
    [InlineData("", "y", "1 to 128")]
    [InlineData("x", "a,b", "comma")]
    [InlineData("x", "the \"boss\"", "double quote")]
    [InlineData("x", "domain\\user", "backslash")]
    [InlineData("x", "a\nb", "line end")]
    public void Tags_that_cannot_be_are_refused(string key, string value, string says) =>
        Refused(Good with { Tags = new Dictionary<string, string> { [key] = value } }, "KopsSpecInvalid", says);

    [Theory]
    [InlineData("1.34")]
    [InlineData("latest")]
    public void A_version_without_its_numbers_is_refused(string version) =>
        Refused(Good with { KubernetesVersion = version }, "KopsSpecInvalid", "1.34.7");

    [Theory]
    [InlineData("--yes", "-Apply")]
    [InlineData("--yes=true", "-Apply")]
    [InlineData("--name=x", "-Name")]
    [InlineData("--dry-run", "-DryRun")]
    [InlineData("--admin-access=0.0.0.0/0", "-AdminAccess")]
    [InlineData("--target", "Terraform")]
    public void Arguments_that_would_go_round_the_parameters_are_refused(string argument, string says) =>
        Refused(Good with { KopsArguments = [argument] }, "KopsUsage", says);

    [Theory]
    [InlineData("spec.sshAccess=0.0.0.0/0", "-SshAccess")]
    [InlineData("cluster.spec.kubernetesApiAccess=0.0.0.0/0", "-AdminAccess")]
    [InlineData("spec.api.access=0.0.0.0/0", "-AdminAccess")]
    public void A_set_that_a_parameter_is_for_is_refused(string set, string says) => Refused(Good with { Sets = [set] }, "KopsUsage", says);

    [Fact]
    public void A_set_without_a_path_is_refused() => Refused(Good with { Sets = ["maxPods=110"] }, "KopsSpecInvalid", "spec.");

    [Theory]
    [InlineData("boundary")]
    [InlineData("arn:aws:iam::123456789012:role/x")]
    public void A_boundary_is_the_arn_of_a_policy(string arn) =>
        Refused(Good with { PermissionsBoundary = arn }, "KopsSpecInvalid", "arn:aws:iam");

    private static void Refused(CreateRequest request, string id, string says)
    {
        var fault = Assert.Throws<KopsException>(() => CreateChecks.Check(request));
        Assert.Equal(id, fault.Id);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }
}

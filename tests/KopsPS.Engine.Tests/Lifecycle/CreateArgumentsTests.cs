using KopsPS.Engine.Lifecycle;
using NuGet.Versioning;

namespace KopsPS.Engine.Tests.Lifecycle;

public class CreateArgumentsTests
{
    private static readonly CreateRequest Least = new()
    {
        Name = "prod.example.com",
        Zones = ["us-east-1a"],
        AdminAccess = ["203.0.113.0/24"],
    };

    private static readonly CreateRequest Everything = new()
    {
        Name = "prod.example.com",
        Zones = ["us-east-1a", "us-east-1b", "us-east-1c"],
        ControlPlaneZones = ["us-east-1a", "us-east-1b", "us-east-1c"],
        ControlPlaneCount = 5,
        ControlPlaneSizes = ["m5.large", "m5a.large"],
        ControlPlaneVolumeSize = 64L << 30,
        NodeCount = 6,
        NodeSizes = ["m5.xlarge"],
        NodeVolumeSize = 128L << 30,
        Image = "099720109477/ubuntu/noble",
        Networking = "cilium",
        Topology = "private",
        Bastion = true,
        Dns = "private",
        DnsZone = "example.com",
        NetworkCidrs = ["10.0.0.0/16", "10.1.0.0/16"],
        NetworkId = "vpc-0123456789abcdef0",
        SubnetIds = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        UtilitySubnetIds = ["subnet-0123456789abcdef2"],
        ApiLoadBalancerType = "internal",
        ApiLoadBalancerClass = "classic",
        AdminAccess = ["203.0.113.0/24", "2001:db8::/32"],
        SshAccess = ["198.51.100.7/32", "198.51.100.8/32"],
        SshPublicKey = "/home/ops/.ssh/id_ed25519.pub",
        KubernetesVersion = "1.34.7",
        Channel = "alpha",
        Tags = new Dictionary<string, string> { ["team"] = "platform", ["env"] = "prod" },
        EncryptEtcd = true,
        PermissionsBoundary = "arn:aws:iam::123456789012:policy/kops-boundary",
        DiscoveryStore = "s3://acme-oidc",
        Sets = ["spec.kubelet.maxPods=110"],
        KopsArguments = ["--associate-public-ip=false"],
    };

    private static readonly SemanticVersion Kops136 = new(1, 36, 2);
    private static readonly SemanticVersion Kops130 = new(1, 30, 1);

    public static TheoryData<string> Versions => ["1.30.1", "1.36.2"];

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_least_request_gives_access_to_nobody_but_whom_it_names(string version) => Assert.Equal(
    [
        "create", "cluster", "--cloud", "aws",
        "--zones", "us-east-1a",
        "--admin-access", "203.0.113.0/24",
        "--unset", "spec.sshAccess",
    ], CreateArguments.Build(Least, SemanticVersion.Parse(version)));

    [Theory]
    [MemberData(nameof(Versions))]
    public void Everything_has_its_flag(string version) => Assert.Equal(
    [
        "create", "cluster", "--cloud", "aws",
        "--zones", "us-east-1a,us-east-1b,us-east-1c",
        "--control-plane-zones", "us-east-1a,us-east-1b,us-east-1c",
        "--control-plane-count", "5",
        "--control-plane-size", "m5.large,m5a.large",
        "--control-plane-volume-size", "64",
        "--node-count", "6",
        "--node-size", "m5.xlarge",
        "--node-volume-size", "128",
        "--image", "099720109477/ubuntu/noble",
        "--networking", "cilium",
        "--topology", "private",
        "--bastion",
        "--dns", "private",
        "--dns-zone", "example.com",
        "--network-cidr", "10.0.0.0/16,10.1.0.0/16",
        "--network-id", "vpc-0123456789abcdef0",
        "--subnets", "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
        "--utility-subnets", "subnet-0123456789abcdef2",
        "--api-loadbalancer-type", "internal",
        "--api-loadbalancer-class", "classic",
        "--admin-access", "203.0.113.0/24,2001:db8::/32",
        "--ssh-access", "198.51.100.7/32,198.51.100.8/32",
        "--ssh-public-key", "/home/ops/.ssh/id_ed25519.pub",
        "--kubernetes-version", "1.34.7",
        "--channel", "alpha",
        "--cloud-labels", "env=prod,team=platform",
        "--encrypt-etcd-storage",
        "--discovery-store", "s3://acme-oidc",
        "--set", "spec.iam.permissionsBoundary=arn:aws:iam::123456789012:policy/kops-boundary",
        "--set", "spec.kubelet.maxPods=110",
        "--associate-public-ip=false",
    ], CreateArguments.Build(Everything, SemanticVersion.Parse(version)));

    /// <summary>Read off the help of each version: a flag that it lacks would end the call.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_flag_is_in_the_help_of_the_version(string version)
    {
        var help = File.ReadAllText(Path.Combine(
            Fakes.Repository.Recordings, "kops", version, "help", "kops-create-cluster.txt"));
        var deprecatedAndHidden = new[] { "--api-loadbalancer-class" };
        foreach (var flag in CreateArguments.Build(Everything, SemanticVersion.Parse(version), dryRun: true)
            .Where(argument => argument.StartsWith("--", StringComparison.Ordinal))
            .Select(argument => argument.Split('=')[0])
            .Except(deprecatedAndHidden))
        {
            Assert.Contains($"{flag} ", help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_dry_run_asks_for_yaml() => Assert.Equal(
        ["--dry-run", "-o", "yaml"], CreateArguments.Build(Least, Kops136, dryRun: true).TakeLast(3));

    [Fact]
    public void A_switch_that_is_off_is_said_with_its_value() => Assert.Contains(
        "--encrypt-etcd-storage=false", CreateArguments.Build(Least with { EncryptEtcd = false }, Kops136));

    [Fact]
    public void The_network_load_balancer_needs_no_flag() => Assert.Equal(
        CreateArguments.Build(Least, Kops136), CreateArguments.Build(Least with { ApiLoadBalancerClass = "network" }, Kops136));

    [Theory]
    [InlineData("spec.sshAccess=192.0.2.1/32,192.0.2.2/32", "\"spec.sshAccess=192.0.2.1/32,192.0.2.2/32\"")]
    [InlineData("spec.x=say \"a, b\"", "\"spec.x=say \"\"a, b\"\"\"")]
    [InlineData("spec.x=say \"a\"", "spec.x=say \"a\"")]
    public void A_value_with_a_comma_stays_one_value(string set, string argument)
    {
        var arguments = CreateArguments.Build(Least with { Sets = [set] }, Kops136);
        Assert.Equal(["--set", argument], arguments.TakeLast(2));
    }

    [Theory]
    [InlineData("owner", "a=b", "owner=\"a=b\"")]
    [InlineData("owner", "the \"boss\"", "owner=\"the \"\"boss\"\"\"")]
    [InlineData("owner", "John Doe", "owner=John Doe")]
    [InlineData("owner", "", "owner=\"\"")]
    [InlineData("owner", " x", "owner=\" x\"")]
    public void Tags_are_quoted_as_kops_reads_them(string key, string value, string labels)
    {
        var arguments = CreateArguments.Build(Least with { Tags = new Dictionary<string, string> { [key] = value } }, Kops136);
        Assert.Equal(labels, arguments[arguments.ToList().IndexOf("--cloud-labels") + 1]);
    }

    [Theory]
    [InlineData("kindnet", "1.30.1", "1.32.0 or newer")]
    [InlineData("canal", "1.36.2", "older than 1.34.0")]
    public void A_network_that_this_kops_lacks_is_refused(string network, string version, string needed)
    {
        var fault = Assert.Throws<KopsException>(() =>
            CreateArguments.Build(Least with { Networking = network }, SemanticVersion.Parse(version)));
        Assert.Equal("KopsFeatureMissing", fault.Id);
        Assert.Contains(needed, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kindnet", "1.36.2")]
    [InlineData("canal", "1.30.1")]
    public void A_network_that_this_kops_has_is_taken(string network, string version) => Assert.Contains(
        network, CreateArguments.Build(Least with { Networking = network }, SemanticVersion.Parse(version)));

    [Fact]
    public void An_unknown_network_names_the_known_ones()
    {
        var fault = Assert.Throws<KopsException>(() => CreateArguments.Build(Least with { Networking = "weave" }, Kops130));
        Assert.Equal("KopsSpecInvalid", fault.Id);
        Assert.Contains("cilium", fault.Message, StringComparison.Ordinal);
    }
}

using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using KopsPS.Engine.Ssh;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// Finds what is wrong with a request before kops is called: kops stores some clusters that it then refuses to build,
/// and its own texts name fields of the spec, not what was asked.
/// </summary>
public static partial class CreateChecks
{
    private const long Gibibyte = 1L << 30;
    private const int LongestName = 253;

    /// <summary>Arguments that KopsPS decides; given twice they would contradict what the cmdlet says and does.</summary>
    private static readonly Dictionary<string, string> OwnArguments = new(StringComparer.Ordinal)
    {
        ["--name"] = "-Name",
        ["--state"] = "-StateStore",
        ["--yes"] = "-Apply",
        ["-y"] = "-Apply",
        ["--dry-run"] = "-DryRun",
        ["--output"] = "-DryRun",
        ["-o"] = "-DryRun",
        ["--target"] = "no parameter: New-KopsCluster does not write Terraform",
        ["--out"] = "no parameter: New-KopsCluster does not write Terraform",
        ["--admin-access"] = "-AdminAccess",
        ["--ssh-access"] = "-SshAccess",
        ["--cloud"] = "no parameter: KopsPS is for AWS",
    };

    /// <summary>Fields that say who may come in; set past their parameters they would contradict what <c>-WhatIf</c> shows.</summary>
    private static readonly (string Field, string Parameter)[] OwnFields =
        [("spec.sshAccess", "-SshAccess"), ("spec.kubernetesApiAccess", "-AdminAccess"), ("spec.api.access", "-AdminAccess")];

    /// <summary>Region of a zone, such as <c>eu-central-1</c> of <c>eu-central-1a</c>.</summary>
    public static string RegionOf(string zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return zone[..^1];
    }

    /// <summary>Whether a text is written as a zone is, such as <c>eu-central-1a</c>.</summary>
    public static bool IsZone(string zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Zone().IsMatch(zone);
    }

    /// <summary>True for a range that is the whole internet, however it is written.</summary>
    public static bool IsWorld(string cidr)
    {
        ArgumentNullException.ThrowIfNull(cidr);
        return cidr.EndsWith("/0", StringComparison.Ordinal);
    }

    /// <summary>Checks a request.</summary>
    /// <exception cref="KopsException">The first thing that is wrong, with what to do.</exception>
    public static void Check(CreateRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckName(request.Name);
        CheckZones(request);
        CheckControlPlane(request);
        CheckSizes(request);
        CheckNetwork(request);
        CheckAccess(request);
        CheckTags(request.Tags);
        CheckRest(request);
    }

    /// <summary>Whether kops takes a name for a cluster: a DNS name in lower case with a dot.</summary>
    public static bool IsClusterName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= LongestName && DnsName().IsMatch(name) && name.Contains('.', StringComparison.Ordinal);
    }

    private static void CheckName(string name)
    {
        if (!IsClusterName(name))
        {
            throw Faults.SpecInvalid(
                "-Name", name, "the name of a cluster is a DNS name in lower case with a dot, such as prod.example.com");
        }
    }

    private static void CheckZones(CreateRequest request)
    {
        foreach (var zone in request.Zones.Concat(request.ControlPlaneZones ?? []))
        {
            if (!IsZone(zone))
            {
                throw Faults.ZoneInvalid(zone, "a zone is written like eu-central-1a: the region and a letter");
            }
        }

        if (Repeated(request.Zones) is { } twice)
        {
            throw Faults.ZoneInvalid(twice, "it is named twice by -Zone");
        }

        if (request.ControlPlaneZones is { } own && Repeated(own) is { } again)
        {
            throw Faults.ZoneInvalid(again, "it is named twice by -ControlPlaneZone; several nodes a zone are asked for with -ControlPlaneCount");
        }

        var region = RegionOf(request.Zones[0]);
        if (request.Zones.Concat(request.ControlPlaneZones ?? []).FirstOrDefault(zone => RegionOf(zone) != region) is { } foreign)
        {
            throw Faults.ZoneInvalid(foreign, $"a cluster lives in one region, and {request.Zones[0]} is in {region}");
        }
    }

    private static void CheckControlPlane(CreateRequest request)
    {
        var zones = request.ControlPlaneZones?.Count ?? 0;
        var count = request.ControlPlaneCount ?? (zones > 0 ? zones : 1);
        if (count < 1 || count % 2 == 0)
        {
            throw Faults.SpecInvalid(
                request.ControlPlaneCount is null ? "-ControlPlaneZone" : "-ControlPlaneCount",
                request.ControlPlaneCount is null ? string.Join(", ", request.ControlPlaneZones!) : Text(count),
                $"etcd needs an odd number of control-plane nodes to keep a majority, and this makes {count}; ask for 1, 3 or 5");
        }

        if (request.ControlPlaneCount is { } told && told < zones)
        {
            throw Faults.SpecInvalid(
                "-ControlPlaneCount", Text(told), $"-ControlPlaneZone names {zones} zones, each of which gets at least one node; name fewer zones or ask for more nodes");
        }

        // kops takes 0 for "not told" and makes a worker in each zone.
        if (request.NodeCount is < 1)
        {
            throw Faults.SpecInvalid("-NodeCount", Text(request.NodeCount.Value), "kops makes no cluster without workers; ask for 1 or more");
        }
    }

    private static void CheckSizes(CreateRequest request)
    {
        foreach (var (parameter, size) in new[]
        {
            ("-ControlPlaneVolumeSize", request.ControlPlaneVolumeSize), ("-NodeVolumeSize", request.NodeVolumeSize),
        })
        {
            if (size is { } bytes && (bytes < Gibibyte || bytes % Gibibyte != 0 || bytes / Gibibyte > int.MaxValue))
            {
                throw Faults.SpecInvalid(parameter, Text(bytes) + " bytes", "AWS makes volumes of whole gibibytes; give one such as 128Gi");
            }
        }

        foreach (var type in (request.ControlPlaneSizes ?? []).Concat(request.NodeSizes ?? []))
        {
            if (!InstanceType().IsMatch(type))
            {
                throw Faults.SpecInvalid("-ControlPlaneSize or -NodeSize", type, "an instance type is written like m5.large");
            }
        }
    }

    private static void CheckNetwork(CreateRequest request)
    {
        foreach (var cidr in request.NetworkCidrs ?? [])
        {
            CheckCidr("-NetworkCidr", cidr);
        }

        if (request.NetworkId is { } network && !VpcId().IsMatch(network))
        {
            throw Faults.SpecInvalid("-NetworkId", network, "a VPC's id is written like vpc-0123456789abcdef0");
        }

        foreach (var subnet in (request.SubnetIds ?? []).Concat(request.UtilitySubnetIds ?? []))
        {
            if (!SubnetId().IsMatch(subnet))
            {
                throw Faults.SpecInvalid("-SubnetId or -UtilitySubnetId", subnet, "a subnet's id is written like subnet-0123456789abcdef0");
            }
        }

        if (request.NetworkId is null && (request.SubnetIds is { Count: > 0 } || request.UtilitySubnetIds is { Count: > 0 }))
        {
            throw Faults.ParameterConflict("-SubnetId and -UtilitySubnetId name subnets of an existing VPC, which -NetworkId must name too.");
        }

        if (request.UtilitySubnetIds is { Count: > 0 } && request.Topology != "private")
        {
            throw Faults.ParameterConflict("Utility subnets exist only beside private ones: give -Topology Private with -UtilitySubnetId.");
        }

        if (request.Bastion == true && request.Topology != "private")
        {
            throw Faults.ParameterConflict("A bastion stands only before private nodes: give -Topology Private with -Bastion.");
        }

        if (request.Topology == "private" && request.Networking == "kubenet")
        {
            throw Faults.ParameterConflict("kubenet cannot do private topology: choose another -Networking, such as cilium.");
        }

        if (request.Dns == "none" && request.DnsZone is not null)
        {
            throw Faults.ParameterConflict("-Dns None uses no hosted zone: leave out -DnsZone, or give -Dns Public or Private.");
        }
    }

    private static void CheckAccess(CreateRequest request)
    {
        foreach (var cidr in request.AdminAccess)
        {
            CheckAccessCidr("-AdminAccess", cidr);
        }

        foreach (var cidr in request.SshAccess ?? [])
        {
            CheckAccessCidr("-SshAccess", cidr);
        }

        if (request.SshPublicKey is { } key)
        {
            CheckSshKey(key);
        }
    }

    /// <summary>kops looks at the key only once it has stored the cluster.</summary>
    private static void CheckSshKey(string path)
    {
        if (!File.Exists(path))
        {
            throw Faults.SshKeyFileNotFound(path);
        }

        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.SshKeyUnreadable(path, fault);
        }

        _ = SshPublicKey.Parse(text, path);
    }

    /// <summary>AWS' rules for tags, and the comma that kops' flag cannot hold.</summary>
    private static void CheckTags(IReadOnlyDictionary<string, string>? tags)
    {
        foreach (var (key, value) in tags ?? new Dictionary<string, string>())
        {
            if (key.Length is 0 or > 128 || value.Length > 256)
            {
                throw Faults.SpecInvalid("-Tag", key, "AWS takes names of 1 to 128 characters and values of up to 256");
            }

            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw Faults.SpecInvalid("-Tag", key, "AWS keeps names that begin with aws: for itself");
            }

            // A comma ends kops' flag. Quotes and backslashes it stores, but then writes them unescaped into the manifest of the EBS
            // driver, which no longer is YAML: seen with 1.36.2, which tries that task for ten minutes.
            if ((key + value).AsSpan().IndexOfAny(",\r\n\"\\") >= 0)
            {
                throw Faults.SpecInvalid("-Tag", key, "kops cannot take a comma, a double quote, a backslash or a line end in a tag; use another sign");
            }
        }
    }

    private static void CheckRest(CreateRequest request)
    {
        if (request.KubernetesVersion is { } version && !KubernetesVersion().IsMatch(version))
        {
            throw Faults.SpecInvalid("-KubernetesVersion", version, "give all three numbers, such as 1.34.7");
        }

        if (request.PermissionsBoundary is { } boundary && !PolicyArn().IsMatch(boundary))
        {
            throw Faults.SpecInvalid("-PermissionsBoundary", boundary, "give the ARN of an IAM policy, such as arn:aws:iam::123456789012:policy/kops-boundary");
        }

        if (request.DiscoveryStore is { } store && !store.StartsWith("s3://", StringComparison.Ordinal))
        {
            throw Faults.SpecInvalid("-DiscoveryStore", store, "AWS reads it over the internet: give a public bucket, such as s3://acme-oidc");
        }

        foreach (var set in request.Sets ?? [])
        {
            if (!SetPath().IsMatch(set))
            {
                throw Faults.SpecInvalid("-Set", set, "write path=value with a path that begins with spec., such as spec.kubelet.maxPods=110");
            }

            var path = set.Split('=', 2)[0];
            if (OwnFields.FirstOrDefault(own => path.EndsWith(own.Field, StringComparison.OrdinalIgnoreCase)).Parameter is { } parameter)
            {
                throw Faults.ParameterConflict($"-Set may not hold {path}: use {parameter}, which is checked and shown.");
            }
        }

        foreach (var argument in request.KopsArguments ?? [])
        {
            if (OwnArguments.TryGetValue(argument.Split('=', 2)[0], out var instead))
            {
                throw Faults.ParameterConflict($"-KopsArgument may not hold {argument}: use {instead}.");
            }
        }
    }

    private static void CheckCidr(string parameter, string cidr)
    {
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !IPAddress.TryParse(cidr[..slash], out var address)

            // .NET reads 10.0.0 and 010.0.0.0 too, as addresses that nobody means.
            || (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && address.ToString() != cidr[..slash])
            || !int.TryParse(cidr.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > address.GetAddressBytes().Length * 8)
        {
            throw Faults.SpecInvalid(parameter, cidr, "it is no address range: give its first address and the length, such as 203.0.113.0/24");
        }

        var first = FirstAddress(address, length);
        if (!first.Equals(address))
        {
            throw Faults.SpecInvalid(parameter, cidr, $"it is no address range: the range of that length begins at {first}; did you mean {first}/{length}?");
        }
    }

    private static IPAddress FirstAddress(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }

    private static void CheckAccessCidr(string parameter, string cidr)
    {
        if (PrefixList().IsMatch(cidr))
        {
            return;
        }

        if (IPAddress.TryParse(cidr, out var address))
        {
            var length = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128;
            throw Faults.SpecInvalid(parameter, cidr, $"it is an address without a length: for this one address write {cidr}/{length}");
        }

        CheckCidr(parameter, cidr);
    }

    private static string? Repeated(IEnumerable<string> values) =>
        values.GroupBy(value => value, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex DnsName();

    [GeneratedRegex(@"^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}[a-z]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Zone();

    [GeneratedRegex(@"^[a-z][a-z0-9-]*\.[a-z0-9-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex InstanceType();

    [GeneratedRegex(@"^vpc-[0-9a-f]{8,17}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VpcId();

    [GeneratedRegex(@"^subnet-[0-9a-f]{8,17}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubnetId();

    [GeneratedRegex(@"^pl-[0-9a-f]{8,17}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixList();

    [GeneratedRegex(@"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex KubernetesVersion();

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/\S+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PolicyArn();

    [GeneratedRegex(@"^(cluster\.)?spec\.[^=\s]+=", RegexOptions.CultureInvariant)]
    private static partial Regex SetPath();
}

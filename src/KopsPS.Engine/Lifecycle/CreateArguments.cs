using System.Globalization;
using NuGet.Versioning;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// The arguments of <c>kops create cluster</c> for a request, without the name and the state store, which every call
/// has. Facts about flags: the help of kops 1.36.2 and 1.30.1; about quoting: pflag's StringSlice (CSV) and kops'
/// own parser of --cloud-labels (CSV records separated by =).
/// </summary>
public static class CreateArguments
{
    private const long Gibibyte = 1L << 30;

    /// <summary>
    /// The pod networks that kops takes, each with the first kops that knows it and the first that no longer does.
    /// </summary>
    private static readonly Dictionary<string, (string? From, string? Until)> Networks = new(StringComparer.Ordinal)
    {
        ["amazonvpc"] = (null, null),
        ["calico"] = (null, null),
        ["canal"] = (null, "1.34.0"),
        ["cilium"] = (null, null),
        ["cilium-eni"] = (null, null),
        ["cilium-etcd"] = (null, null),
        ["cni"] = (null, null),
        ["external"] = (null, null),
        ["flannel"] = (null, null),
        ["flannel-udp"] = (null, null),
        ["flannel-vxlan"] = (null, null),
        ["kindnet"] = ("1.32.0", null),
        ["kube-router"] = (null, null),
        ["kubenet"] = (null, null),
    };

    /// <summary>Names of the pod networks, for completion.</summary>
    public static IEnumerable<string> NetworkNames => Networks.Keys.Order(StringComparer.Ordinal);

    /// <summary>Builds the arguments.</summary>
    /// <param name="request">What the cluster should be like; checked by <see cref="CreateChecks"/> before.</param>
    /// <param name="kops">Version of the kops that will be called.</param>
    /// <param name="dryRun">Print the manifest instead of storing it.</param>
    /// <exception cref="KopsException"><c>KopsFeatureMissing</c> where this kops lacks what was asked for.</exception>
    public static IReadOnlyList<string> Build(CreateRequest request, SemanticVersion kops, bool dryRun = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(kops);
        CheckNetwork(request.Networking, kops);

        // kops infers the cloud of an s3:// store only.
        var arguments = new List<string> { "create", "cluster", "--cloud", "aws" };
        void Flag(string name, string? value)
        {
            if (value is not null)
            {
                arguments.Add(name);
                arguments.Add(value);
            }
        }

        void ListFlag(string name, IReadOnlyList<string>? values) => Flag(name, values is { Count: > 0 } ? string.Join(',', values) : null);

        // A Boolean flag takes its value only with "=".
        void Switch(string name, bool? value)
        {
            if (value is { } told)
            {
                arguments.Add(told ? name : name + "=false");
            }
        }

        ListFlag("--zones", request.Zones);
        ListFlag("--control-plane-zones", request.ControlPlaneZones);
        Flag("--control-plane-count", Number(request.ControlPlaneCount));
        ListFlag("--control-plane-size", request.ControlPlaneSizes);
        Flag("--control-plane-volume-size", Gibibytes(request.ControlPlaneVolumeSize));
        Flag("--node-count", Number(request.NodeCount));
        ListFlag("--node-size", request.NodeSizes);
        Flag("--node-volume-size", Gibibytes(request.NodeVolumeSize));
        Flag("--image", request.Image);
        Flag("--networking", request.Networking);
        Flag("--topology", request.Topology);
        Switch("--bastion", request.Bastion);
        Flag("--dns", request.Dns);
        Flag("--dns-zone", request.DnsZone);
        ListFlag("--network-cidr", request.NetworkCidrs);
        Flag("--network-id", request.NetworkId);
        ListFlag("--subnets", request.SubnetIds);
        ListFlag("--utility-subnets", request.UtilitySubnetIds);
        Flag("--api-loadbalancer-type", request.ApiLoadBalancerType);

        // "network" is what both versions choose by themselves; the flag is deprecated and warns.
        Flag("--api-loadbalancer-class", request.ApiLoadBalancerClass == "network" ? null : request.ApiLoadBalancerClass);
        ListFlag("--admin-access", request.AdminAccess);
        if (request.SshAccess is { Count: > 0 })
        {
            ListFlag("--ssh-access", request.SshAccess);
        }
        else
        {
            // Without --ssh-access kops opens SSH to whoever may reach the API; an empty list can't be given to the flag.
            Flag("--unset", "spec.sshAccess");
        }

        Flag("--ssh-public-key", request.SshPublicKey);
        Flag("--kubernetes-version", request.KubernetesVersion);
        Flag("--channel", request.Channel);
        Flag("--cloud-labels", Labels(request.Tags));
        Switch("--encrypt-etcd-storage", request.EncryptEtcd);
        Flag("--discovery-store", request.DiscoveryStore);
        if (request.PermissionsBoundary is { } boundary)
        {
            Flag("--set", Csv($"spec.iam.permissionsBoundary={boundary}"));
        }

        foreach (var set in request.Sets ?? [])
        {
            Flag("--set", Csv(set));
        }

        arguments.AddRange(request.KopsArguments ?? []);
        if (dryRun)
        {
            arguments.AddRange(["--dry-run", "-o", "yaml"]);
        }

        return arguments;
    }

    private static void CheckNetwork(string? network, SemanticVersion kops)
    {
        if (network is null)
        {
            return;
        }

        if (!Networks.TryGetValue(network, out var known))
        {
            throw Faults.SpecInvalid("-Networking", network, $"kops knows {string.Join(", ", NetworkNames)}");
        }

        if (known.From is { } from && kops < SemanticVersion.Parse(from))
        {
            throw Faults.FeatureNotInKops($"the pod network '{network}'", kops, $"kops {from} or newer");
        }

        if (known.Until is { } until && kops >= SemanticVersion.Parse(until))
        {
            throw Faults.FeatureNotInKops($"the pod network '{network}'", kops, $"a kops older than {until}");
        }
    }

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Gibibytes(long? bytes) => bytes is { } size ? (size / Gibibyte).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>One field of pflag's list, which is a line of CSV: commas within it need quotes.</summary>
    private static string Csv(string field) =>
        field.Contains(',', StringComparison.Ordinal) || field.StartsWith('"') || field.Contains('\n', StringComparison.Ordinal)
            ? Quoted(field)
            : field;

    /// <summary>kops reads "a=b,c=d" as CSV with = between fields; a quoted field may hold =, but no comma.</summary>
    private static string? Labels(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is not { Count: > 0 })
        {
            return null;
        }

        static string Field(string text) => text.AsSpan().IndexOfAny("=\"") >= 0 || text.StartsWith(' ') || text.Length == 0 ? Quoted(text) : text;
        return string.Join(',', tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{Field(tag.Key)}={Field(tag.Value)}"));
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

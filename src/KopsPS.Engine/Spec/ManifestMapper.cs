namespace KopsPS.Engine.Spec;

/// <summary>Makes the model's objects of kops' own: clusters and instance groups of <c>kops.k8s.io/v1alpha2</c>.</summary>
public static class ManifestMapper
{
    /// <summary>Makes a cluster of a manifest.</summary>
    /// <param name="manifest">A document of kind Cluster.</param>
    /// <param name="origin">How it was reached.</param>
    /// <param name="source">Where it was read, for messages.</param>
    /// <exception cref="KopsException"><c>KopsManifestInvalid</c>: another kind, or name or spec are missing.</exception>
    public static KopsCluster Cluster(KopsSpec manifest, ManifestOrigin origin, string? source = null) =>
        Cluster(manifest, origin, source, null, null, null);

    /// <summary>Makes a cluster of a manifest and of what else the store has.</summary>
    /// <param name="manifest">A document of kind Cluster.</param>
    /// <param name="origin">How it was reached.</param>
    /// <param name="source">Where it was read, for messages.</param>
    /// <param name="groups">Its instance groups, or null where they were not read.</param>
    /// <param name="completed">Its completed manifest, where there is one.</param>
    /// <param name="kopsVersion">Version of kops that applied it last.</param>
    /// <param name="countable">False where a group could not be read: there are no counts then, as they would be too small.</param>
    /// <exception cref="KopsException"><c>KopsManifestInvalid</c>: another kind, or name or spec are missing.</exception>
    public static KopsCluster Cluster(
        KopsSpec manifest, ManifestOrigin origin, string? source, IReadOnlyList<KopsInstanceGroup>? groups, KopsSpec? completed, string? kopsVersion,
        bool countable = true)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(origin);
        var (name, metadata, spec) = Parts(manifest, "Cluster", source);
        var subnets = Subnets(spec);
        var controlPlane = Having(groups, "ControlPlane");
        var nodes = Having(groups, "Node");
        return new KopsCluster
        {
            ClusterName = name,
            KubernetesVersion = spec.Text("kubernetesVersion"),
            Cloud = spec.Text("cloudProvider") ?? FirstName(spec.Section("cloudProvider")),
            Zones = [.. subnets.Select(subnet => subnet.Zone).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Subnets = subnets,
            Networking = FirstName(spec.Section("networking")),
            Topology = subnets.Any(subnet => subnet.Type == "Private") ? "Private" : subnets.Length > 0 ? "Public" : null,
            Dns = Dns(name, spec),
            DnsZone = spec.Text("dnsZone"),
            ApiEndpointKind = ApiEndpointKind(spec.Section("api")),
            ApiName = spec.Text("masterPublicName") ?? spec.Section("api").Text("publicName"),
            ApiAccess = spec["kubernetesApiAccess"] is null ? spec.Section("api").Texts("access") : spec.Texts("kubernetesApiAccess"),
            SshAccess = spec.Texts("sshAccess"),
            NetworkCidr = spec.Text("networkCIDR"),
            NetworkId = spec.Text("networkID"),
            Channel = spec.Text("channel"),
            EtcdMembers = EtcdMembers(spec),
            Created = metadata.Time("creationTimestamp"),
            Generation = metadata["generation"] as long?,
            ControlPlaneCount = groups is null || !countable ? null : controlPlane.Sum(group => group.MinSize ?? 0),
            ControlPlaneTypes = Types(controlPlane),
            NodeCount = groups is null || !countable ? null : nodes.Sum(group => group.MinSize ?? 0),
            NodeCountMax = groups is null || !countable ? null : nodes.Sum(group => group.MaxSize ?? group.MinSize ?? 0),
            NodeTypes = Types(nodes),
            InstanceGroups = groups is null ? [] : [.. groups],
            KopsVersion = kopsVersion,
            CompletedSpec = completed.Section("spec"),
            StateStore = origin.StateStore,
            Region = origin.Region,
            ProfileName = origin.ProfileName,
            EndpointUrl = origin.EndpointUrl,
            Spec = spec,
            Manifest = manifest,
        };
    }

    /// <summary>Makes an instance group of a manifest.</summary>
    /// <param name="manifest">A document of kind InstanceGroup.</param>
    /// <param name="clusterName">The cluster that it belongs to.</param>
    /// <param name="subnets">The cluster's subnets, for the zones.</param>
    /// <param name="origin">How it was reached.</param>
    /// <param name="source">Where it was read, for messages.</param>
    /// <exception cref="KopsException"><c>KopsManifestInvalid</c>: another kind, or name or spec are missing.</exception>
    public static KopsInstanceGroup InstanceGroup(
        KopsSpec manifest, string clusterName, IReadOnlyList<KopsSubnet> subnets, ManifestOrigin origin, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(origin);
        var (name, metadata, spec) = Parts(manifest, "InstanceGroup", source);
        var names = spec.Texts("subnets");
        var zones = spec.Texts("zones") is { Length: > 0 } told
            ? told
            : [.. names.Select(subnet => subnets.FirstOrDefault(known => known.Name == subnet)?.Zone).OfType<string>().Distinct()];
        return new KopsInstanceGroup
        {
            ClusterName = clusterName,
            Name = name,
            Role = spec.Text("role") switch { "Master" or "ControlPlane" => "ControlPlane", null => "", var role => role },
            MachineType = spec.Text("machineType"),
            MinSize = spec.Number("minSize"),
            MaxSize = spec.Number("maxSize"),
            Zones = zones,
            Subnets = names,
            Image = spec.Text("image"),
            RootVolumeSize = spec.Number("rootVolumeSize") ?? spec.Section("rootVolume").Number("size"),
            Taints = spec.Texts("taints"),
            Created = metadata.Time("creationTimestamp"),
            StateStore = origin.StateStore,
            Region = origin.Region,
            ProfileName = origin.ProfileName,
            EndpointUrl = origin.EndpointUrl,
            Spec = spec,
            Manifest = manifest,
        };
    }

    /// <summary>Makes a manifest of the YAML documents that <c>kops get all</c> or a dry run of <c>kops create cluster</c> prints.</summary>
    /// <param name="yaml">The documents, in any order: a Cluster, its InstanceGroups and SSHCredentials.</param>
    /// <param name="origin">How they were reached.</param>
    /// <param name="source">Where they were read, for messages.</param>
    /// <exception cref="KopsException"><c>KopsManifestInvalid</c>: no YAML, or not exactly one Cluster in it.</exception>
    public static KopsManifest Manifest(string yaml, ManifestOrigin origin, string? source = null)
    {
        var documents = KopsYaml.ReadAll(yaml, source);
        var clusters = documents.Where(document => document.Text("kind") == "Cluster").ToArray();
        if (clusters.Length != 1)
        {
            throw Faults.ManifestInvalid(source, $"it holds {clusters.Length} objects of the kind Cluster instead of one");
        }

        var cluster = Cluster(clusters[0], origin, source);
        return new KopsManifest
        {
            ClusterName = cluster.ClusterName,
            Cluster = cluster,
            InstanceGroups = [.. documents.Where(document => document.Text("kind") == "InstanceGroup")
                .Select(document => InstanceGroup(document, cluster.ClusterName, cluster.Subnets, origin, source))],
            SshKeys = [.. documents.Where(document => document.Text("kind") == "SSHCredential")
                .Select(document => document.Section("spec").Text("publicKey")?.Trim()).OfType<string>()],
            Yaml = yaml,
            StateStore = origin.StateStore,
            Region = origin.Region,
            ProfileName = origin.ProfileName,
            EndpointUrl = origin.EndpointUrl,
        };
    }

    private static (string Name, KopsSpec Metadata, KopsSpec Spec) Parts(KopsSpec manifest, string kind, string? source)
    {
        if (manifest.Text("kind") != kind)
        {
            throw Faults.ManifestInvalid(source, $"its kind is '{manifest.Text("kind")}' instead of {kind}");
        }

        var metadata = manifest.Section("metadata");
        var name = metadata.Text("name");
        return metadata is not null && !string.IsNullOrEmpty(name) && manifest.Section("spec") is { } spec
            ? (name, metadata, spec)
            : throw Faults.ManifestInvalid(source, "metadata.name or spec is missing");
    }

    private static KopsSubnet[] Subnets(KopsSpec spec)
    {
        var subnets = spec["subnets"] is null ? spec.Section("networking").Sections("subnets") : spec.Sections("subnets");
        return [.. subnets.Where(subnet => subnet.Text("name") is not null).Select(subnet => new KopsSubnet
        {
            Name = subnet.Text("name")!,
            Zone = subnet.Text("zone"),
            Type = subnet.Text("type"),
            Cidr = subnet.Text("cidr"),
            SubnetId = subnet.Text("id"),
        })];
    }

    private static KopsEtcdMember[] EtcdMembers(KopsSpec spec) =>
        [.. spec.Sections("etcdClusters").SelectMany(cluster => cluster.Sections("etcdMembers").Select(member => new KopsEtcdMember
        {
            EtcdCluster = cluster.Text("name") ?? "",
            Name = member.Text("name") ?? "",
            InstanceGroup = member.Text("instanceGroup"),
            EncryptedVolume = member.Flag("encryptedVolume"),
            VolumeSize = member.Number("volumeSize"),
        }))];

    /// <summary>Names under <c>.k8s.local</c> meant gossip before there was a cluster without DNS.</summary>
    private static string Dns(string name, KopsSpec spec) => spec.Section("topology").Section("dns").Text("type") switch
    {
        { } type when type.Equals("None", StringComparison.OrdinalIgnoreCase) => "None",
        _ when name.EndsWith(".k8s.local", StringComparison.OrdinalIgnoreCase) => "Gossip",
        { } type => type,
        null => "Public",
    };

    private static string? ApiEndpointKind(KopsSpec? api) => api switch
    {
        null => null,
        _ when api.Section("loadBalancer") is { } balancer => $"{balancer.Text("type")} {balancer.Text("class") ?? "Classic"}".Trim(),
        _ when api.Contains("dns") => "DNS",
        _ => null,
    };

    private static string? FirstName(KopsSpec? section) => section?.Keys.Cast<string>().FirstOrDefault();

    private static KopsInstanceGroup[] Having(IReadOnlyList<KopsInstanceGroup>? groups, string role) =>
        groups is null ? [] : [.. groups.Where(group => group.Role == role)];

    private static string[] Types(KopsInstanceGroup[] groups) =>
        [.. groups.Select(group => group.MachineType).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
}

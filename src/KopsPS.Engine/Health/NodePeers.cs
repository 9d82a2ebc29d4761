namespace KopsPS.Engine.Health;

/// <summary>
/// What the nodes of each instance group and of each role have in common, counted as they are read. Node names are
/// instance ids, whose order is random: the first page of a large list is a sample of the whole cluster.
/// </summary>
internal sealed class NodePeers
{
    /// <summary>Nodes of a group that must have been seen before one of them is called odd while the list is not at its end.</summary>
    private const int EnoughForSample = 10;

    private readonly Dictionary<string, Crowd> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<bool, Crowd> _roles = [];

    /// <summary>True once every node has been counted.</summary>
    public bool IsWhole { get; set; }

    /// <summary>True where checks are to run that compare all nodes.</summary>
    public bool NeedsWhole { get; init; }

    /// <summary>Nodes that have no instance group although others have one: the label is missed.</summary>
    public bool AnyGroup => _groups.Count > 0;

    public void Count(NodeRow node)
    {
        var info = node.Status?.NodeInfo;
        CrowdOf(_roles, NodeIdentity.IsControlPlane(node)).Add(info);
        if (node.Metadata?.Labels?.InstanceGroup is { } group)
        {
            CrowdOf(_groups, group).Add(info);
        }
    }

    /// <summary>Whether a node can be judged already.</summary>
    public bool Knows(NodeRow node) => IsWhole
        || (!NeedsWhole && KnowsSample(node));

    private bool KnowsSample(NodeRow node) =>
        node.Metadata?.Labels?.InstanceGroup is not { } group
        || (_groups.TryGetValue(group, out var crowd) && crowd.Total >= EnoughForSample);

    /// <summary>The nodes of the same instance group.</summary>
    public Crowd? Group(NodeRow node) => node.Metadata?.Labels?.InstanceGroup is { } group ? _groups.GetValueOrDefault(group) : null;

    /// <summary>The nodes of the same role.</summary>
    public Crowd? Role(NodeRow node) => _roles.GetValueOrDefault(NodeIdentity.IsControlPlane(node));

    private static Crowd CrowdOf<TKey>(Dictionary<TKey, Crowd> crowds, TKey key)
        where TKey : notnull
    {
        if (!crowds.TryGetValue(key, out var crowd))
        {
            crowds[key] = crowd = new Crowd();
        }

        return crowd;
    }

    /// <summary>Counts of one crowd.</summary>
    internal sealed class Crowd
    {
        private readonly Dictionary<string, int> _kernels = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _images = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _runtimes = new(StringComparer.Ordinal);
        private readonly Dictionary<KubeletVersion, int> _kubelets = [];

        public int Total { get; private set; }

        public void Add(NodeInfo? info)
        {
            Total++;
            Raise(_kernels, info?.KernelVersion);
            Raise(_images, info?.OsImage);
            Raise(_runtimes, info?.ContainerRuntimeVersion);
            if (KubeletVersion.Parse(info?.KubeletVersion) is { } version)
            {
                _kubelets[version] = _kubelets.GetValueOrDefault(version) + 1;
            }
        }

        public string? UsualKernelInsteadOf(string? own) => Usual(_kernels, own);

        public string? UsualImageInsteadOf(string? own) => Usual(_images, own);

        public string? UsualRuntimeInsteadOf(string? own) => Usual(_runtimes, own);

        /// <summary>Another patch of the same minor version; what differs more is a matter of its own.</summary>
        public KubeletVersion? UsualPatchInsteadOf(KubeletVersion own)
        {
            if (Total < 3 || _kubelets.Count < 2)
            {
                return null;
            }

            var (usual, count) = _kubelets.MaxBy(pair => pair.Value);
            return usual != own && usual.MinorsBehind(own) == 0 && count * 3 >= Total * 2 ? usual : null;
        }

        /// <summary>
        /// The version that most have, where it is a newer minor and at least three quarters have a newer minor than
        /// <paramref name="own"/>: one that an update left behind, not one of many in the middle of it.
        /// </summary>
        public KubeletVersion? LeftBehindBy(KubeletVersion own)
        {
            var newer = _kubelets.Where(pair => pair.Key.MinorsBehind(own) < 0).ToArray();
            var count = newer.Sum(pair => pair.Value);
            return count >= 3 && count * 4 >= Total * 3 ? newer.MaxBy(pair => pair.Value).Key : null;
        }

        /// <summary>The value of at least two thirds of three or more, where <paramref name="own"/> is not it.</summary>
        private string? Usual(Dictionary<string, int> counts, string? own)
        {
            if (own is null || Total < 3 || counts.Count < 2)
            {
                return null;
            }

            var (usual, count) = counts.MaxBy(pair => pair.Value);
            return usual != own && count * 3 >= Total * 2 ? usual : null;
        }

        private static void Raise(Dictionary<string, int> counts, string? value)
        {
            if (value is { Length: > 0 })
            {
                counts[value] = counts.GetValueOrDefault(value) + 1;
            }
        }
    }
}

namespace KopsPS.Engine.Binaries;

/// <summary>Where releases are fetched from: the official sites, or a mirror of them.</summary>
internal sealed class ReleaseSource
{
    private static readonly string[] KopsLayouts =
    [
        // A copy of artifacts.k8s.io or of its folder of kops, then of GitHub or of its folder of releases.
        "binaries/kops/{version}/{os}/{arch}/kops{ext}",
        "{version}/{os}/{arch}/kops{ext}",
        "kubernetes/kops/releases/download/v{version}/kops-{os}-{arch}",
        "v{version}/kops-{os}-{arch}",
    ];

    private static readonly string[] KubectlLayouts =
    [
        "release/v{version}/bin/{os}/{arch}/kubectl{ext}",
        "v{version}/bin/{os}/{arch}/kubectl{ext}",
    ];

    private readonly Func<string, string[]> _templates;

    private ReleaseSource(string root, bool isMirror, bool allowInsecure, ReleaseSites? sites, Func<string, string[]> templates)
    {
        Root = root;
        IsMirror = isMirror;
        AllowInsecure = allowInsecure;
        Sites = sites;
        _templates = templates;
    }

    /// <summary>Where a mirror begins: its root, or the part of its template before the first placeholder.</summary>
    public string Root { get; }

    /// <summary>Whether this is a mirror.</summary>
    public bool IsMirror { get; }

    /// <summary>Whether plain <c>http</c> to other machines was allowed.</summary>
    public bool AllowInsecure { get; }

    /// <summary>The official sites; null for a mirror.</summary>
    public ReleaseSites? Sites { get; }

    /// <summary>Whether the mirror is a folder.</summary>
    public bool IsFolder => IsMirror && Root.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The official sites.</summary>
    public static ReleaseSource Official(ReleaseSites sites) => new(
        sites.GitHub, isMirror: false, allowInsecure: false, sites, name => name == "kops"
            ?
            [
                sites.GitHub + "/kubernetes/kops/releases/download/v{version}/kops-{os}-{arch}",
                sites.Artifacts + "/binaries/kops/{version}/{os}/{arch}/kops{ext}",
            ]
            : [sites.Kubernetes + "/release/v{version}/bin/{os}/{arch}/kubectl{ext}"]);

    /// <summary>A mirror: an address whose content is laid out as an official site is, or a template.</summary>
    /// <exception cref="KopsException"><c>KopsMirrorInvalid</c>, <c>KopsMirrorInsecure</c>.</exception>
    public static ReleaseSource Mirror(string mirror, bool allowInsecure)
    {
        var text = mirror.Trim();
        var template = ReleaseTemplate.IsTemplate(text);
        if (ReleaseTemplate.UnknownIn(text) is { } unknown)
        {
            throw Faults.MirrorInvalid(mirror, $"'{unknown}' is no placeholder; there are {{name}}, {{version}}, {{os}}, {{arch}} and {{ext}}");
        }

        if (template && !text.Contains("{version}", StringComparison.Ordinal))
        {
            throw Faults.MirrorInvalid(mirror, "a template needs {version}, or every version would be the same file");
        }

        // A path without a scheme is a folder, also where it has placeholders.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http" or "file"))
        {
            throw Faults.MirrorInvalid(mirror, "it has to begin with https:, http: or file:");
        }

        if (address.IsFile && !text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            text = "file:///" + text.Replace('\\', '/').TrimStart('/');
        }

        RefuseInsecure(address, allowInsecure, mirror);
        if (template)
        {
            var root = text[..text.IndexOf('{', StringComparison.Ordinal)];
            return new ReleaseSource(root[..root.LastIndexOf('/')], isMirror: true, allowInsecure, null, _ => [text]);
        }

        text = text.TrimEnd('/');
        return new ReleaseSource(text, isMirror: true, allowInsecure, null, name =>
            [.. (name == "kops" ? KopsLayouts : KubectlLayouts).Select(layout => $"{text}/{layout}")]);
    }

    /// <summary>Refuses addresses whose answers anybody on the way could replace.</summary>
    public static void RefuseInsecure(Uri address, bool allowInsecure, string mirror)
    {
        if (address.Scheme == "http" && !address.IsLoopback && !allowInsecure)
        {
            throw Faults.MirrorInsecure(mirror);
        }
    }

    /// <summary>Where a binary may lie, in the order to try.</summary>
    public IReadOnlyList<ReleaseTemplate> TemplatesOf(string name) => [.. _templates(name).Select(text => new ReleaseTemplate(text))];
}

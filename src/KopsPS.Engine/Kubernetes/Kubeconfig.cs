using YamlDotNet.RepresentationModel;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// The kubeconfig files of a session, read and merged as kubectl does: the first file that names a context, cluster
/// or user wins, and so does the first <c>current-context</c>; paths are relative to the file they stand in.
/// </summary>
public sealed class Kubeconfig
{
    private readonly IReadOnlyList<KubeconfigFile> _files;

    private Kubeconfig(IReadOnlyList<KubeconfigFile> files, string source)
    {
        _files = files;
        Source = source;
    }

    /// <summary>Where it was read: a path, or several as in the variable <c>KUBECONFIG</c>. Takes the place of <c>-Kubeconfig</c> in later calls.</summary>
    public string Source { get; }

    /// <summary>All contexts, in order of their files.</summary>
    public IReadOnlyList<string> Contexts => [.. _files.SelectMany(file => file.Names("contexts")).Distinct(StringComparer.Ordinal)];

    /// <summary>The context that is used where none is named.</summary>
    public string? CurrentContext => _files.Select(file => file.CurrentContext).FirstOrDefault(context => context is not null);

    /// <summary>
    /// The paths that count: those told (one, or several as in <c>KUBECONFIG</c>), else those of <c>KUBECONFIG</c>, else <c>~/.kube/config</c>.
    /// </summary>
    public static IReadOnlyList<string> Paths(KopsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Kubeconfig is { } told)
        {
            return File.Exists(told) ? [told] : Split(told);
        }

        return settings.Environment["KUBECONFIG"] is { } variable && Split(variable) is { Count: > 0 } several
            ? several
            : [Path.Combine(settings.Environment.HomeDirectory, ".kube", "config")];

        static List<string> Split(string paths) =>
            [.. paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Reads all files.</summary>
    /// <exception cref="KopsException"><c>KubeconfigNotFound</c> where none exists, <c>KubeconfigInvalid</c>, <c>KubeconfigUnreadable</c>.</exception>
    public static async Task<Kubeconfig> LoadAsync(KopsSettings settings, CancellationToken cancellationToken)
    {
        var paths = Paths(settings);
        var files = new List<KubeconfigFile>();
        foreach (var path in paths.Where(File.Exists))
        {
            files.Add(await KubeconfigFile.ReadAsync(path, cancellationToken).ConfigureAwait(false));
        }

        return files.Count > 0
            ? new Kubeconfig(files, string.Join(Path.PathSeparator, files.Select(file => file.Path)))
            : throw Faults.KubeconfigNotFound(string.Join(Path.PathSeparator, paths));
    }

    /// <summary>
    /// Chooses a context: the one told; else for a cluster the one called like it, else the only one whose cluster entry
    /// is called so; else the current one.
    /// </summary>
    /// <param name="clusterName">The cluster, or null.</param>
    /// <param name="context">The context, or null. Told together with a cluster it must be one of that cluster.</param>
    /// <exception cref="KopsException"><c>KubernetesContextNotFound</c>, which lists the contexts; <c>KubernetesContextMismatch</c>; <c>KubeconfigInvalid</c>.</exception>
    public KubeContext Choose(string? clusterName, string? context)
    {
        var contexts = Contexts;
        if (context is not null)
        {
            var told = Resolve(context) ?? throw Faults.KubernetesContextNotFound(context, Source, contexts);
            return clusterName is null || told.Name == clusterName || told.ClusterEntry == clusterName
                ? told
                : throw Faults.KubernetesContextMismatch(context, told.ClusterEntry, clusterName);
        }

        if (clusterName is null)
        {
            return CurrentContext is { } current
                ? Resolve(current) ?? throw Faults.KubernetesContextNotFound(current, Source, contexts)
                : throw Faults.KubernetesContextNotSet(Source, contexts);
        }

        if (Resolve(clusterName) is { } named)
        {
            return named;
        }

        var ofCluster = contexts.Where(name => KubeconfigFile.Text(FindIn("contexts", name).Body, "cluster") == clusterName).ToArray();
        return ofCluster.Length == 1
            ? Resolve(ofCluster[0])!
            : throw Faults.KubernetesContextNotFound(clusterName, Source, ofCluster.Length > 1 ? ofCluster : contexts);
    }

    private KubeContext? Resolve(string name)
    {
        var (_, context) = FindIn("contexts", name);
        if (context is null)
        {
            return null;
        }

        var clusterName = KubeconfigFile.Text(context, "cluster") ?? throw Faults.KubeconfigInvalid(Source, $"context '{name}' names no cluster", null);
        var (clusterFile, cluster) = FindIn("clusters", clusterName);
        if (cluster is null)
        {
            throw Faults.KubeconfigInvalid(Source, $"context '{name}' names cluster '{clusterName}', which is not there", null);
        }

        var userName = KubeconfigFile.Text(context, "user");
        var (userFile, user) = userName is null ? (null, null) : FindIn("users", userName);
        if (userName is not null && user is null)
        {
            throw Faults.KubeconfigInvalid(Source, $"context '{name}' names user '{userName}', which is not there", null);
        }

        var server = KubeconfigFile.Text(cluster, "server");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            throw Faults.KubeconfigInvalid(Source, $"cluster '{clusterName}' has no address of a server: '{server}'", null);
        }

        var clusterFolder = FolderOf(clusterFile!);
        return new KubeContext
        {
            Name = name,
            ClusterEntry = clusterName,
            Namespace = KubeconfigFile.Text(context, "namespace") is { Length: > 0 } own ? own : null,
            Source = Source,
            Server = address,
            AuthorityData = Data(cluster, "certificate-authority-data", clusterName),
            AuthorityFile = FileIn(clusterFolder, KubeconfigFile.Text(cluster, "certificate-authority")),
            SkipTlsVerify = KubeconfigFile.Flag(cluster, "insecure-skip-tls-verify"),
            TlsServerName = KubeconfigFile.Text(cluster, "tls-server-name"),
            ProxyUrl = KubeconfigFile.Text(cluster, "proxy-url"),
            DisableCompression = KubeconfigFile.Flag(cluster, "disable-compression"),
            ExecConfig = ExecConfigOf(cluster),
            User = userFile is null ? new KubeUser() : UserFrom(user!, FolderOf(userFile), userName!),
        };
    }

    private KubeUser UserFrom(YamlMappingNode user, string folder, string name) => new()
    {
        Name = name,
        CertificateData = Data(user, "client-certificate-data", name),
        CertificateFile = FileIn(folder, KubeconfigFile.Text(user, "client-certificate")),
        KeyData = Data(user, "client-key-data", name),
        KeyFile = FileIn(folder, KubeconfigFile.Text(user, "client-key")),
        Token = KubeconfigFile.Text(user, "token"),
        TokenFile = FileIn(folder, KubeconfigFile.Text(user, "tokenFile")),
        Username = KubeconfigFile.Text(user, "username"),
        Password = KubeconfigFile.Text(user, "password"),
        ImpersonateUser = KubeconfigFile.Text(user, "as"),
        ImpersonateUid = KubeconfigFile.Text(user, "as-uid"),
        ImpersonateGroups = [.. KubeconfigFile.Texts(user, "as-groups")],
        ImpersonateExtra = KubeconfigFile.Child(user, "as-user-extra") is YamlMappingNode extra
            ? [.. extra.Children.Keys.OfType<YamlScalarNode>().SelectMany(key => KubeconfigFile.Texts(extra, key.Value!).Select(value => (key.Value!, value)))]
            : [],
        AuthProvider = KubeconfigFile.Child(user, "auth-provider") is YamlMappingNode provider ? KubeconfigFile.Text(provider, "name") ?? "?" : null,
        Exec = KubeconfigFile.Child(user, "exec") is YamlMappingNode exec ? ExecFrom(exec, folder, name) : null,
    };

    private ExecPlugin ExecFrom(YamlMappingNode exec, string folder, string user)
    {
        var command = KubeconfigFile.Text(exec, "command")
            ?? throw Faults.KubeconfigInvalid(Source, $"the exec plug-in of user '{user}' has no command", null);
        return new ExecPlugin
        {
            // As kubectl: a bare name is looked up in PATH, anything with a separator is a path.
            Command = command.Contains('/', StringComparison.Ordinal) || command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
                ? FileIn(folder, command)!
                : command,
            Arguments = [.. KubeconfigFile.Texts(exec, "args")],
            ApiVersion = KubeconfigFile.Text(exec, "apiVersion") ?? "client.authentication.k8s.io/v1beta1",
            InteractiveMode = KubeconfigFile.Text(exec, "interactiveMode") ?? "IfAvailable",
            ProvideClusterInfo = KubeconfigFile.Flag(exec, "provideClusterInfo"),
            InstallHint = KubeconfigFile.Text(exec, "installHint"),
            Variables = KubeconfigFile.Child(exec, "env") is YamlSequenceNode variables
                ? [.. variables.Children.OfType<YamlMappingNode>()
                    .Select(item => KeyValuePair.Create(KubeconfigFile.Text(item, "name") ?? "", KubeconfigFile.Text(item, "value") ?? ""))
                    .Where(item => item.Key.Length > 0)]
                : [],
        };
    }

    /// <summary>What a cluster has for exec plug-ins (its extension of a fixed name), as JSON.</summary>
    private static string? ExecConfigOf(YamlMappingNode cluster) =>
        KubeconfigFile.Child(cluster, "extensions") is YamlSequenceNode extensions
            && extensions.Children.OfType<YamlMappingNode>()
                .FirstOrDefault(item => KubeconfigFile.Text(item, "name") == "client.authentication.k8s.io/exec") is { } own
            && KubeconfigFile.Child(own, "extension") is { } value
            ? YamlJson.Write(value)
            : null;

    private byte[]? Data(YamlMappingNode node, string field, string entry)
    {
        if (KubeconfigFile.Text(node, field) is not { } text)
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException fault)
        {
            throw Faults.KubeconfigInvalid(Source, $"'{field}' of '{entry}' is not base64", fault);
        }
    }

    private (KubeconfigFile? File, YamlMappingNode? Body) FindIn(string list, string name)
    {
        foreach (var file in _files)
        {
            if (file.Find(list, name) is { } body)
            {
                return (file, body);
            }
        }

        return (null, null);
    }

    private static string FolderOf(KubeconfigFile file) => Path.GetDirectoryName(file.Path)!;

    private static string? FileIn(string folder, string? path) => path is null ? null : Path.GetFullPath(path, folder);
}

using System.Text.Json;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// The kubeconfig of a validation. kops takes only the context that is called like the cluster; one with another name
/// gets an alias in a small file before the others, which kops merges: no credential is copied.
/// </summary>
public sealed class ValidationKubeconfig : IDisposable
{
    private readonly DirectoryInfo? _folder;

    private ValidationKubeconfig(string value, string source, string context, DirectoryInfo? folder)
    {
        Value = value;
        Source = source;
        Context = context;
        _folder = folder;
    }

    /// <summary>What the variable <c>KUBECONFIG</c> must say.</summary>
    public string Value { get; }

    /// <summary>The file or files without the alias, for people and for later calls.</summary>
    public string Source { get; }

    /// <summary>The context that is used, by its own name.</summary>
    public string Context { get; }

    /// <summary>Chooses the context called like the cluster, else the only one of the cluster; or the one told.</summary>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="settings">Kubeconfig and context as told; else the environment's.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <exception cref="KopsException"><c>KubernetesContextNotFound</c>, <c>KubernetesContextMismatch</c>, or the file's own faults.</exception>
    public static async Task<ValidationKubeconfig> OpenAsync(string clusterName, KopsSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var kubeconfig = await Kubeconfig.LoadAsync(settings, cancellationToken).ConfigureAwait(false);
        var context = kubeconfig.Choose(clusterName, settings.Context);
        if (context.Name == clusterName)
        {
            return new ValidationKubeconfig(kubeconfig.Source, kubeconfig.Source, context.Name, null);
        }

        var folder = Directory.CreateTempSubdirectory("kopsps-");
        var alias = Path.Combine(folder.FullName, "alias");
        await File.WriteAllTextAsync(
            alias,
            JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Config",
                ["contexts"] = new[]
                {
                    new Dictionary<string, object>
                    {
                        ["name"] = clusterName,
                        ["context"] = new Dictionary<string, string> { ["cluster"] = context.ClusterEntry, ["user"] = context.User.Name ?? "" },
                    },
                },
            }),
            cancellationToken).ConfigureAwait(false);
        return new ValidationKubeconfig(alias + Path.PathSeparator + kubeconfig.Source, kubeconfig.Source, context.Name, folder);
    }

    /// <summary>Removes the alias.</summary>
    public void Dispose()
    {
        try
        {
            _folder?.Delete(true);
        }
        catch (IOException)
        {
            // It holds two names and no secret; the system cleans its temporary files.
        }
    }
}

using System.Text.Json;
using KopsPS.Engine.Spec;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// The kubeconfig of a validation. kops takes only the context that is called like the cluster; one with another name
/// gets an alias in a small file before the others, which kops merges: no credential is copied.
/// </summary>
public sealed class ValidationKubeconfig : IDisposable
{
    private readonly DirectoryInfo? _folder;

    private ValidationKubeconfig(string value, string context, DirectoryInfo? folder)
    {
        Value = value;
        Context = context;
        _folder = folder;
    }

    /// <summary>What the variable <c>KUBECONFIG</c> must say.</summary>
    public string Value { get; }

    /// <summary>The context that is used, by its own name.</summary>
    public string Context { get; }

    /// <summary>Chooses the context called like the cluster, else the only one of the cluster; or the one told.</summary>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="settings">Kubeconfig and context as told; else the environment's.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <exception cref="KopsException"><c>KubernetesContextNotFound</c>, or the file's own faults.</exception>
    public static async Task<ValidationKubeconfig> OpenAsync(string clusterName, KopsSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var value = settings.Kubeconfig ?? settings.Environment["KUBECONFIG"] ?? Path.Combine(settings.Environment.HomeDirectory, ".kube", "config");
        var contexts = new List<(string Name, string? Cluster, string? User)>();
        foreach (var path in value.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(File.Exists))
        {
            foreach (var spec in KopsYaml.ReadAll(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false), path))
            {
                // The first file that has a name wins, as in kubectl.
                contexts.AddRange((spec["contexts"] as object?[] ?? [])
                    .OfType<KopsSpec>()
                    .Select(entry => (Name: entry["name"] as string ?? "", Body: entry["context"] as KopsSpec))
                    .Where(entry => contexts.TrueForAll(known => known.Name != entry.Name))
                    .Select(entry => (entry.Name, entry.Body?["cluster"] as string, entry.Body?["user"] as string))
                    .ToArray());
            }
        }

        var chosen = settings.Context is { } told
            ? contexts.Where(context => context.Name == told).ToArray()
            : [.. contexts.Where(context => context.Name == clusterName)];
        if (chosen.Length == 0 && settings.Context is null)
        {
            chosen = [.. contexts.Where(context => context.Cluster == clusterName)];
        }

        if (chosen is not [var (name, cluster, user)])
        {
            throw Faults.ValidationContextNotFound(settings.Context ?? clusterName, value, [.. contexts.Select(context => context.Name)]);
        }

        if (name == clusterName)
        {
            return new ValidationKubeconfig(value, name, null);
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
                        ["context"] = new Dictionary<string, string> { ["cluster"] = cluster ?? "", ["user"] = user ?? "" },
                    },
                },
            }),
            cancellationToken).ConfigureAwait(false);
        return new ValidationKubeconfig(alias + Path.PathSeparator + value, name, folder);
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

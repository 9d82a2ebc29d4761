using System.Reflection;
using System.Runtime.Loader;

namespace KopsPS;

/// <summary>
/// The private home of the cmdlets, the engine and every third-party library, so that another module's
/// AWSSDK, YamlDotNet or KubernetesClient never meets ours.
/// </summary>
public sealed class LoadContext : AssemblyLoadContext
{
    private static readonly string PrivateFolder =
        Path.Combine(Path.GetDirectoryName(typeof(LoadContext).Assembly.Location)!, "private");

    private static readonly Lazy<Assembly> CommandsAssembly = new(
        () => new LoadContext().LoadFromAssemblyPath(Path.Combine(PrivateFolder, "KopsPS.Commands.dll")));

    // Not collectible: PowerShell keeps the cmdlet types of a module for the life of the process.
    private LoadContext()
        : base("KopsPS", isCollectible: false)
    {
    }

    /// <summary>The assembly with the cmdlets, loaded once in a process and never into the default context.</summary>
    public static Assembly Commands => CommandsAssembly.Value;

    /// <summary>Whether the cmdlets were loaded in this process before.</summary>
    public static bool IsLoaded => CommandsAssembly.IsValueCreated;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        var path = Path.Combine(PrivateFolder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}

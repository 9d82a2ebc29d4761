using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.Loader;

// IsolationProbe <KopsPS.psd1> <script>: prints a line for every fact that the test looks at.
using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
Console.WriteLine($"old AWSSDK.Core {typeof(Amazon.RegionEndpoint).Assembly.GetName().Version}");
Console.WriteLine($"old YamlDotNet {typeof(YamlDotNet.Core.Parser).Assembly.GetName().Version}");
Console.WriteLine($"old KubernetesClient {k8s.Kubernetes.Version}");

var before = Loaded();
Invoke("Import-Module $path");
Report("import");
Invoke(args[1]);
Report("use");
Invoke("Import-Module $path -Force");
Console.WriteLine($"commands {Invoke("Get-Command -Module KopsPS").Count}");
Report("force");

// What another module uses goes on working with its own versions.
Console.WriteLine($"region {Amazon.RegionEndpoint.GetBySystemName("eu-central-1").DisplayName}");

HashSet<string> Loaded() => [.. AssemblyLoadContext.Default.Assemblies.Select(assembly => assembly.GetName().Name!)];

void Report(string when)
{
    // Assemblies of the framework and of PowerShell itself load when first needed, whoever needs them.
    foreach (var name in Loaded().Except(before).Where(name => name is not "netstandard" && !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.", StringComparison.Ordinal)))
    {
        Console.WriteLine($"{when} loaded {name}");
    }

    foreach (var context in AssemblyLoadContext.All.Where(context => context.Name == "KopsPS"))
    {
        Console.WriteLine($"{when} private {string.Join(',', context.Assemblies.Select(assembly => assembly.GetName().Name).Order(StringComparer.Ordinal))}");
    }
}

List<PSObject> Invoke(string script)
{
    using var shell = PowerShell.Create(runspace);
    runspace.SessionStateProxy.SetVariable("path", args[0]);
    var output = shell.AddScript(script).Invoke().ToList();
    foreach (var error in shell.Streams.Error)
    {
        Console.WriteLine($"error {error.FullyQualifiedErrorId} {error.Exception}");
    }

    return output;
}

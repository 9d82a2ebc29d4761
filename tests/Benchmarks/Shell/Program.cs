using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.Loader;
using System.Text.Json;

// BenchmarkShell <module or -> <repetitions> <script>: prints what it took as one line of JSON.
var state = InitialSessionState.CreateDefault2();
using var runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
Run("1 + 1");
var before = Process.GetCurrentProcess().WorkingSet64;
var import = Stopwatch.StartNew();
if (args[0] != "-")
{
    Run($"Import-Module '{args[0].Replace("'", "''", StringComparison.Ordinal)}'");
}

var importMs = import.Elapsed.TotalMilliseconds;
string[] sdk = [.. AssemblyLoadContext.All.SelectMany(context => context.Assemblies).Select(assembly => assembly.GetName().Name!)
    .Where(name => name.StartsWith("AWSSDK", StringComparison.Ordinal) || name is "YamlDotNet" or "CliWrap" or "Polly.Core")];
List<double> runs = [];
List<double> cpu = [];
double? first = null;
var count = 0;
for (var i = 0; i < int.Parse(args[1], null); i++)
{
    var cpuBefore = Environment.CpuUsage.TotalTime;
    var watch = Stopwatch.StartNew();
    count = 0;
    first = null;
    Run(args[2], () =>
    {
        first ??= watch.Elapsed.TotalMilliseconds;
        count++;
    });
    runs.Add(watch.Elapsed.TotalMilliseconds);
    cpu.Add((Environment.CpuUsage.TotalTime - cpuBefore).TotalMilliseconds);
}

using var self = Process.GetCurrentProcess();
Console.WriteLine(JsonSerializer.Serialize(new
{
    importMs,
    runs,
    cpu,
    first,
    count,
    moreMemory = (self.PeakWorkingSet64 - before) / 1e6,
    sdk,
}));

void Run(string script, Action? onOutput = null)
{
    using var shell = PowerShell.Create(runspace).AddScript(script);
    using var output = new PSDataCollection<PSObject> { EnumeratorNeverBlocks = true };
    output.DataAdded += (_, _) => onOutput?.Invoke();
    shell.Invoke(null, output);
    foreach (var error in shell.Streams.Error)
    {
        Console.Error.WriteLine(error);
        Environment.ExitCode = 1;
    }
}

using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using KopsPS.Examples;
using KopsPS.Fakes;

Console.WriteLine("""
    The main job of KopsPS, offline. The module and the PowerShell engine are real; the peers are recordings:
      kops        kops 1.36.2, played from tests/recordings/kops at a tenth of its time
      Kubernetes  an API server in this process that plays tests/recordings/kube; that cluster was recorded
                  separately, so its nodes are others than those of kops' cluster, and some are ill on purpose
      AWS         none: the state store is a folder
    """);

// Nothing of this machine's own set-up takes part.
foreach (var name in new[] { "KOPS_STATE_STORE", "KOPS_CLUSTER_NAME", "AWS_PROFILE", "GITHUB_ACTIONS", "TF_BUILD" })
{
    Environment.SetEnvironmentVariable(name, null);
}

Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "recorded");
Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "recorded");

await using var story = await RecordedStory.StartAsync(pace: 0.1);
Environment.SetEnvironmentVariable("KUBECONFIG", story.Kubeconfig);
var state = InitialSessionState.CreateDefault2();
state.ImportPSModule(Path.Combine(Repository.Module, "KopsPS.psd1"));
using var runspace = RunspaceFactory.CreateRunspace(new TextHost(), state);
runspace.Open();
foreach (var (name, value) in new[]
{
    ("StateStore", story.Kops.StateStore), ("KopsPath", story.Kops.KopsPath), ("SshPublicKey", story.SshPublicKey),
})
{
    runspace.SessionStateProxy.SetVariable(name, value);
}

var script = Path.Combine(Repository.Root, "examples", "MainJob", "MainJob.ps1");
var statements = Parser.ParseFile(script, out _, out var faults).EndBlock.Statements;
if (faults.Length > 0)
{
    throw new ParseException(faults);
}

foreach (var statement in statements)
{
    Console.WriteLine($"\nPS> {statement.Extent.Text}");
    using var shell = PowerShell.Create(runspace);
    shell.AddScript(statement.Extent.Text, useLocalScope: false).AddCommand("Out-Default");
    shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
    shell.Invoke();
    if (shell.HadErrors)
    {
        await Console.Error.WriteLineAsync("The main job failed.");
        return 1;
    }
}

Console.WriteLine("\nThe main job is done: created, planned, applied, validated, looked after, deleted. (Peers: recordings.)");
return 0;

using System.Management.Automation;
using System.Management.Automation.Runspaces;
using KopsPS.Help;

// KopsPS.Help <KopsPS.psd1 of the staged module> <folder with pages> <help file to write>
var (manifest, pages, output) = (args[0], args[1], args[2]);
try
{
    var state = InitialSessionState.CreateDefault2();
    state.ImportPSModule(manifest);
    using var runspace = RunspaceFactory.CreateRunspace(state);
    runspace.Open();
    using var shell = PowerShell.Create(runspace);
    var commands = shell.AddScript("Get-Command -Module KopsPS -CommandType Cmdlet").Invoke<CmdletInfo>();
    if (shell.HadErrors || commands.Count == 0)
    {
        throw new HelpFault(manifest, 1, $"the module exports no cmdlet: {string.Join("; ", shell.Streams.Error)}");
    }

    var common = HelpPage.Read(Path.Combine(pages, "Common.md"));
    var help = Maml.Write(commands.OrderBy(command => command.Name, StringComparer.Ordinal).Select(command =>
    {
        var file = Path.Combine(pages, command.Name + ".md");
        return File.Exists(file)
            ? (command, HelpPage.Read(file))
            : throw new HelpFault(file, 1, $"{command.Name} has no page");
    }), common);
    Directory.CreateDirectory(Path.GetDirectoryName(output)!);
    help.Save(output);
    return 0;
}
catch (HelpFault fault)
{
    await Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
    return 1;
}

using System.Management.Automation;

namespace KopsPS.Commands.Tests.Conventions;

/// <summary>The module's cmdlets as PowerShell sees them.</summary>
public sealed class ExportedCmdlets : IDisposable
{
    /// <summary>The session they live in.</summary>
    public ModuleHost Shell { get; } = new();

    /// <summary>Names of all exported cmdlets, for theories.</summary>
    public static TheoryData<string> Names()
    {
        using var shell = new ModuleHost();
        return [.. shell.Run("Get-Command -Module KopsPS").Objects().Select(command => ((CommandInfo)command.BaseObject).Name)];
    }

    /// <summary>One cmdlet.</summary>
    public CmdletInfo this[string name] => (CmdletInfo)Shell.Run($"Get-Command {name}").Single().BaseObject;

    public void Dispose() => Shell.Dispose();
}

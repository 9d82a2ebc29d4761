using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>What tells whether somebody sits before this PowerShell.</summary>
/// <param name="Name">Name of the host.</param>
/// <param name="HasUI">It has a user interface.</param>
/// <param name="Variables">The environment.</param>
/// <param name="CommandLine">The process' command line.</param>
/// <param name="InputRedirected">Standard input is no terminal.</param>
public sealed record HostFacts(string Name, bool HasUI, HostEnvironment Variables, IReadOnlyList<string> CommandLine, bool InputRedirected)
{
    /// <summary>The shortest form of <c>-NonInteractive</c> that pwsh takes.</summary>
    private const string ShortestNonInteractive = "noni";

    /// <summary>The facts of the host that a cmdlet runs in.</summary>
    public static HostFacts Of(PSCmdlet cmdlet)
    {
        ArgumentNullException.ThrowIfNull(cmdlet);
        return new(cmdlet.Host.Name, cmdlet.Host.UI is not null, HostEnvironment.FromProcess(), Environment.GetCommandLineArgs(), Console.IsInputRedirected);
    }

    /// <summary>Whether a question would be seen and could be answered.</summary>
    public bool CanAsk =>
        HasUI
        && Name != "Default Host" // PowerShell inside another program without a host of its own
        && Variables["GITHUB_ACTIONS"] is null
        && Variables["TF_BUILD"] is null
        && !(Name == "ConsoleHost" && (InputRedirected || CommandLine.Any(IsNonInteractive)));

    private static bool IsNonInteractive(string argument)
    {
        var name = argument.TrimStart('-', '/');
        return name.Length < argument.Length && name.Length >= ShortestNonInteractive.Length
            && "noninteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }
}

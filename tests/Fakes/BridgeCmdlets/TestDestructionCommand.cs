using System.Management.Automation;
using KopsPS.Commands;

namespace KopsPS.Fakes.Bridge;

/// <summary>A destructive cmdlet, and what the guard thinks of hosts.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Destruction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class TestDestructionCommand : KopsProcessCmdlet
{
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        await RequireConfirmationAsync(Force).ConfigureAwait(false);
        if (Force || await ShouldProcessAsync("the thing", "Destroy").ConfigureAwait(false))
        {
            await WriteAsync("destroyed", cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>Asks whether a host described by its marks could answer a question.</summary>
[Cmdlet(VerbsDiagnostic.Test, "HostFact")]
[OutputType(typeof(bool))]
public sealed class TestHostFactCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string Name { get; set; } = "ConsoleHost";

    [Parameter]
    public SwitchParameter NoUI { get; set; }

    [Parameter]
    public string[] CommandLine { get; set; } = [];

    [Parameter]
    public SwitchParameter InputRedirected { get; set; }

    [Parameter]
    public string[] Variable { get; set; } = [];

    protected override void ProcessRecord() => WriteObject(new HostFacts(
        Name, !NoUI, new Engine.HostEnvironment(Variable.Select(name => KeyValuePair.Create(name, "true")), "/"), CommandLine, InputRedirected).CanAsk);
}

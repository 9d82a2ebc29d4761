using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Binaries;

namespace KopsPS.Commands;

/// <summary>Removes a version of kops or kubectl that <c>Install-KopsBinary</c> keeps.</summary>
[Cmdlet(VerbsLifecycle.Uninstall, "KopsBinary", SupportsShouldProcess = true, DefaultParameterSetName = ByVersion)]
[OutputType(typeof(void))]
public sealed class UninstallKopsBinaryCommand : AsyncCmdlet
{
    private const string ByVersion = "Version";
    private const string ByObject = "InputObject";

    /// <summary><c>kops</c> or <c>kubectl</c>.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ByVersion)]
    [ValidateSet("kops", "kubectl")]
    public string Name { get; set; } = "";

    /// <summary>Version to remove.</summary>
    [Parameter(Position = 1, Mandatory = true, ParameterSetName = ByVersion)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InstalledBinaryCompleter))]
    public string[] Version { get; set; } = [];

    /// <summary>Only those installed for these.</summary>
    [Parameter(ParameterSetName = ByVersion)]
    public KopsBinaryScope? Scope { get; set; }

    /// <summary>A binary that <c>Get-KopsBinary</c> wrote.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNull]
    public KopsBinary? InputObject { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (InputObject is { } binary)
        {
            if (binary.Source != KopsBinarySource.Module)
            {
                throw Faults.BinaryNotOurs(binary.Path);
            }

            await RemoveAsync(binary.Name, binary.Version, binary.Path);
            return;
        }

        var environment = HostEnvironment.FromProcess();
        foreach (var version in Version)
        {
            try
            {
                foreach (var stored in BinaryRemoval.Find(environment, Name.ToLowerInvariant(), version, Scope))
                {
                    await RemoveAsync(stored.Name, stored.Version, stored.Path);
                }
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        }
    }

    private async Task RemoveAsync(string name, string? version, string path)
    {
        if (await ShouldProcessAsync(path, $"Uninstall {name} {version}"))
        {
            BinaryRemoval.Remove(path);
            Feedback.Verbose($"Removed {path}.");
        }
    }
}

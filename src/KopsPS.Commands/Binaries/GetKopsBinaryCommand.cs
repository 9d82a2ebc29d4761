using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Binaries;

namespace KopsPS.Commands;

/// <summary>Shows the kops and kubectl of this machine, or the versions that can be installed.</summary>
[Cmdlet(VerbsCommon.Get, "KopsBinary", DefaultParameterSetName = Here)]
[OutputType(typeof(KopsBinary), ParameterSetName = [Here])]
[OutputType(typeof(KopsBinaryRelease), ParameterSetName = [Offered])]
public sealed class GetKopsBinaryCommand : AsyncCmdlet
{
    private const string Here = "Installed";
    private const string Offered = "Available";

    /// <summary><c>kops</c> or <c>kubectl</c>.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("kops", "kubectl")]
    public string? Name { get; set; }

    /// <summary>Versions to show; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InstalledBinaryCompleter))]
    public string? Version { get; set; }

    /// <summary>Show the versions that can be installed.</summary>
    [Parameter(ParameterSetName = Offered, Mandatory = true)]
    public SwitchParameter ListAvailable { get; set; }

    /// <summary>Address or template of a mirror.</summary>
    [Parameter(ParameterSetName = Offered)]
    [ValidateNotNullOrEmpty]
    public string? Mirror { get; set; }

    /// <summary>Accept plain http to other machines.</summary>
    [Parameter(ParameterSetName = Offered)]
    public SwitchParameter AllowInsecureMirror { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var environment = HostEnvironment.FromProcess();
        IReadOnlyList<string> names = Name is null ? BinaryStore.Names : [Name.ToLowerInvariant()];
        if (!ListAvailable)
        {
            foreach (var binary in await new BinarySearch(environment, Feedback).FindAsync(names, cancellationToken))
            {
                if (IsWanted(binary.Version))
                {
                    await WriteAsync(binary, cancellationToken);
                }
            }

            return;
        }

        var installer = new BinaryInstaller(environment, Feedback);
        foreach (var name in names)
        {
            try
            {
                foreach (var release in await installer.ListAvailableAsync(name, Mirror, AllowInsecureMirror, cancellationToken))
                {
                    if (IsWanted(release.Version))
                    {
                        await WriteAsync(release, cancellationToken);
                    }
                }
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        }
    }

    private bool IsWanted(string? version) =>
        Version is null
        || (version is not null && WildcardPattern.Get(Version.TrimStart('v', 'V'), WildcardOptions.IgnoreCase).IsMatch(version));
}

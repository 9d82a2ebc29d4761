using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Binaries;

namespace KopsPS.Commands;

/// <summary>Downloads kops or kubectl, verifies it, and places it.</summary>
[Cmdlet(VerbsLifecycle.Install, "KopsBinary", SupportsShouldProcess = true, DefaultParameterSetName = InScope)]
[OutputType(typeof(KopsBinary))]
public sealed class InstallKopsBinaryCommand : AsyncCmdlet
{
    private const string InScope = "Scope";
    private const string InFolder = "Destination";

    private HostEnvironment _environment = null!;

    /// <summary><c>kops</c> or <c>kubectl</c>.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("kops", "kubectl")]
    public string Name { get; set; } = "kops";

    /// <summary>A version, <c>Latest</c> or <c>Stable</c>.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BinaryReleaseCompleter))]
    public string? Version { get; set; }

    /// <summary>Processor that the binary is for.</summary>
    [Parameter]
    [ValidateSet("amd64", "arm64")]
    public string? Architecture { get; set; }

    /// <summary>Folder to place the executable in.</summary>
    [Parameter(ParameterSetName = InFolder, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>For whom to keep it.</summary>
    [Parameter(ParameterSetName = InScope)]
    public KopsBinaryScope Scope { get; set; }

    /// <summary>Address or template of a mirror.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Mirror { get; set; }

    /// <summary>Accept plain http to other machines.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureMirror { get; set; }

    /// <summary>Digest that you know from elsewhere.</summary>
    [Parameter]
    [ValidateSha256]
    public string? Sha256 { get; set; }

    /// <summary>Kubernetes version of the cluster that kubectl is for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? KubernetesVersion { get; set; }

    /// <summary>Put its folder on the search path.</summary>
    [Parameter]
    public SwitchParameter AddToPath { get; set; }

    /// <summary>Download although the verified version is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>With <c>-WhatIf</c>, write the object that would result.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        _environment = HostEnvironment.FromProcess();
        if (Destination is not null)
        {
            Destination = await InvokeAsync(() => GetUnresolvedProviderPathFromPSPath(Destination));
        }
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var installer = new BinaryInstaller(_environment, Feedback);
        var plan = await installer.PlanAsync(
            new BinaryRequest
            {
                Name = Name.ToLowerInvariant(),
                Version = Version,
                Architecture = Architecture?.ToLowerInvariant(),
                Destination = Destination,
                Scope = Scope,
                Mirror = Mirror,
                AllowInsecureMirror = AllowInsecureMirror,
                Sha256 = Sha256,
                Force = Force,
                KubernetesVersion = KubernetesVersion,
            },
            cancellationToken);
        if (await ShouldProcessAsync(plan.Path, $"Install {plan.Title}"))
        {
            var binary = await installer.InstallAsync(plan, cancellationToken);
            if (AddToPath)
            {
                await AddAsync(Path.GetDirectoryName(binary.Path)!, cancellationToken);
            }

            await WriteAsync(binary, cancellationToken);
        }
        else if (PassThru)
        {
            await WriteAsync(plan.ToBinary("No", null), cancellationToken);
        }
    }

    private async Task AddAsync(string folder, CancellationToken cancellationToken)
    {
        var path = SearchPath.Prepend(folder, _environment["PATH"]);
        await InvokeAsync(() =>
        {
            Environment.SetEnvironmentVariable("PATH", path);
            return true;
        });
        Feedback.Verbose($"{folder} is first on this session's search path.");
        if (await SearchPath.AddForLaterStepsAsync(folder, _environment, cancellationToken) is { } command)
        {
            // Azure Pipelines reads commands from the output of the process, whatever the streams are redirected to.
            await InvokeAsync(() =>
            {
                Host.UI.WriteLine(command);
                return true;
            });
        }
    }
}

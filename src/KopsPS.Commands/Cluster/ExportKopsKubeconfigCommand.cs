using System.Management.Automation;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Writes a context for a cluster into a kubeconfig.</summary>
[Cmdlet(VerbsData.Export, "KopsKubeconfig", SupportsShouldProcess = true, DefaultParameterSetName = "None")]
[OutputType(typeof(KopsKubeconfig))]
public sealed class ExportKopsKubeconfigCommand : KopsProcessCmdlet
{
    /// <summary>The cluster.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string ClusterName { get; set; } = "";

    /// <summary>An admin credential (client certificate) that holds so long.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Admin")]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan Admin { get; set; }

    /// <summary>An exec plug-in of kops, which gets a short credential from the state store whenever one is needed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "AuthPlugin")]
    public SwitchParameter AuthPlugin { get; set; }

    /// <summary>A user that the kubeconfig has already.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "User")]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>The address within the cluster's network.</summary>
    [Parameter]
    public SwitchParameter Internal { get; set; }

    /// <summary>The file to write into.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>Leave the current context as it is.</summary>
    [Parameter]
    public SwitchParameter KeepCurrentContext { get; set; }

    /// <summary>Replace entries of the same names that belong to another cluster.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var settings = Settings();
        var target = Kubeconfig is { } path
            ? await InvokeAsync(() => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)).ConfigureAwait(false)
            : Engine.Kubernetes.Kubeconfig.Paths(settings)[0];
        var request = new KubeconfigExportRequest
        {
            ClusterName = ClusterName,
            Admin = ParameterSetName == "Admin" ? Admin : null,
            AuthPlugin = AuthPlugin,
            User = User,
            Internal = Internal,
            Target = target,
            SetCurrent = !KeepCurrentContext,
            Force = Force,
        };
        if (!await ShouldProcessAsync(target, $"Write the context '{ClusterName}'").ConfigureAwait(false))
        {
            return;
        }

        var runner = CreateRunner();
        var exporter = new KubeconfigExporter(
            (call, token) => runner.RunAsync(call with { TimeLimit = TimeLimit, FailFast = !NoFailFast }, token), Feedback);
        await WriteAsync(await exporter.ExportAsync(request, settings, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }
}

using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Networking;

namespace KopsPS.Commands;

/// <summary>Follows names of the cluster to pods and nodes, and says where they break off and why.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "KopsService", DefaultParameterSetName = "Object")]
[OutputType(typeof(KopsServiceResolution), ParameterSetName = ["Object"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet"])]
public sealed partial class ResolveKopsServiceCommand : KubernetesCmdlet
{
    private bool _sound = true;

    /// <summary>Names as a pod would ask for them, or services.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [DnsNameTransform]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Port that must be served, by name or number.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Port { get; set; }

    /// <summary>Namespace of the pod that would ask.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <summary>Only true or false: whether all names lead to something that works.</summary>
    [Parameter(ParameterSetName = "Quiet", Mandatory = true)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (clusterName, names, port) = (ClusterName, Name, Port);
        if (port is not null && int.TryParse(port, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is < 1 or > 65535)
        {
            throw Faults.KubernetesPortInvalid(port);
        }

        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var resolver = new ServiceResolver(client, Feedback);
        foreach (var name in names)
        {
            if (!Possible().IsMatch(name) || name.Length > 253)
            {
                _sound = false;
                WriteItemError(Faults.KubernetesDnsNameInvalid(name));
                continue;
            }

            var resolution = await resolver.ResolveAsync(clusterName, name, Namespace ?? context.Namespace ?? "default", port, cancellationToken).ConfigureAwait(false);
            _sound &= resolution.Verdict is KopsVerdict.Healthy or KopsVerdict.Degraded;
            if (!Quiet)
            {
                await WriteAsync(resolution, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (Quiet)
        {
            await WriteAsync(_sound, cancellationToken).ConfigureAwait(false);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?)*\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex Possible();
}

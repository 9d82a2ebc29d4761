using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Reads all that defines a cluster from the state store.</summary>
[Cmdlet(VerbsCommon.Get, "KopsManifest")]
[OutputType(typeof(KopsManifest))]
public sealed class GetKopsManifestCommand : StateStoreCmdlet
{
    private readonly OpenStateStores _stores = new();

    /// <summary>Cluster; without it the one in KOPS_CLUSTER_NAME.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ClusterNameTransform(IsOnlyOne = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string? ClusterName { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var settings = Settings();
        var cluster = ClusterName ?? settings.Environment["KOPS_CLUSTER_NAME"] ?? throw Faults.ClusterNameRequired();
        await WriteAsync(
            await _stores.Reader(settings, Feedback).ReadManifestAsync(cluster, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stores.Dispose();
        }

        base.Dispose(disposing);
    }
}

using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Reads the instance groups of a cluster from the state store.</summary>
[Cmdlet(VerbsCommon.Get, "KopsInstanceGroup")]
[OutputType(typeof(KopsInstanceGroup))]
public sealed class GetKopsInstanceGroupCommand : StateStoreCmdlet
{
    private readonly OpenStateStores _stores = new();

    /// <summary>Cluster; without it the one in KOPS_CLUSTER_NAME.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ClusterNameTransform(IsOnlyOne = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string? ClusterName { get; set; }

    /// <summary>Names or patterns of instance groups.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InstanceGroupCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var settings = Settings();
        var cluster = ClusterName ?? settings.Environment["KOPS_CLUSTER_NAME"] ?? throw Faults.ClusterNameRequired();
        var groups = await _stores.Reader(settings, Feedback).ReadInstanceGroupsAsync(cluster, cancellationToken).ConfigureAwait(false);
        var patterns = (Name ?? ["*"]).Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToArray();
        foreach (var group in groups.Where(group => patterns.Any(pattern => pattern.IsMatch(group.Name))))
        {
            if (group.Value is { } read)
            {
                await WriteAsync(read, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                WriteItemError(group.Fault!);
            }
        }

        foreach (var missing in (Name ?? []).Where(name => !WildcardPattern.ContainsWildcardCharacters(name)
            && !groups.Any(group => group.Name.Equals(name, StringComparison.OrdinalIgnoreCase))))
        {
            WriteItemError(Faults.InstanceGroupNotFound(missing, cluster, NearestNames.Of(missing, groups.Select(group => group.Name))));
        }
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

using System.Management.Automation;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Reads clusters from the state store, many at once.</summary>
[Cmdlet(VerbsCommon.Get, "KopsCluster")]
[OutputType(typeof(KopsCluster))]
public sealed class GetKopsClusterCommand : StateStoreCmdlet
{
    private readonly OpenStateStores _stores = new();

    /// <summary>Names or patterns.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ClusterName")]
    [ClusterNameTransform]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Also read instance groups, the completed spec and kops' version.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var reader = _stores.Reader(Settings(), Feedback);
        var names = Name ?? [];
        var patterns = names.Where(WildcardPattern.ContainsWildcardCharacters)
            .Select(pattern => new WildcardPattern(pattern, WildcardOptions.IgnoreCase)).ToArray();
        var exact = names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).Distinct(StringComparer.Ordinal).ToArray();
        if (patterns.Length > 0 || names.Length == 0)
        {
            Func<string, bool>? wanted = names.Length == 0
                ? null
                : name => !exact.Contains(name, StringComparer.Ordinal) && patterns.Any(pattern => pattern.IsMatch(name));
            await WriteAllAsync(reader.ReadClustersAsync(wanted, Full, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        await WriteAllAsync(reader.ReadNamedAsync(exact, Full, cancellationToken), cancellationToken).ConfigureAwait(false);
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

    private async Task WriteAllAsync(IAsyncEnumerable<ReadOutcome<KopsCluster>> outcomes, CancellationToken cancellationToken)
    {
        await foreach (var outcome in outcomes.ConfigureAwait(false))
        {
            if (outcome.Value is { } cluster)
            {
                await WriteAsync(Shown(cluster), cancellationToken).ConfigureAwait(false);
            }

            foreach (var fault in outcome.Fault is { } whole ? [whole] : outcome.PartFaults)
            {
                WriteItemError(fault);
            }
        }
    }

    /// <summary>A cluster read in full has a view with its counts.</summary>
    private object Shown(KopsCluster cluster)
    {
        if (!Full)
        {
            return cluster;
        }

        var shown = new PSObject(cluster);
        shown.TypeNames.Insert(0, "KopsPS.KopsCluster#Full");
        return shown;
    }
}

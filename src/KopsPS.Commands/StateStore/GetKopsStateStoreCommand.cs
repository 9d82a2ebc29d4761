using System.Management.Automation;
using KopsPS.Engine.Buckets;

namespace KopsPS.Commands;

/// <summary>Reads state stores and how their buckets are set up.</summary>
[Cmdlet(VerbsCommon.Get, "KopsStateStore")]
[OutputType(typeof(KopsStateStore))]
public sealed class GetKopsStateStoreCommand : AwsCmdlet
{
    /// <summary>Names or patterns.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("BucketName")]
    [StateStoreNameTransform]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StateStoreCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var inventory = new StateStoreInventory(Session, Feedback);
        var names = Name ?? [];
        var patterns = names.Where(WildcardPattern.ContainsWildcardCharacters).Select(pattern => new WildcardPattern(pattern, WildcardOptions.IgnoreCase)).ToArray();
        if (names.Length == 0 || patterns.Length > 0)
        {
            await foreach (var store in inventory.ReadAllAsync(
                names.Length == 0 ? null : name => patterns.Any(pattern => pattern.IsMatch(name)), cancellationToken).ConfigureAwait(false))
            {
                await WriteAsync(store, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var name in names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).Distinct(StringComparer.Ordinal))
        {
            try
            {
                await WriteAsync(await inventory.ReadAsync(name, null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (Engine.KopsException fault) when (fault.Kind != Engine.FaultKind.AuthenticationError)
            {
                WriteItemError(fault);
            }
        }
    }
}

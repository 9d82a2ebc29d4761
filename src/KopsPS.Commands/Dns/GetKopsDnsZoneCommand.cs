using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.DnsZones;

namespace KopsPS.Commands;

/// <summary>Shows hosted zones.</summary>
[Cmdlet(VerbsCommon.Get, "KopsDnsZone", DefaultParameterSetName = NameSet)]
[OutputType(typeof(KopsDnsZone))]
public sealed class GetKopsDnsZoneCommand : AwsCmdlet
{
    private const string NameSet = "Name";
    private const string IdSet = "Id";

    /// <summary>Names of zones; wildcards work.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DnsZoneCompleter))]
    public string[]? ZoneName { get; set; }

    /// <summary>Ids of zones.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DnsZoneIdCompleter))]
    public string[] ZoneId { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var reader = new DnsZoneReader(Session, Feedback, TimeProvider.System);
        if (ParameterSetName == IdSet)
        {
            await EachAsync(ZoneId, async id => await WriteAsync(await reader.ReadAsync(id, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        await EachAsync(ZoneName ?? ["*"], async name =>
        {
            var exact = !WildcardPattern.ContainsWildcardCharacters(name);
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            var any = false;
            await foreach (var zone in reader.ReadAsync(exact ? null : pattern.IsMatch, exact ? name : null, cancellationToken).ConfigureAwait(false))
            {
                any = true;
                await WriteAsync(zone, cancellationToken).ConfigureAwait(false);
            }

            if (exact && !any)
            {
                throw Faults.DnsZoneNotFound(name);
            }
        }).ConfigureAwait(false);
    }

    /// <summary>One that is missing does not keep the others from being shown.</summary>
    private async Task EachAsync(string[] items, Func<string, Task> show)
    {
        foreach (var item in items)
        {
            try
            {
                await show(item).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.Id is "KopsDnsZoneNotFound" or "KopsDnsZoneInvalid")
            {
                WriteItemError(fault);
            }
        }
    }
}

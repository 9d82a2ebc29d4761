using System.Collections;
using System.Management.Automation;
using KopsPS.Engine.Buckets;

namespace KopsPS.Commands;

/// <summary>Makes a bucket for the OIDC documents of service accounts, which anybody can read.</summary>
[Cmdlet(VerbsCommon.New, "KopsDiscoveryStore", SupportsShouldProcess = true)]
[OutputType(typeof(KopsDiscoveryStore))]
public sealed class NewKopsDiscoveryStoreCommand : AwsCmdlet
{
    /// <summary>Name of the bucket.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("BucketName")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Environment that it belongs to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentName { get; set; }

    /// <summary>Tags of your own.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var provisioner = new DiscoveryStoreProvisioner(Session, Feedback);
        var request = new DiscoveryStoreRequest { Name = Name, Region = Region, Environment = EnvironmentName, Tags = TagTable.Read(Tag) };
        if (await ShouldApplyAsync(Name, "Set up a bucket that anybody can read", () => provisioner.PlanAsync(request, cancellationToken)).ConfigureAwait(false))
        {
            await WriteAsync(await provisioner.ApplyAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }
}

using System.Management.Automation;
using KopsPS.Engine.Buckets;

namespace KopsPS.Commands;

/// <summary>Deletes a state store in which no cluster is, with all versions of all objects.</summary>
[Cmdlet(VerbsCommon.Remove, "KopsStateStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsChange))]
public sealed class RemoveKopsStateStoreCommand : AwsCmdlet
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>Name of the bucket. Never taken from a default or the environment.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [Alias("BucketName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StateStoreCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The store as an object; it has to be one that KopsPS made.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNull]
    public KopsStateStore? InputObject { get; set; }

    /// <summary>Do not ask, and delete objects that belong to no cluster too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => RequireConfirmationAsync(Force);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var request = new StateStoreRemovalRequest { Name = InputObject?.Name ?? Name, Force = Force, OwnedOnly = InputObject is not null };
        var provisioner = new StateStoreProvisioner(Session, Feedback);
        var bucket = StateStoreNames.Bucket(request.Name);
        if (await ShouldApplyAsync(
                bucket, "Delete the bucket and all versions of everything in it, for good", () => provisioner.PlanRemovalAsync(request, cancellationToken), Force)
            .ConfigureAwait(false))
        {
            foreach (var change in await provisioner.RemoveAsync(request, cancellationToken).ConfigureAwait(false))
            {
                await WriteAsync(change, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}

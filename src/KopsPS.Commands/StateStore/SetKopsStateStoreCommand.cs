using System.Collections;
using System.Management.Automation;
using KopsPS.Engine.Buckets;

namespace KopsPS.Commands;

/// <summary>Brings an existing bucket to what a state store should be.</summary>
[Cmdlet(VerbsCommon.Set, "KopsStateStore", SupportsShouldProcess = true)]
[OutputType(typeof(KopsStateStore))]
public sealed class SetKopsStateStoreCommand : AwsCmdlet
{
    private string? _toldRegion;

    /// <summary>Name of the bucket.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("BucketName")]
    [StateStoreNameTransform]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StateStoreCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Key to encrypt with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKey { get; set; }

    /// <summary>Days after which old versions go.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public int? NoncurrentVersionDay { get; set; }

    /// <summary>Bucket for access logs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogBucket { get; set; }

    /// <summary>Prefix of access logs.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? LogPrefix { get; set; }

    /// <summary>All other accounts whose kops may use the store; an empty array takes them away.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? TrustedAccount { get; set; }

    /// <summary>Whether to deny requests without TLS.</summary>
    [Parameter]
    public bool? TlsOnly { get; set; }

    /// <summary>Environment that it belongs to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentName { get; set; }

    /// <summary>Tags of your own.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        // Only here can a parameter that was typed be told from one that an object brings.
        _toldRegion = Region;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var provisioner = new StateStoreProvisioner(Session, Feedback);
        var request = new StateStoreRequest
        {
            Name = StateStoreNames.Bucket(Name),
            Region = _toldRegion,
            Existing = true,
            KmsKey = KmsKey,
            NoncurrentDays = NoncurrentVersionDay,
            LogBucket = LogBucket,
            LogPrefix = LogPrefix,
            TrustedAccounts = TrustedAccount,
            TlsOnly = TlsOnly,
            Environment = EnvironmentName,
            Tags = TagTable.Read(Tag),
        };
        if (await ShouldApplyAsync(Name, "Bring the bucket to what a state store should be", () => provisioner.PlanAsync(request, cancellationToken)).ConfigureAwait(false))
        {
            await WriteAsync(await provisioner.ApplyAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }
}

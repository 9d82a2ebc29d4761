using System.Collections;
using System.Management.Automation;
using KopsPS.Engine.Buckets;

namespace KopsPS.Commands;

/// <summary>Makes a bucket for kops' state: private, versioned, encrypted, TLS only.</summary>
[Cmdlet(VerbsCommon.New, "KopsStateStore", SupportsShouldProcess = true)]
[OutputType(typeof(KopsStateStore))]
public sealed class NewKopsStateStoreCommand : AwsCmdlet
{
    /// <summary>Name of the bucket.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("BucketName")]
    [ValidateNotNullOrEmpty]
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

    /// <summary>Other accounts whose kops may use the store.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
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
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var provisioner = new StateStoreProvisioner(Session, Feedback);
        var request = new StateStoreRequest
        {
            Name = Name,
            Region = Region,
            KmsKey = KmsKey,
            NoncurrentDays = NoncurrentVersionDay,
            LogBucket = LogBucket,
            LogPrefix = LogPrefix,
            TrustedAccounts = TrustedAccount,
            TlsOnly = TlsOnly,
            Environment = EnvironmentName,
            Tags = TagTable.Read(Tag),
        };
        if (await ShouldApplyAsync(Name, "Set up a state store", () => provisioner.PlanAsync(request, cancellationToken)).ConfigureAwait(false))
        {
            await WriteAsync(await provisioner.ApplyAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }
}

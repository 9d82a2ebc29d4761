using System.Management.Automation;
using KopsPS.Engine.Buckets;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Checks whether a state store's bucket is as it should be and can be used.</summary>
[Cmdlet(VerbsDiagnostic.Test, "KopsStateStore")]
[OutputType(typeof(KopsCheck))]
[OutputType(typeof(bool))]
public sealed class TestKopsStateStoreCommand : AwsCmdlet
{
    private string? _toldRegion;

    /// <summary>Name of the bucket.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("BucketName")]
    [StateStoreNameTransform]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StateStoreCompleter))]
    public string? Name { get; set; }

    /// <summary>Key that it should be encrypted with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKey { get; set; }

    /// <summary>Days after which old versions should go.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public int? NoncurrentVersionDay { get; set; }

    /// <summary>Bucket that should get the access logs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogBucket { get; set; }

    /// <summary>Prefix of access logs.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? LogPrefix { get; set; }

    /// <summary>All other accounts whose kops should be able to use the store.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? TrustedAccount { get; set; }

    /// <summary>Whether requests without TLS should be denied.</summary>
    [Parameter]
    public bool? TlsOnly { get; set; }

    /// <summary>Write nothing.</summary>
    [Parameter]
    public SwitchParameter SkipProbe { get; set; }

    /// <summary>Only say whether all is well.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _toldRegion = Region;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var name = Name ?? StateStoreLocation.Resolve(Settings() with { StateStore = SessionDefault.StateStore }).Url;
        var request = new StateStoreRequest
        {
            Name = name,
            Region = _toldRegion,
            Existing = true,
            KmsKey = KmsKey,
            NoncurrentDays = NoncurrentVersionDay,
            LogBucket = LogBucket,
            LogPrefix = LogPrefix,
            TrustedAccounts = TrustedAccount,
            TlsOnly = TlsOnly,
        };
        var good = true;
        await foreach (var check in new StateStoreChecks(Session, Feedback).RunAsync(request, !SkipProbe, cancellationToken).ConfigureAwait(false))
        {
            good &= check.Verdict != KopsCheckVerdict.Fail && !(check.Verdict == KopsCheckVerdict.NotChecked && StateStoreChecks.Decisive.Contains(check.Name));
            Feedback.Verbose($"{check.Target}: {check}");
            if (!Quiet)
            {
                await WriteAsync(check, cancellationToken).ConfigureAwait(false);
            }
        }

        if (Quiet)
        {
            await WriteAsync(good, cancellationToken).ConfigureAwait(false);
        }
    }
}

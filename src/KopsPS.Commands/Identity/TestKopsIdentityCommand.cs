using System.Management.Automation;
using KopsPS.Engine.Identity;

namespace KopsPS.Commands;

/// <summary>Checks a user or role that works with kops.</summary>
[Cmdlet(VerbsDiagnostic.Test, "KopsIdentity")]
[OutputType(typeof(KopsCheck))]
[OutputType(typeof(bool))]
public sealed class TestKopsIdentityCommand : AwsCmdlet
{
    /// <summary>Name or ARN.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [IdentityNameTransform]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "kops";

    /// <summary>A user or a role.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public KopsIdentityKind? Kind { get; set; }

    /// <summary>Only say whether all is well.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var checks = await new IdentityProvisioner(Session, Feedback).TestAsync(Name, Kind, null, cancellationToken).ConfigureAwait(false);
        if (Quiet)
        {
            await WriteAsync(checks.All(check => check.Verdict is KopsCheckVerdict.Pass or KopsCheckVerdict.Warn), cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var check in checks)
        {
            await WriteAsync(check, cancellationToken).ConfigureAwait(false);
        }
    }
}

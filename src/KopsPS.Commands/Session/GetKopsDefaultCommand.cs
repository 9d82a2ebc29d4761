using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Shows the values that <c>Set-KopsDefault</c> set for this session.</summary>
[Cmdlet(VerbsCommon.Get, "KopsDefault")]
[OutputType(typeof(KopsDefault))]
public sealed class GetKopsDefaultCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(SessionDefaults.Current);
}

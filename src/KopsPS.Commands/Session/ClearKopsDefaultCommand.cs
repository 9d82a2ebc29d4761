using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>
/// Forgets the values that <c>Set-KopsDefault</c> set for this session: all, or those named; with the profile also what was got with
/// codes of multi-factor devices.
/// </summary>
[Cmdlet(VerbsCommon.Clear, "KopsDefault", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ClearKopsDefaultCommand : PSCmdlet
{
    /// <summary>Names of the values to forget; all without it.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("StateStore", "Region", "ProfileName", "EndpointUrl", "KopsPath", "Kubeconfig", "Context")]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!ShouldProcess("this session", "Clear defaults of KopsPS"))
        {
            return;
        }

        var old = SessionDefaults.Current;
        bool Goes(string name) => Name is null || Name.Contains(name, StringComparer.OrdinalIgnoreCase);
        if (Goes(nameof(old.ProfileName)))
        {
            SessionMfa.Forget();
        }

        SessionDefaults.Current = new KopsDefault
        {
            StateStore = Goes(nameof(old.StateStore)) ? null : old.StateStore,
            Region = Goes(nameof(old.Region)) ? null : old.Region,
            ProfileName = Goes(nameof(old.ProfileName)) ? null : old.ProfileName,
            EndpointUrl = Goes(nameof(old.EndpointUrl)) ? null : old.EndpointUrl,
            KopsPath = Goes(nameof(old.KopsPath)) ? null : old.KopsPath,
            Kubeconfig = Goes(nameof(old.Kubeconfig)) ? null : old.Kubeconfig,
            Context = Goes(nameof(old.Context)) ? null : old.Context,
        };
    }
}

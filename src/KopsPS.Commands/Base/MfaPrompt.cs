using System.Management.Automation;
using System.Management.Automation.Host;
using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Asks the person at a cmdlet's host for the code of an MFA device; what was got with it serves the whole session.</summary>
/// <param name="cmdlet">Whose host is asked. It must be on the pipeline thread now: the session is that of its runspace.</param>
internal sealed class MfaPrompt(AsyncCmdlet cmdlet)
{
    /// <summary>The credentials that codes of this PowerShell session were given for.</summary>
    public MfaSessions? Sessions { get; } = SessionMfa.Current;

    /// <summary>Asks as the AWS tools do, unseen.</summary>
    /// <returns>The code; null where nobody can answer.</returns>
    public async ValueTask<string?> AskAsync(string serial, CancellationToken cancellationToken) =>
        await cmdlet.InvokeAsync(() =>
        {
            if (!HostFacts.Of(cmdlet).CanAsk)
            {
                return null;
            }

            try
            {
                cmdlet.Host.UI.Write($"Enter MFA code for {serial}: ");
                using var typed = cmdlet.Host.UI.ReadLineAsSecureString();
                return new System.Net.NetworkCredential("", typed).Password;
            }
            catch (Exception fault) when (fault is HostException or PSInvalidOperationException or NotImplementedException or NotSupportedException)
            {
                return null;
            }
        }).WaitAsync(cancellationToken).ConfigureAwait(false);
}

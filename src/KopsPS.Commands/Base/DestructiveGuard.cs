using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>
/// Keeps destructive cmdlets from going ahead unasked, and from hanging on a question that nobody sees: where there is
/// nobody to ask, the call must say that it means it. Looked at before anything is called.
/// </summary>
internal static class DestructiveGuard
{
    /// <summary>The fault of a call that would have to ask and cannot, else null. On the pipeline thread.</summary>
    public static KopsException? FindFault(PSCmdlet cmdlet, bool force)
    {
        if (force || IsWhatIf(cmdlet) || WantsNoQuestion(cmdlet))
        {
            return null;
        }

        var command = cmdlet.MyInvocation.MyCommand;
        return HostFacts.Of(cmdlet).CanAsk ? null : Faults.ConfirmationRequired(command.Name, command.Parameters?.ContainsKey("Force") == true);
    }

    /// <summary>Whether a call says that it is not to ask: <c>-Confirm:$false</c>, or a preference for no questions at all. On the pipeline thread.</summary>
    public static bool WantsNoQuestion(PSCmdlet cmdlet) => cmdlet.MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm)
        ? !LanguagePrimitives.IsTrue(confirm)
        : LanguagePrimitives.TryConvertTo(cmdlet.GetVariableValue("ConfirmPreference"), out ConfirmImpact preference) && preference == ConfirmImpact.None;

    /// <summary>Whether a call only asks what would be done. On the pipeline thread.</summary>
    public static bool IsWhatIf(PSCmdlet cmdlet) => LanguagePrimitives.IsTrue(
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out var told) ? told : cmdlet.GetVariableValue("WhatIfPreference", false));

    /// <summary>Asks; null where the host turns out to have nobody who answers. On the pipeline thread.</summary>
    /// <param name="question">Such as <c>ShouldProcess</c> or <c>ShouldContinue</c>.</param>
    public static bool? Ask(Func<bool> question)
    {
        try
        {
            return question();
        }
        catch (Exception fault) when (fault is not PipelineStoppedException)
        {
            // A host without a person says so in its own words, whichever they are.
            return null;
        }
    }
}

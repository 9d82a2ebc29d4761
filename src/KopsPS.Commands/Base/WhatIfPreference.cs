using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Whether a call only previews.</summary>
internal static class WhatIfPreference
{
    /// <summary>True with <c>-WhatIf</c>, or where <c>$WhatIfPreference</c> says so. On the pipeline thread.</summary>
    public static bool IsWhatIf(this PSCmdlet cmdlet) => cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out var told)
        ? LanguagePrimitives.IsTrue(told)
        : LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("WhatIfPreference", false));
}

using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Keeps what each runspace got with codes of multi-factor devices; it goes when the runspace goes.</summary>
internal static class SessionMfa
{
    private static readonly ConditionalWeakTable<Runspace, MfaSessions> PerRunspace = [];

    /// <summary>Those of this runspace. Get them on the pipeline thread.</summary>
    public static MfaSessions? Current => Runspace.DefaultRunspace is { } runspace ? PerRunspace.GetValue(runspace, _ => new MfaSessions()) : null;

    /// <summary>Forgets those of this runspace. On the pipeline thread.</summary>
    public static void Forget()
    {
        if (Runspace.DefaultRunspace is { } runspace)
        {
            PerRunspace.Remove(runspace);
        }
    }
}

using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace KopsPS.Commands;

/// <summary>Keeps the defaults of each runspace; they go when the runspace goes.</summary>
internal static class SessionDefaults
{
    private static readonly ConditionalWeakTable<Runspace, KopsDefault> PerRunspace = [];

    /// <summary>The defaults of this runspace. Get and set it on the pipeline thread.</summary>
    public static KopsDefault Current
    {
        get => Runspace.DefaultRunspace is { } runspace && PerRunspace.TryGetValue(runspace, out var value) ? value : new KopsDefault();
        set => PerRunspace.AddOrUpdate(Runspace.DefaultRunspace, value);
    }
}

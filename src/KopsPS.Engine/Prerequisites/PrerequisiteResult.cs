namespace KopsPS.Engine.Prerequisites;

/// <summary>One check and whether the whole hangs on it.</summary>
/// <param name="Check">The check.</param>
/// <param name="IsDecisive">Whether nothing can be said of the whole while it could not be made.</param>
/// <param name="Fault">Why the credentials do not work; null for every other check.</param>
public sealed record PrerequisiteResult(KopsCheck Check, bool IsDecisive, KopsException? Fault = null)
{
    /// <summary>Whether the way is free as far as this goes.</summary>
    public bool IsGood => Check.Verdict switch
    {
        KopsCheckVerdict.Fail => false,
        KopsCheckVerdict.NotChecked => !IsDecisive,
        _ => true,
    };
}

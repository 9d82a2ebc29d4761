namespace KopsPS;

/// <summary>How a check ended.</summary>
public enum KopsCheckVerdict
{
    /// <summary>It is as it should be.</summary>
    Pass,

    /// <summary>It works, but is not as it should be.</summary>
    Warn,

    /// <summary>It is not as it must be.</summary>
    Fail,

    /// <summary>It could not be checked.</summary>
    NotChecked,
}

namespace KopsPS;

/// <summary>How much a finding matters. The worst finding decides an object's <see cref="KopsVerdict"/>.</summary>
public enum KopsSeverity
{
    /// <summary>Worth knowing; the object is healthy.</summary>
    Info,

    /// <summary>The object works, but something about it needs attention.</summary>
    Warning,

    /// <summary>The object does not do what it is there for.</summary>
    Error,
}

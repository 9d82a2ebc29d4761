namespace KopsPS;

/// <summary>The judgement on one object of a cluster.</summary>
public enum KopsVerdict
{
    /// <summary>No finding, or only ones of severity Info.</summary>
    Healthy,

    /// <summary>The worst finding is a Warning.</summary>
    Degraded,

    /// <summary>The worst finding is an Error.</summary>
    Unhealthy,

    /// <summary>The decisive check could not run, so nothing is claimed.</summary>
    NotChecked,
}

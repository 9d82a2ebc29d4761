namespace KopsPS;

/// <summary>What policies say to a way.</summary>
public enum KopsNetworkDecision
{
    /// <summary>They allow it.</summary>
    Allowed,

    /// <summary>They do not.</summary>
    Denied,

    /// <summary>It depends on what Kubernetes leaves to network plug-ins.</summary>
    Undecided,
}

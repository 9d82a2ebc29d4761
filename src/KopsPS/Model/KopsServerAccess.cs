namespace KopsPS;

/// <summary>How a person gets on a management server.</summary>
public enum KopsServerAccess
{
    /// <summary>SSH, from the ranges that its security group lets in.</summary>
    Ssh,

    /// <summary>AWS Systems Manager's Session Manager; no port is open.</summary>
    SessionManager,
}

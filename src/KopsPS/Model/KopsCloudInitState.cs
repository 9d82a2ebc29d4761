namespace KopsPS;

/// <summary>How far a server's first set-up has come.</summary>
public enum KopsCloudInitState
{
    /// <summary>Nobody asked the server, or it could not be asked.</summary>
    NotChecked,

    /// <summary>Not begun, or under way.</summary>
    Pending,

    /// <summary>All of it succeeded.</summary>
    Done,

    /// <summary>Some of it failed.</summary>
    Failed,
}

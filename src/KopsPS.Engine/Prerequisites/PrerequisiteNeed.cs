namespace KopsPS.Engine.Prerequisites;

/// <summary>What must work before a check is worth a try.</summary>
internal enum PrerequisiteNeed
{
    /// <summary>Only this machine.</summary>
    Nothing,

    /// <summary>Credentials that AWS takes.</summary>
    Credentials,

    /// <summary>Credentials, and a region that may be used.</summary>
    Region,
}

namespace KopsPS.Fakes.Names;

/// <summary>What a DNS server does wrong.</summary>
public enum DnsFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It refuses.</summary>
    Refused,

    /// <summary>It cannot find out.</summary>
    ServerFailure,

    /// <summary>It says nothing.</summary>
    Silence,

    /// <summary>It answers without authority and with nothing, as one does that does not have the zone.</summary>
    Lame,

    /// <summary>It cuts answers by UDP short, so that they have to be asked for by TCP.</summary>
    Truncation,

    /// <summary>It answers bytes that are no DNS.</summary>
    Garbage,
}

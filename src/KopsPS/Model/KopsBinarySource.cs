namespace KopsPS;

/// <summary>Where a binary comes from.</summary>
public enum KopsBinarySource
{
    /// <summary>One of the versions that <c>Install-KopsBinary</c> keeps side by side.</summary>
    Module,

    /// <summary>A folder named with <c>Install-KopsBinary -Destination</c>.</summary>
    Destination,

    /// <summary>Found on the search path; somebody else put it there.</summary>
    Path,
}

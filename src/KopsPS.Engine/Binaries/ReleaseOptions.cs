namespace KopsPS.Engine.Binaries;

/// <summary>What tests set otherwise.</summary>
internal sealed record ReleaseOptions
{
    /// <summary>The official sites.</summary>
    public ReleaseSites Sites { get; init; } = ReleaseSites.Official;

    /// <summary>Further attempts after one that failed for a cause that may pass.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Pause before the second attempt; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause that a server may ask for.</summary>
    public TimeSpan LongestAskedPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a source may say nothing.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for the list of releases where it is only wanted for a warning.</summary>
    public TimeSpan ListLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Creates the temporary file.</summary>
    public Func<string, Stream> CreateFile { get; init; } = TemporaryFile.Create;
}

namespace KopsPS;

/// <summary>The first set-up of a server, as cloud-init on it tells.</summary>
public sealed class KopsCloudInit
{
    /// <summary>How far it has come.</summary>
    public KopsCloudInitState State { get; init; }

    /// <summary>What is going on, what failed, or why it was not asked.</summary>
    public string? Detail { get; init; }

    /// <summary>The server's own lines about what failed.</summary>
    public string[] Errors { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => State.ToString();
}

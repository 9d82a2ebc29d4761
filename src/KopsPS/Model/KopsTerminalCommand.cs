namespace KopsPS;

/// <summary>The program that would get a person's terminal, and its arguments. No secret is among them.</summary>
public sealed class KopsTerminalCommand
{
    /// <summary>Name of the server.</summary>
    public required string ServerName { get; init; }

    /// <summary>Id of its instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, each as the program gets it.</summary>
    public string[] Arguments { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}

using System.Collections;

namespace KopsPS.Engine;

/// <summary>
/// The environment variables and folders of the session, read once per cmdlet, so that the engine reads nothing
/// from the process behind a test's back.
/// </summary>
public sealed class HostEnvironment
{
    private readonly Dictionary<string, string> _variables;

    /// <summary>Creates an environment.</summary>
    /// <param name="variables">The variables; names follow the platform's rule on case.</param>
    /// <param name="homeDirectory">The user's home folder.</param>
    public HostEnvironment(IEnumerable<KeyValuePair<string, string>> variables, string homeDirectory)
    {
        _variables = new Dictionary<string, string>(
            variables, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        HomeDirectory = homeDirectory;
    }

    /// <summary>The user's home folder.</summary>
    public string HomeDirectory { get; }

    /// <summary>All variables.</summary>
    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>The value of a variable, or null where it is missing or empty.</summary>
    public string? this[string name] => _variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Reads the environment of this process.</summary>
    public static HostEnvironment FromProcess() => new(
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? "")),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
}

using System.Collections;
using System.Globalization;

namespace KopsPS.Engine.Environments;

/// <summary>Names and values, each read as what it should be.</summary>
internal sealed class SettingValues
{
    private const string Quote = "put it in quotes: as a number 1.30 would be 1.3";

    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes names in any case; refuses one that nothing reads.</summary>
    public SettingValues(IDictionary settings)
    {
        foreach (DictionaryEntry entry in settings)
        {
            var name = entry.Key.ToString() ?? "";
            if (!EnvironmentSettings.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Faults.EnvironmentSettingUnknown(name, NearestNames.Of(name, EnvironmentSettings.Names));
            }

            _values[name] = entry.Value;
        }
    }

    /// <summary>The first of the names that has a value.</summary>
    public string? First(params string[] names) => names.FirstOrDefault(name => _values.GetValueOrDefault(name) is not (null or false or ""));

    /// <summary>One text, or null.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name) switch
    {
        null or "" => null,
        string text => text,
        Guid id => id.ToString("D"),
        Enum word => word.ToString(),
        double or float or decimal => throw Faults.EnvironmentSettingInvalid(name, Convert.ToString(_values[name], CultureInfo.InvariantCulture)!, Quote),
        int or long => Convert.ToString(_values[name], CultureInfo.InvariantCulture),
        bool value => throw Faults.EnvironmentSettingInvalid(name, value.ToString(), "it is one text"),
        _ => throw Faults.EnvironmentSettingInvalid(name, "a list or table", "it is one text"),
    };

    /// <summary>Texts; one text is a list of one.</summary>
    public IReadOnlyList<string> List(string name) => _values.GetValueOrDefault(name) switch
    {
        null or "" => [],
        string text => [text],
        IDictionary => throw Faults.EnvironmentSettingInvalid(name, "a table", "it is a list of texts"),
        IEnumerable items => [.. items.Cast<object?>().Select(item => item?.ToString() ?? "").Where(item => item.Length > 0)],
        var value => [Convert.ToString(value, CultureInfo.InvariantCulture)!],
    };

    /// <summary>True or false.</summary>
    public bool Flag(string name) => _values.GetValueOrDefault(name) switch
    {
        null => false,
        bool value => value,
        var value => bool.TryParse(value.ToString(), out var read) ? read : throw Faults.EnvironmentSettingInvalid(name, value.ToString()!, "it is true or false"),
    };

    /// <summary>A duration as kops writes it, or null.</summary>
    public TimeSpan? Duration(string name) => _values.GetValueOrDefault(name) switch
    {
        null => null,
        TimeSpan value => value,
        var value => GoDuration.TryParse(value.ToString()!, out var read) && read > TimeSpan.Zero
            ? read : throw Faults.EnvironmentSettingInvalid(name, value.ToString()!, "it is a duration, such as 15m"),
    };

    /// <summary>A word of an enumeration.</summary>
    public T Word<T>(string name)
        where T : struct, Enum =>
        Text(name) is not { } text ? default
        : Enum.TryParse<T>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) ? word
        : throw Faults.EnvironmentSettingInvalid(name, text, $"it is one of {string.Join(", ", Enum.GetNames<T>())}");

    /// <summary>Names and values.</summary>
    public IReadOnlyDictionary<string, string>? Table(string name) => _values.GetValueOrDefault(name) switch
    {
        null => null,
        IDictionary table => table.Cast<DictionaryEntry>().ToDictionary(
            entry => entry.Key.ToString() ?? "", entry => Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal),
        var value => throw Faults.EnvironmentSettingInvalid(name, value.ToString()!, "it is a table of names and values"),
    };
}

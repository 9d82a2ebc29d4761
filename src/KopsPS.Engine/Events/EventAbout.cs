namespace KopsPS.Engine.EventReports;

/// <summary>An object whose events are wanted, with what belongs to it by name.</summary>
/// <param name="Kind">Its kind; null for any.</param>
/// <param name="Namespace">Its namespace; null for any.</param>
/// <param name="Name">Its name.</param>
public sealed record EventAbout(string? Kind, string? Namespace, string Name)
{
    /// <summary>Reads <c>name</c>, <c>Kind/name</c> or <c>Kind/namespace/name</c>; null where it is none of these.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="kindOf">What a word for a kind means; null where it means none that is known, and then the word itself counts.</param>
    public static EventAbout? Parse(string text, Func<string, string?> kindOf)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(kindOf);
        return text.Split('/') switch
        {
            [{ Length: > 0 } name] => new EventAbout(null, null, name),
            [{ Length: > 0 } kind, { Length: > 0 } name] => new EventAbout(kindOf(kind) ?? kind, null, name),
            [{ Length: > 0 } kind, var space, { Length: > 0 } name] => new EventAbout(kindOf(kind) ?? kind, space.Length > 0 ? space : null, name),
            _ => null,
        };
    }

    /// <summary>Whether an event's object is this one, or belongs to it.</summary>
    public bool Fits(string kind, string @namespace, string name) =>
        (Namespace is null || Namespace == @namespace)
        && (Kind is null
            ? string.Equals(Name, name, StringComparison.OrdinalIgnoreCase)
            : string.Equals(Kind, kind, StringComparison.OrdinalIgnoreCase) && string.Equals(Name, name, StringComparison.OrdinalIgnoreCase)
                || OwnedNames.Belongs(Kind, Name, kind, name));
}

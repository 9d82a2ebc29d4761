using System.Management.Automation;
using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Commands;

/// <summary>A name as it is typed: <c>web</c>, <c>deploy/web</c> or <c>deploy/shop/web</c>; each part may have wildcards, but not the kind.</summary>
internal sealed class WorkloadName
{
    private readonly WildcardPattern? _namespace;
    private readonly WildcardPattern _name;

    private WorkloadName(string text, string? kind, string? @namespace, string name)
    {
        (Text, Kind, Namespace, Name) = (text, kind, @namespace, name);
        _namespace = @namespace is null ? null : new WildcardPattern(@namespace, WildcardOptions.IgnoreCase);
        _name = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        IsLiteral = !WildcardPattern.ContainsWildcardCharacters(name);
    }

    public string Text { get; }

    public string? Kind { get; }

    public string? Namespace { get; }

    public string Name { get; }

    /// <summary>Names one object, so that its absence is a fault.</summary>
    public bool IsLiteral { get; }

    /// <summary>Reads a name; null where its kind is none.</summary>
    public static WorkloadName? Parse(string text)
    {
        var parts = text.Split('/');
        var kind = parts.Length > 1 ? WorkloadHealthReader.KindOf(parts[0]) : null;
        return parts switch
        {
            [var name] => new WorkloadName(text, null, null, name),
            [_, var name] when kind is not null => new WorkloadName(text, kind, null, name),
            [_, var space, var name] when kind is not null => new WorkloadName(text, kind, space, name),
            _ => null,
        };
    }

    public bool Fits(string kind, string @namespace, string name) =>
        (Kind is null || Kind == kind) && _namespace?.IsMatch(@namespace) != false && _name.IsMatch(name);
}

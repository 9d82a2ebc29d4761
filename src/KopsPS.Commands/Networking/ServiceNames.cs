using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Networking;

namespace KopsPS.Commands;

/// <summary>Names of services as they are typed: <c>web</c>, <c>svc/web</c>, <c>svc/shop/web</c>.</summary>
internal static class ServiceNames
{
    /// <exception cref="KopsException"><c>KubernetesServiceNameInvalid</c></exception>
    public static WorkloadName Parse(string text) =>
        WorkloadName.Parse(text) is { Kind: null or "Service", Name.Length: > 0 } name ? name : throw Faults.KubernetesServiceNameInvalid(text);

    /// <summary>What names and namespaces ask for; only namespaces named in full are read one by one.</summary>
    public static ServiceQuery Query(WorkloadName[]? wanted, string[]? namespaces)
    {
        var spaces = namespaces ?? (wanted?.All(name => name.Namespace is not null) == true ? [.. wanted.Select(name => name.Namespace!).Distinct(StringComparer.Ordinal)] : []);
        var literal = spaces.Length > 0 && !Array.Exists(spaces, WildcardPattern.ContainsWildcardCharacters);
        return new ServiceQuery
        {
            Name = wanted is null ? null : (space, name) => Array.Exists(wanted, one => one.Fits("Service", space, name)),
            Names = wanted?.All(name => name.IsLiteral) == true ? [.. wanted.Select(name => name.Name).Distinct(StringComparer.Ordinal)] : [],
            Namespaces = literal ? spaces : [],
            Namespace = literal ? null : Wildcards.Matcher(namespaces),
        };
    }
}

using System.Globalization;

namespace KopsPS;

/// <summary>One resource of a quota: what a namespace may have of it, and what it has.</summary>
public sealed class KopsQuota
{
    /// <summary>Name of the quota.</summary>
    public required string Name { get; init; }

    /// <summary>What is limited, such as <c>requests.cpu</c> or <c>count/configmaps</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>At most: cores, bytes or pieces.</summary>
    public required decimal Hard { get; init; }

    /// <summary>Taken.</summary>
    public required decimal Used { get; init; }

    /// <summary>Which pods it counts, such as <c>BestEffort</c>; empty for all.</summary>
    public string[] Scopes { get; init; } = [];

    /// <summary>Left; none where more is taken than allowed.</summary>
    public decimal Free => Math.Max(0, Hard - Used);

    /// <summary>Such as <c>shop-quota requests.cpu 3.7/4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Resource} {Format(Used)}/{Format(Hard)}");

    private string Format(decimal amount)
    {
        var name = Resource[(Resource.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return new KopsCapacityResource { Name = Resource.StartsWith("requests.", StringComparison.Ordinal) || Resource.StartsWith("limits.", StringComparison.Ordinal) ? name : Resource, Requested = 0 }.Format(amount);
    }
}

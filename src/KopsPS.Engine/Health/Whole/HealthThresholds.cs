using System.Collections;
using KopsPS.Engine.Health.Components;

namespace KopsPS.Engine.Health.Whole;

/// <summary>The thresholds of all areas; their names do not overlap.</summary>
public sealed record HealthThresholds
{
    /// <summary>Those of nodes.</summary>
    public NodeThresholds Node { get; init; } = new();

    /// <summary>Those of parts.</summary>
    public ComponentThresholds Component { get; init; } = new();

    /// <summary>These with some replaced.</summary>
    /// <param name="told">Names of any area, and values.</param>
    /// <exception cref="KopsException"><c>KopsThresholdInvalid</c>.</exception>
    public HealthThresholds With(IDictionary told)
    {
        ArgumentNullException.ThrowIfNull(told);
        Hashtable ofNodes = [], ofParts = [];
        foreach (DictionaryEntry entry in told)
        {
            var name = entry.Key.ToString() ?? "";
            var area = NodeThresholds.Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? ofNodes
                : ComponentThresholds.Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? ofParts
                : throw Faults.ThresholdInvalid(name, $"there is no such threshold; there are {string.Join(", ", NodeThresholds.Names.Concat(ComponentThresholds.Names))}");
            area[name] = entry.Value;
        }

        return new HealthThresholds { Node = Node.With(ofNodes), Component = Component.With(ofParts) };
    }

    /// <summary>These with those of a YAML or JSON file replaced: its sections <c>Node</c> and <c>Component</c>, or the whole file where it has no sections.</summary>
    /// <exception cref="KopsException"><c>KopsThresholdInvalid</c>, <c>KopsThresholdFileUnreadable</c>.</exception>
    public async Task<HealthThresholds> WithFileAsync(string path, CancellationToken cancellationToken)
    {
        var ofNodes = await NodeThresholds.SectionAsync(path, "Node", cancellationToken).ConfigureAwait(false);
        var ofParts = await NodeThresholds.SectionAsync(path, "Component", cancellationToken).ConfigureAwait(false);
        var told = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var section in new IDictionary?[] { ofNodes, ofParts }.OfType<IDictionary>())
        {
            foreach (DictionaryEntry entry in section)
            {
                told[entry.Key] = entry.Value;
            }
        }

        return With(told);
    }
}

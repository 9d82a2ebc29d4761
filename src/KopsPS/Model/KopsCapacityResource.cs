using System.Globalization;

namespace KopsPS;

/// <summary>One resource: what there is of it, and what is taken. CPU in cores, memory and storage in bytes, everything else in pieces.</summary>
public sealed class KopsCapacityResource
{
    private static readonly (string Suffix, decimal Size)[] Units = [("Ei", 1L << 60), ("Pi", 1L << 50), ("Ti", 1L << 40), ("Gi", 1L << 30), ("Mi", 1L << 20), ("Ki", 1L << 10)];

    /// <summary>Name, such as <c>cpu</c>, <c>memory</c>, <c>pods</c> or <c>nvidia.com/gpu</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What nodes have for pods; of a namespace what its quotas allow; null where nothing says so.</summary>
    public decimal? Allocatable { get; init; }

    /// <summary>What pods ask for, as the scheduler counts it.</summary>
    public required decimal Requested { get; init; }

    /// <summary>What pods may take at most, as far as they have limits.</summary>
    public decimal Limit { get; init; }

    /// <summary>What is used at this moment; null where no metrics say so.</summary>
    public decimal? Used { get; init; }

    /// <summary>What new pods can have: on nodes that take pods; of a namespace what its quotas leave. Null where nothing says so.</summary>
    public decimal? Free { get; init; }

    /// <summary>The most that is free on a single node: no pod can have more.</summary>
    public decimal? LargestFree { get; init; }

    /// <summary>Requested of allocatable in percent.</summary>
    public int? RequestedPercent => Allocatable is > 0 and var all ? (int)Math.Round(100 * Requested / all) : null;

    /// <summary>Used of allocatable in percent; of requested where nothing is allocatable.</summary>
    public int? UsedPercent => Used is { } used && (Allocatable ?? Requested) is > 0 and var all ? (int)Math.Round(100 * used / all) : null;

    /// <summary>An amount of this resource for a person.</summary>
    /// <param name="amount">Cores, bytes or pieces.</param>
    public string Format(decimal amount)
    {
        if (Name is "memory" or "ephemeral-storage" or "storage" || Name.StartsWith("hugepages-", StringComparison.Ordinal))
        {
            foreach (var (suffix, size) in Units)
            {
                if (Math.Abs(amount) >= size)
                {
                    return (amount / size).ToString(Math.Abs(amount) >= 100 * size ? "0" : "0.#", CultureInfo.InvariantCulture) + suffix;
                }
            }

            return amount.ToString("0", CultureInfo.InvariantCulture);
        }

        return amount.ToString(Math.Abs(amount) >= 100 ? "0.#" : "0.###", CultureInfo.InvariantCulture);
    }

    /// <summary>Such as <c>12.5/76 (16%)</c>, or <c>12.5</c> where nothing is allocatable.</summary>
    public override string ToString() => Allocatable is { } all
        ? $"{Format(Requested)}/{Format(all)}{(RequestedPercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $" ({percent}%)") : "")}"
        : Format(Requested);
}

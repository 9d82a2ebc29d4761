namespace KopsPS;

/// <summary>Names an object of a cluster.</summary>
public sealed class KopsObjectReference : IEquatable<KopsObjectReference>
{
    /// <summary>Kind, such as <c>Node</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace; empty where the kind has none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public bool Equals(KopsObjectReference? other) => other is not null && Kind == other.Kind && Namespace == other.Namespace && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KopsObjectReference);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Namespace, Name);

    /// <summary>Such as <c>Node/i-02f94c6a1d87be350</c> or <c>Secret/shop/invoice-db</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";
}

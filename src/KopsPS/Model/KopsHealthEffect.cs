namespace KopsPS;

/// <summary>An object that suffers from a fault of another one.</summary>
public sealed class KopsHealthEffect
{
    /// <summary>Kind, such as <c>DaemonSet</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace; empty where the kind has none.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>The judgement on it, whatever it comes from.</summary>
    public required KopsVerdict Verdict { get; init; }

    /// <summary>What the fault does to it.</summary>
    public required KopsFinding Finding { get; init; }

    /// <summary>Such as <c>DaemonSet/kube-system/cilium</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";
}

namespace KopsPS;

/// <summary>One resource that applying a plan creates, modifies or deletes. Items with the same content are equal.</summary>
public sealed class KopsPlanItem : IEquatable<KopsPlanItem>
{
    private string? _content;

    /// <summary>What happens to the resource.</summary>
    public required KopsPlanAction Action { get; init; }

    /// <summary>kops' kind of resource, such as <c>AutoscalingGroup</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Name of the resource; of a deletion all that kops says about it.</summary>
    public required string Name { get; init; }

    /// <summary>What happens in a few words, such as <c>MaxSize 2 -> 5</c>.</summary>
    public string Change { get; init; } = "";

    /// <summary>The instance group that it belongs to, where it belongs to one.</summary>
    public string? InstanceGroup { get; init; }

    /// <summary>The fields that are set or changed; none of a deletion.</summary>
    public KopsPlanField[] Fields { get; init; } = [];

    /// <summary>All that tells two items apart, as text.</summary>
    internal string Content => _content ??= string.Join(
        '\0',
        [
            Action.ToString(), Type, Name,
            .. Fields.SelectMany(change => new[] { change.Name, change.Old ?? "\u0001", change.New ?? "\u0001", change.Diff ?? "\u0001" }),
        ]);

    /// <inheritdoc/>
    public bool Equals(KopsPlanItem? other) => other is not null && string.Equals(Content, other.Content, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KopsPlanItem);

    /// <inheritdoc/>
    public override int GetHashCode() => Content.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Action} {Type}/{Name}";
}

namespace KopsPS;

/// <summary>Something that keeps a resource of a cluster from being deleted, and whose it is.</summary>
public sealed class KopsDeletionBlocker
{
    /// <summary>Kind of the resource that cannot be deleted, in kops' words.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Identity of the resource that cannot be deleted.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Kind of what holds it, such as <c>network-interface</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Identity of what holds it.</summary>
    public required string Id { get; init; }

    /// <summary>Its name or description.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whose it is, as far as its tags and fields tell; empty where they tell nothing.</summary>
    public string Owner { get; init; } = "";

    /// <summary>What to do about it.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>The cluster that was to be deleted.</summary>
    public string? ClusterName { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"{ResourceType} {ResourceId} is held by {Type} {Id}";
        if (Description.Length > 0)
        {
            text += $" ({Description})";
        }

        return Owner.Length > 0 ? $"{text}, of {Owner}" : text;
    }
}

namespace KopsPS.Engine.Lifecycle;

/// <summary>What a line of kops' plan is.</summary>
internal enum PlanLineKind
{
    /// <summary>Not understood; kept in <see cref="PlanText.Unparsed"/>.</summary>
    Unparsed,

    /// <summary>An empty line where the grammar has one.</summary>
    Blank,

    /// <summary>Part of an announcement between two rows of stars.</summary>
    Banner,

    /// <summary>The title of a section, or of the preview that <c>create cluster</c> prints.</summary>
    Heading,

    /// <summary>The first line of a resource, or a deletion.</summary>
    Item,

    /// <summary>A field, or the first line of one of several lines.</summary>
    Field,

    /// <summary>A further line of a field.</summary>
    FieldText,

    /// <summary>The line that says that the plan is whole.</summary>
    End,

    /// <summary>Advice after the plan of <c>create cluster</c>.</summary>
    Advice,
}

/// <summary>A plan as read from kops' text.</summary>
internal sealed class PlanText
{
    /// <summary>Creations, modifications, then deletions that the update does.</summary>
    public required IReadOnlyList<KopsPlanItem> Items { get; init; }

    /// <summary>Deletions that kops does only with <c>--prune</c>.</summary>
    public required IReadOnlyList<KopsPlanItem> Deferred { get; init; }

    /// <summary>Modifications of kops' own records that say nothing about the cluster.</summary>
    public required IReadOnlyList<KopsPlanItem> Bookkeeping { get; init; }

    /// <summary>Announcements.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Lines that were not understood.</summary>
    public required IReadOnlyList<string> Unparsed { get; init; }

    /// <summary>What each line of the input is: as many as there are lines.</summary>
    public required IReadOnlyList<PlanLineKind> Lines { get; init; }

    /// <summary>True where kops said that the plan is whole; without it the text was cut off or is no plan.</summary>
    public required bool Complete { get; init; }
}

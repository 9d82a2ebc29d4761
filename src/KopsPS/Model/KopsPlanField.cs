namespace KopsPS;

/// <summary>One field of a resource that a plan creates or modifies.</summary>
public sealed class KopsPlanField
{
    /// <summary>kops' name of the field, such as <c>MaxSize</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The value there is; null where there is none, and where <see cref="Diff"/> says it.</summary>
    public string? Old { get; init; }

    /// <summary>The value to be; null where the field is taken away, and where <see cref="Diff"/> says it.</summary>
    public string? New { get; init; }

    /// <summary>
    /// The difference of a long text such as user data, one line each: <c>+ </c> new, <c>- </c> old, two blanks for
    /// context, <c>...</c> where lines are left out.
    /// </summary>
    public string? Diff { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Diff is not null ? $"{Name} {DiffSize}" : $"{Name} {Old ?? "none"} -> {New ?? "none"}";

    /// <summary>Lines that come and go, such as <c>+3 -1</c>.</summary>
    internal string DiffSize
    {
        get
        {
            var lines = (Diff ?? "").Split('\n');
            return $"+{lines.Count(line => line.StartsWith("+ ", StringComparison.Ordinal))} "
                + $"-{lines.Count(line => line.StartsWith("- ", StringComparison.Ordinal))}";
        }
    }
}

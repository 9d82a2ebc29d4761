using System.Text.RegularExpressions;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// What an API server said where it refused, as it said it (kind Status): the inner exception of the faults named
/// <c>Kubernetes…</c>, for those that look closer than at their id.
/// </summary>
public sealed class KubeRefusalException : Exception
{
    internal KubeRefusalException(int code, KubeStatus status)
        : base(status.Message ?? $"status {code}")
    {
        Code = code;
        Reason = status.Reason;
        ObjectKind = status.Details?.Kind;
        ObjectName = status.Details?.Name;
        Continue = status.Metadata?.Continue;
        Text = status.Text;
        Causes = [.. (status.Details?.Causes ?? []).Select(cause => new KubeCause(cause.Reason, cause.Field, cause.Message ?? ""))];
    }

    /// <summary>HTTP status.</summary>
    public int Code { get; }

    /// <summary>The server's word for it, such as <c>AlreadyExists</c>; null where the answer was no Status.</summary>
    public string? Reason { get; }

    /// <summary>Kind (or resource) of the object that it is about.</summary>
    public string? ObjectKind { get; }

    /// <summary>Name of that object.</summary>
    public string? ObjectName { get; }

    /// <summary>Each field that is wrong, each conflict, each budget.</summary>
    public IReadOnlyList<KubeCause> Causes { get; }

    /// <summary>With an expired list: the token with which it can go on.</summary>
    internal string? Continue { get; }

    /// <summary>The whole answer, where it was no JSON.</summary>
    internal string? Text { get; }

    /// <summary>What the server said of a fault, or null where it did not come from its answer.</summary>
    public static KubeRefusalException? Of(KopsException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault.InnerException as KubeRefusalException;
    }
}

/// <summary>One cause of a refusal.</summary>
/// <param name="Reason">The server's word, such as <c>FieldValueInvalid</c>, <c>FieldManagerConflict</c> or <c>DisruptionBudget</c>.</param>
/// <param name="Field">The field, as <c>spec.replicas</c> or <c>.data.mode</c>; null where it is about none.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed partial record KubeCause(string? Reason, string? Field, string Message)
{
    /// <summary>With a conflict: the field manager that owns the field.</summary>
    public string? Manager => Reason == "FieldManagerConflict" && Owner().Match(Message) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>With a conflict: by which of the object's other doors it got the field, such as <c>scale</c>; null where by the object itself.</summary>
    public string? Subresource => Manager is not null && Owner().Match(Message).Groups[2] is { Success: true } match ? match.Value : null;

    /// <inheritdoc/>
    public override string ToString() => Manager is { } manager ? $"{Field} (owned by {manager}{(Subresource is { } door ? $", which set it by '{door}'" : "")})" : Field is { Length: > 0 } ? $"{Field}: {Message}" : Message;

    [GeneratedRegex("^conflict with \"([^\"]*)\"(?: with subresource \"([^\"]*)\")?", RegexOptions.CultureInvariant)]
    private static partial Regex Owner();
}

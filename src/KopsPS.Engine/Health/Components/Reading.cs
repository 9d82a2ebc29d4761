namespace KopsPS.Engine.Health.Components;

/// <summary>What was read, or why it could not be; neither where no wanted part needs it.</summary>
internal readonly record struct Reading<T>
{
    private Reading(T? value, string? refused, bool isRead)
    {
        Value = value;
        Refused = refused;
        IsRead = isRead;
    }

    public T? Value { get; }

    /// <summary>Why it could not be read.</summary>
    public string? Refused { get; }

    public bool IsRead { get; }

    public static Reading<T> Of(T value) => new(value, null, true);

    public static Reading<T> Not(string why) => new(default, why, false);
}

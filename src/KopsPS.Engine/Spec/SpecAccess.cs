using System.Globalization;

namespace KopsPS.Engine.Spec;

/// <summary>Reads fields of a spec in the type that they should have; a missing or odd one is null or empty.</summary>
public static class SpecAccess
{
    /// <summary>A section within.</summary>
    public static KopsSpec? Section(this KopsSpec? spec, string key) => spec?[key] as KopsSpec;

    /// <summary>Text; numbers and Booleans as they are written.</summary>
    public static string? Text(this KopsSpec? spec, string key) => spec?[key] switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A whole number.</summary>
    public static int? Number(this KopsSpec? spec, string key) => spec?[key] switch
    {
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        double number when number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue => (int)number,
        _ => null,
    };

    /// <summary>A Boolean.</summary>
    public static bool? Flag(this KopsSpec? spec, string key) => spec?[key] as bool?;

    /// <summary>A list of texts.</summary>
    public static string[] Texts(this KopsSpec? spec, string key) =>
        spec?[key] is object?[] items ? [.. items.OfType<string>()] : [];

    /// <summary>A list of sections.</summary>
    public static KopsSpec[] Sections(this KopsSpec? spec, string key) =>
        spec?[key] is object?[] items ? [.. items.OfType<KopsSpec>()] : [];

    /// <summary>A time as Kubernetes writes it.</summary>
    public static DateTimeOffset? Time(this KopsSpec? spec, string key) =>
        spec?[key] is string text && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}

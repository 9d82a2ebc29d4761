namespace KopsPS.Engine.Processes;

/// <summary>A command as a person would type it, for messages only; nothing is ever run from it.</summary>
internal static class CommandText
{
    /// <summary>The text.</summary>
    public static string Of(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote).Prepend("kops"));

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./:=,@+%[]{}".Contains(c, StringComparison.Ordinal))
            ? argument
            : "'" + argument.Replace("'", "''", StringComparison.Ordinal) + "'";
}

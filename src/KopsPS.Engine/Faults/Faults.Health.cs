namespace KopsPS.Engine;

/// <summary>Faults of judging health.</summary>
public static partial class Faults
{
    /// <summary>A threshold that does not exist, or a value that it cannot have.</summary>
    public static KopsException ThresholdInvalid(string name, string why, Exception? inner = null) => new(
        "KopsThresholdInvalid", FaultKind.InvalidArgument, $"The threshold '{name}' cannot be: {why}.", name,
        "about_KopsPS_Health lists the thresholds.", inner);

    /// <summary>A file of thresholds that cannot be read.</summary>
    public static KopsException ThresholdFileUnreadable(string path, Exception inner) => new(
        "KopsThresholdFileUnreadable", FaultKind.ReadError, $"The thresholds cannot be read: {inner?.Message}", path, "Look at the path given to -ThresholdPath.", inner);

    /// <summary>A check that does not exist.</summary>
    public static KopsException HealthCheckUnknown(string code, IEnumerable<string> near) => new(
        "KopsHealthCheckUnknown", FaultKind.InvalidArgument,
        $"There is no check or finding '{code}'.{(near.ToArray() is { Length: > 0 } names ? $" Did you mean {string.Join(" or ", names)}?" : "")}", code,
        "about_KopsPS_Health lists the codes; wildcards work.");

    /// <summary>A cluster that is worse than a pipeline allows.</summary>
    public static KopsException HealthBelowLimit(KopsHealth health, string failOn)
    {
        ArgumentNullException.ThrowIfNull(health);
        return new KopsException(
            "KopsHealthBelowLimit", FaultKind.InvalidResult,
            $"{health.Summary}.{(health.Verdict == KopsVerdict.NotChecked ? " What could not be judged may be at fault." : "")}", health,
            health.Verdict == KopsVerdict.NotChecked
                ? "NotChecked of the object says what is missing: mostly rights. -ExcludeCheck leaves checks out."
                : $"Problems of the object says what to do. -ExcludeCheck leaves findings out{(failOn == "Warning" ? "; -FailOn Error lets warnings pass" : "")}.");
    }

    /// <summary>There is no terminal to draw on.</summary>
    public static KopsException TerminalRequired() => new(
        "KopsTerminalRequired", FaultKind.InvalidOperation, "There is no terminal here that -Display could draw on.", null,
        "Leave -Display out: changes are then written as objects.");
}

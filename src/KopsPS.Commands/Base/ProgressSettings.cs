using System.Management.Automation.Host;

namespace KopsPS.Commands;

/// <summary>When progress is worth showing.</summary>
/// <param name="Delay">How long an activity lasts before it is shown: a bar that comes and goes at once only flickers.</param>
/// <param name="Clock">The time.</param>
internal sealed record ProgressSettings(TimeSpan Delay, TimeProvider Clock)
{
    private const string DelayName = "KopsPSProgressDelay";
    private const string ClockName = "KopsPSClock";

    /// <summary>A second, by the system's clock.</summary>
    public static ProgressSettings Default { get; } = new(TimeSpan.FromSeconds(1), TimeProvider.System);

    /// <summary>Those of a host that brings its own in its private data.</summary>
    public static ProgressSettings Of(PSHost host) => host.PrivateData is { } own
        ? new(own.Properties[DelayName]?.Value as TimeSpan? ?? Default.Delay, own.Properties[ClockName]?.Value as TimeProvider ?? Default.Clock)
        : Default;
}

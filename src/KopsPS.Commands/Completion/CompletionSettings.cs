using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>What a completer works with: what is typed so far, else the session's defaults; the environment fills in the rest.</summary>
internal static class CompletionSettings
{
    public static KopsSettings Of(BoundParameters bound) => new()
    {
        Environment = HostEnvironment.FromProcess(),
        StateStore = bound["StateStore"] ?? bound.Defaults.StateStore,
        Region = bound["Region"] ?? bound.Defaults.Region,
        ProfileName = bound["ProfileName"] ?? bound.Defaults.ProfileName,
        EndpointUrl = bound["EndpointUrl"] ?? bound.Defaults.EndpointUrl,
    };
}

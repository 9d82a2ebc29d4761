using System.Collections;
using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Parameters of every cmdlet that judges by thresholds and can look into AWS beside the API server.</summary>
public abstract class HealthCmdlet : KubernetesAwsCmdlet
{
    /// <summary>Thresholds that are to be others, by name; beat those of a file.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Threshold { get; set; }

    /// <summary>A YAML or JSON file of thresholds.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ThresholdPath { get; set; }

    /// <summary>Refuses a code that no check has: leaving it out would leave out nothing.</summary>
    /// <exception cref="KopsException"><c>KopsHealthCheckUnknown</c>.</exception>
    private protected static void CheckCodes(string[]? told, IReadOnlyCollection<string> known)
    {
        foreach (var code in told ?? [])
        {
            if (!WildcardPattern.ContainsWildcardCharacters(code) && !known.Contains(code, StringComparer.OrdinalIgnoreCase))
            {
                throw Faults.HealthCheckUnknown(code, NearestNames.Of(code, known));
            }
        }
    }

    /// <summary>The thresholds: those of the file first, then those that were told.</summary>
    private protected async Task<T> ThresholdsAsync<T>(T from, Func<T, string, Task<T>> withFile, Func<T, IDictionary, T> with)
    {
        if (ThresholdPath is { } path)
        {
            from = await withFile(from, await InvokeAsync(() => SessionPaths.Full(SessionState, path)).ConfigureAwait(false)).ConfigureAwait(false);
        }

        return Threshold is { } told ? with(from, told) : from;
    }
}

using System.Globalization;
using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>
/// Lets a TimeSpan parameter take kops' own form, quoted or not. Unquoted, <c>30s</c> reaches us as the number 30
/// (PowerShell reads the suffix as "short") that still prints as it was typed.
/// </summary>
public sealed class DurationTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if ((inputData as PSObject)?.BaseObject is TimeSpan || inputData is TimeSpan)
        {
            return inputData;
        }

        var text = inputData?.ToString();
        if (GoDuration.TryParse(text, out var duration)
            || (text?.Contains(':', StringComparison.Ordinal) == true
                && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration)))
        {
            return duration;
        }

        throw new ArgumentTransformationMetadataException(
            $"'{text}' is no duration: give a unit, such as 10m, 90s or 1h30m.");
    }
}

using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>A duration longer than zero: kops takes zero for "not told".</summary>
public sealed class ValidatePositiveDurationAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is TimeSpan duration && duration <= TimeSpan.Zero)
        {
            throw new ValidationMetadataException("Give a duration longer than zero, such as 1h.");
        }
    }
}

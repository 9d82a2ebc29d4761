using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>
/// Lets a parameter in bytes take <c>128Gi</c> and <c>128GB</c>. Unquoted, <c>128GB</c> reaches us as PowerShell's own
/// number literal that still prints as it was typed.
/// </summary>
public sealed class SizeTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var text = inputData?.ToString();
        return BinarySize.TryParse(text, out var bytes)
            ? bytes
            : throw new ArgumentTransformationMetadataException($"'{text}' is no size: give a unit, such as 128Gi.");
    }
}

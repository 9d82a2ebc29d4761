using System.Globalization;
using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Capacity;

namespace KopsPS.Commands;

/// <summary>Lets an amount of a resource be typed as Kubernetes writes it: <c>500m</c>, <c>0.5</c>, <c>2Gi</c>; <c>2GB</c> is PowerShell's own, in powers of 1,024.</summary>
public sealed class QuantityTransformAttribute : ArgumentTransformationAttribute
{
    /// <summary>The amount that is meant.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is none.</exception>
    internal static decimal Read(object? value)
    {
        // A number prints with the point of the session's language.
        var text = value is PSObject { BaseObject: string } or string ? value.ToString() : value is PSObject typed ? typed.ToString() : Convert.ToString(value, CultureInfo.InvariantCulture);
        if (text?.EndsWith("B", StringComparison.OrdinalIgnoreCase) == true && BinarySize.TryParse(text, out var bytes))
        {
            return bytes;
        }

        return ExactQuantity.Parse(text) is { } amount and >= 0
            ? amount
            : throw new ArgumentTransformationMetadataException($"'{text}' is no amount: write it as Kubernetes does, such as 500m, 2 or 4Gi.");
    }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Read(inputData);
}

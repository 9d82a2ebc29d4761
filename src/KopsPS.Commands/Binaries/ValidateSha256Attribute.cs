using System.Management.Automation;
using KopsPS.Engine.Binaries;

namespace KopsPS.Commands;

/// <summary>Takes only a SHA-256 digest, and says so; a pattern would show itself instead.</summary>
public sealed class ValidateSha256Attribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        if (element is not string { Length: 64 } digest || !Checksum.TryParse(digest, out _))
        {
            throw new ValidationMetadataException($"'{element}' is no SHA-256 digest: give its 64 hexadecimal digits.");
        }
    }
}

using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Takes names of key pairs, and objects that are keys; refuses everything else.</summary>
public sealed class SshKeyNameTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string name => name,
            KopsSshKey key => key.KeyName,
            // The inner exception tells the pipeline's binder "not for this parameter"; without it the binding fails whole.
            _ => throw new ArgumentTransformationMetadataException("Give the name of a key pair, or a key.", new PSInvalidCastException("No key.")),
        };
}

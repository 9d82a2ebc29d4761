using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Takes names and ARNs of users and roles, and objects that are identities; refuses everything else.</summary>
public sealed class IdentityNameTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string => value,
            KopsIdentity identity => identity.IdentityName,
            IEnumerable several => several.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            // The inner exception tells the pipeline's binder "not for this parameter"; without it the binding fails whole.
            _ => throw new ArgumentTransformationMetadataException(
                "Give names of users or roles, or identities.", new PSInvalidCastException("No identity.")),
        };
    }
}

using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>
/// Takes names of nodes, and objects that are nodes; refuses everything else, so that a cluster that is piped in is
/// never taken for a node of its name.
/// </summary>
public sealed class NodeNameTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string => value,
            KopsNodeHealth node => node.Name,
            IEnumerable several => several.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            // The inner exception tells the pipeline's binder "not for this parameter"; without it the binding fails whole.
            _ => throw new ArgumentTransformationMetadataException(
                "Give names of nodes, or node objects.", new PSInvalidCastException("No node.")),
        };
    }
}

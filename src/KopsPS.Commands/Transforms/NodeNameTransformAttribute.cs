using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>
/// Takes names of nodes, and objects that are nodes; refuses everything else, so that a cluster that is piped in is
/// never taken for a node of its name.
/// </summary>
public sealed class NodeNameTransformAttribute : ArgumentTransformationAttribute
{
    [ThreadStatic]
    private static KopsWorkloadReference? _origin;

    /// <summary>
    /// Where the node taken last was read. For the parameter's setter, which PowerShell calls next, on the same thread: given by parameter, an
    /// object binds none of its properties.
    /// </summary>
    internal static KopsWorkloadReference? OriginOfLast => _origin;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        _origin = null;
        return Take(inputData);
    }

    private static object Take(object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string => value,
            KopsNodeHealth node => Of(node.Name, node.Context, node.Kubeconfig),
            KopsNode node => Of(node.Name, node.Context, node.Kubeconfig),
            KopsNodeDrain node => Of(node.Name, node.Context, node.Kubeconfig),
            KopsCapacity { Kind: "Node" } node => Of(node.Name, node.Context, node.Kubeconfig),
            IEnumerable several => several.Cast<object>().Select(Take).ToArray(),
            // The inner exception tells the pipeline's binder "not for this parameter"; without it the binding fails whole.
            _ => throw new ArgumentTransformationMetadataException(
                "Give names of nodes, or node objects.", new PSInvalidCastException("No node.")),
        };
    }

    private static string Of(string name, string context, string kubeconfig)
    {
        if (_origin is { } other && (other.Context != context || other.Kubeconfig != kubeconfig))
        {
            throw new ArgumentTransformationMetadataException(
                $"{other.Name} and {name} are of different contexts ({other.Context}, {context}): pipe them in instead.");
        }

        _origin = new KopsWorkloadReference { Kind = "Node", Name = name, Context = context, Kubeconfig = kubeconfig };
        return name;
    }
}

using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Takes names of objects, and objects whose events can be asked for; refuses everything else.</summary>
public sealed class EventObjectTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string => value,
            KopsNodeHealth node => "Node//" + node.Name,
            KopsNode node => "Node//" + node.Name,
            KopsNodeDrain node => "Node//" + node.Name,
            KopsWorkloadHealth workload => $"{workload.Kind}/{workload.Namespace}/{workload.Name}",
            KopsDrainPod pod => $"Pod/{pod.Namespace}/{pod.Name}",
            KopsEvent about => $"{about.Kind}/{about.Namespace}/{about.Name}",
            IEnumerable several => several.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            // The inner exception tells the pipeline's binder "not for this parameter"; without it the binding fails whole.
            _ => throw new ArgumentTransformationMetadataException(
                "Give names of objects, such as web, pod/web-0 or deploy/shop/web, or objects of nodes or workloads.", new PSInvalidCastException("No object.")),
        };
    }
}

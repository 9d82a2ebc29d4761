using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Takes names of pods (<c>web-1</c>, <c>shop/web-1</c>), and objects that are pods.</summary>
public sealed class PodNameTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string => value,
            KopsPodNetwork pod => $"{pod.Namespace}/{pod.Pod}",
            KopsEndpoint { Pod: { } pod } endpoint => $"{endpoint.Namespace}/{pod}",
            KopsWorkloadHealth { Kind: "Pod" } pod => $"{pod.Namespace}/{pod.Name}",
            IEnumerable several => several.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => throw new ArgumentTransformationMetadataException("Give names of pods, such as web-1 or shop/web-1, or pods.", new PSInvalidCastException("No pod.")),
        };
    }
}

using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>
/// Takes names of workloads, and objects that are workloads, which stay told apart by kind and namespace; refuses everything else, so that
/// a cluster or a node that is piped in is never taken for a workload of its name.
/// </summary>
public sealed class WorkloadNameTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string => value,
            KopsWorkloadHealth workload => $"{workload.Kind}/{workload.Namespace}/{workload.Name}",
            KopsWorkload workload => workload.ToString(),
            KopsService service => service.ToString(),
            KopsAppliedObject { Namespace.Length: > 0 } applied => applied.ToString(),
            KopsAutoscaler scaler => scaler.ToString(),
            IEnumerable several => several.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            // The inner exception tells the pipeline's binder "not for this parameter"; without it the binding fails whole.
            _ => throw new ArgumentTransformationMetadataException(
                "Give names of workloads, such as web, deploy/web or deploy/shop/web, or workload objects.", new PSInvalidCastException("No workload.")),
        };
    }
}

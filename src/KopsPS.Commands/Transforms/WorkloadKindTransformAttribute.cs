using System.Collections;
using System.Management.Automation;
using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Commands;

/// <summary>Takes kinds as Kubernetes and kubectl write them: <c>Deployment</c>, <c>deployments</c>, <c>deploy</c>.</summary>
public sealed class WorkloadKindTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string word => WorkloadHealthReader.KindOf(word)
                ?? throw new ArgumentTransformationMetadataException($"'{word}' is no kind that is judged. These are: {string.Join(", ", WorkloadHealthReader.Kinds)}."),
            IEnumerable several => several.Cast<object>().Select(item => (string)Transform(engineIntrinsics, item)).ToArray(),
            _ => throw new ArgumentTransformationMetadataException($"Give kinds: {string.Join(", ", WorkloadHealthReader.Kinds)}."),
        };
    }
}

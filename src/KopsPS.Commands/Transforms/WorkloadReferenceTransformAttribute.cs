using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Takes names of workloads and objects that are workloads, which keep how they were reached; refuses everything else.</summary>
public sealed class WorkloadReferenceTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            KopsWorkloadReference => value,
            string text => Named(text),
            KopsWorkload own => new KopsWorkloadReference { Kind = own.Kind, Namespace = own.Namespace, Name = own.Name, ClusterName = own.ClusterName, Kubeconfig = own.Kubeconfig, Context = own.Context },
            KopsWorkloadHealth own => new KopsWorkloadReference { Kind = own.Kind, Namespace = own.Namespace, Name = own.Name, ClusterName = own.ClusterName, Kubeconfig = own.Kubeconfig, Context = own.Context },
            KopsAppliedObject own => new KopsWorkloadReference { Kind = own.Kind, Namespace = own.Namespace, Name = own.Name, ClusterName = own.ClusterName, Kubeconfig = own.Kubeconfig, Context = own.Context },
            KopsAutoscaler own => new KopsWorkloadReference { Kind = "HorizontalPodAutoscaler", Namespace = own.Namespace, Name = own.Name, ClusterName = own.ClusterName, Kubeconfig = own.Kubeconfig, Context = own.Context },
            IEnumerable several => several.Cast<object>().Select(item => (KopsWorkloadReference)Transform(engineIntrinsics, item)).ToArray(),
            _ => throw new ArgumentTransformationMetadataException(
                "Give names of workloads, such as web, deploy/web or deploy/shop/web, or workload objects.", new PSInvalidCastException("No workload.")),
        };
    }

    private static KopsWorkloadReference Named(string text)
    {
        if (WildcardPattern.ContainsWildcardCharacters(text))
        {
            throw new ArgumentTransformationMetadataException($"'{text}' has wildcards, and this changes things: choose with Get-KopsWorkload and pipe it in.");
        }

        var parts = text.Split('/');
        return WorkloadName.Parse(text) is { Name.Length: > 0 } name
            ? new KopsWorkloadReference { Kind = name.Kind, Namespace = parts.Length == 3 ? parts[1] : null, Name = name.Name }
            : throw new ArgumentTransformationMetadataException($"'{text}' names no workload: write web, deploy/web or deploy/shop/web, the kind as kubectl takes it.");
    }
}

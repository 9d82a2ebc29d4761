using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Takes names as a pod would ask for them, and objects that are services, which have a whole name.</summary>
public sealed class DnsNameTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string => value,
            KopsService service => service.DnsName,
            KopsServiceResolution resolution => resolution.DnsName,
            KopsWorkloadHealth { Kind: "Service" } service => $"{service.Name}.{service.Namespace}.svc",
            IEnumerable several => several.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => throw new ArgumentTransformationMetadataException(
                "Give names as a pod would ask for them, such as web, web.shop or web.shop.svc.cluster.local, or services.", new PSInvalidCastException("No service.")),
        };
    }
}

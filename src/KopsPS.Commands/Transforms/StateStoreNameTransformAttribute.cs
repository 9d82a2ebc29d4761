using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Takes the name of a bucket, a location, or any object that has a <c>StateStore</c>, such as a cluster.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StateStoreNameTransformAttribute : ArgumentTransformationAttribute
{
    private const string Property = "StateStore";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string or null => value!,
            IEnumerable several and not IDictionary => several.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ => PSObject.AsPSObject(inputData).Properties[Property]?.Value?.ToString() is { Length: > 0 } store
                ? store
                : throw Refused("Give the name of a bucket, or an object with a StateStore, such as those of Get-KopsStateStore."),
        };
    }

    /// <summary>A cast that failed is what the pipeline's binding goes on from, to the next parameter.</summary>
    private static ArgumentTransformationMetadataException Refused(string message) => new(message, new PSInvalidCastException(message));
}

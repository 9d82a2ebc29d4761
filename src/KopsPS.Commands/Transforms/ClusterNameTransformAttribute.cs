using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>
/// Takes the name of a cluster, or any object that has a <c>ClusterName</c>. Binding by property name cannot do this: it
/// goes by the parameter's own name before its aliases, so that <c>-Name</c> would take the name of an instance group for
/// that of its cluster. What has no name of a cluster is refused, and never taken by its text.
/// </summary>
/// <param name="leaveToOthers">Types for which the cmdlet has a parameter of its own.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ClusterNameTransformAttribute(params Type[] leaveToOthers) : ArgumentTransformationAttribute
{
    private const string Property = "ClusterName";
    private const string Store = "StateStore";

    [ThreadStatic]
    private static string? _stateStore;

    /// <summary>No other parameter takes objects: what is refused here is told at once, in our words.</summary>
    public bool IsOnlyOne { get; set; }

    /// <summary>
    /// The state store that the object names whose cluster was taken last. For the parameter's setter, which PowerShell calls
    /// next, on the same thread: where -StateStore was typed it binds no object's, and nobody else sees the object.
    /// </summary>
    internal static string? StateStoreOfLast => _stateStore;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        _stateStore = value switch
        {
            string or null => null,
            IDictionary table => table[Store]?.ToString(),
            _ => PSObject.AsPSObject(inputData).Properties[Store]?.Value?.ToString(),
        };
        return value switch
        {
            string or null => value!,
            IEnumerable several and not IDictionary => several.Cast<object>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
            _ when leaveToOthers.Any(type => type.IsInstanceOfType(value)) => throw Refused($"Objects of type {value.GetType().Name} have a parameter of their own."),
            _ when leaveToOthers.Contains(typeof(KopsPlan)) && PlanTransformAttribute.IsStored(inputData) => throw Refused("A stored plan has a parameter of its own."),
            IDictionary table when table[Property] is { } name => name.ToString()!,
            _ => PSObject.AsPSObject(inputData).Properties[Property]?.Value?.ToString() is { Length: > 0 } name
                ? name
                : throw Refused("Give the name of a cluster, or an object with a ClusterName, such as those of Get-KopsCluster."),
        };
    }

    /// <summary>A cast that failed is what the pipeline's binding goes on from, to the next parameter.</summary>
    private ArgumentTransformationMetadataException Refused(string message) =>
        IsOnlyOne ? new(message) : new(message, new PSInvalidCastException(message));
}

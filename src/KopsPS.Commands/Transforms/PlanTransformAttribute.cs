using System.Collections;
using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>
/// Takes back a plan that came through a file, a job or another machine: made in one step of a pipeline, applied in the next.
/// Taken by its cluster's name alone it would apply whatever there is to do by then.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PlanTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => IsStored(inputData) ? Restored(inputData) : inputData;

    /// <summary>Whether an object is what is left of a plan that was written as CLIXML or JSON.</summary>
    internal static bool IsStored(object? value)
    {
        var inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        return inner is PSCustomObject or IDictionary
            && Value(value!, nameof(KopsPlan.ClusterName)) is not null
            && Value(value!, nameof(KopsPlan.Hash)) is not null
            && Value(value!, nameof(KopsPlan.Summary)) is not null;
    }

    private static KopsPlan Restored(object plan) => new()
    {
        ClusterName = Text(plan, nameof(KopsPlan.ClusterName))!,
        Hash = Text(plan, nameof(KopsPlan.Hash))!,
        StateStore = Text(plan, nameof(KopsPlan.StateStore)),
        Region = Text(plan, nameof(KopsPlan.Region)),
        ProfileName = Text(plan, nameof(KopsPlan.ProfileName)),
        EndpointUrl = Text(plan, nameof(KopsPlan.EndpointUrl)),
        KopsVersion = Text(plan, nameof(KopsPlan.KopsVersion)),
        LastAppliedBy = Text(plan, nameof(KopsPlan.LastAppliedBy)),
        InstanceGroup = [.. Several(plan, nameof(KopsPlan.InstanceGroup)).Select(group => $"{group}")],
        Prune = LanguagePrimitives.IsTrue(Value(plan, nameof(KopsPlan.Prune))),
        Items = [.. Several(plan, nameof(KopsPlan.Items)).Select(Item).OfType<KopsPlanItem>()],
    };

    /// <summary>For saying what differs; the fields are mostly cut off by then, and the hash decides.</summary>
    private static KopsPlanItem? Item(object item) =>
        Text(item, nameof(KopsPlanItem.Type)) is { } type && Text(item, nameof(KopsPlanItem.Name)) is { } name
            && LanguagePrimitives.TryConvertTo<KopsPlanAction>(Value(item, nameof(KopsPlanItem.Action)), out var action)
            ? new KopsPlanItem { Action = action, Type = type, Name = name }
            : null;

    private static string? Text(object from, string name) => Value(from, name)?.ToString() is { Length: > 0 } text ? text : null;

    private static IEnumerable<object> Several(object from, string name) => Value(from, name) switch
    {
        null => [],
        string one => [one],
        IEnumerable several => several.Cast<object?>().OfType<object>(),
        var one => [one],
    };

    private static object? Value(object from, string name)
    {
        var value = (from is PSObject wrapped ? wrapped.BaseObject : from) is IDictionary table ? table[name] : PSObject.AsPSObject(from).Properties[name]?.Value;
        return value is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : value;
    }
}

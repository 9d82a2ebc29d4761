namespace KopsPS.Engine.Lifecycle;

/// <summary>Says in a few words what happens to each resource of a plan, and which instance group it belongs to.</summary>
internal static class PlanDescriber
{
    /// <summary>Longer values say more than a column can show.</summary>
    private const int MaxValue = 60;

    /// <summary>What a person wants to know first of a new resource; the first one that it has is shown.</summary>
    private static readonly string[] Telling =
        ["InstanceType", "CIDR", "IPv6CIDR", "Location", "Subject", "ResourceName", "Port", "PolicyOverride", "Public", "ID"];

    /// <summary>The same items with their words.</summary>
    public static IReadOnlyList<KopsPlanItem> Describe(IReadOnlyList<KopsPlanItem> items, string? clusterName)
    {
        var machineTypes = items
            .Where(item => item is { Action: KopsPlanAction.Create, Type: "LaunchTemplate" })
            .GroupBy(item => item.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Value(group.First(), "InstanceType"), StringComparer.Ordinal);
        return [.. items.Select(item => new KopsPlanItem
        {
            Action = item.Action,
            Type = item.Type,
            Name = item.Name,
            Fields = item.Fields,
            Change = item.Action switch
            {
                KopsPlanAction.Create => Creation(item, machineTypes),
                KopsPlanAction.Modify => Modification(item),
                _ => "",
            },
            InstanceGroup = clusterName is null ? null : InstanceGroup(item, clusterName),
        })];
    }

    private static string Creation(KopsPlanItem item, Dictionary<string, string?> machineTypes)
    {
        if (item.Type == "AutoscalingGroup")
        {
            return $"{Value(item, "MinSize")}..{Value(item, "MaxSize")} {machineTypes.GetValueOrDefault(item.Name)}".TrimEnd();
        }

        if (item.Type == "SecurityGroupRule")
        {
            var from = Value(item, "CIDR") ?? Value(item, "IPv6CIDR") ?? Value(item, "SourceGroup");
            var ports = (Value(item, "FromPort"), Value(item, "ToPort")) switch
            {
                (null, _) => "",
                var (first, last) => first == last ? $" {first}" : $" {first}-{last}",
            };
            return Short($"{from} {Value(item, "Protocol") ?? "all"}{ports}".Trim());
        }

        return Short(Telling.Select(name => Value(item, name)).FirstOrDefault(value => value is { Length: > 0 } && value != item.Name) ?? "");
    }

    private static string Modification(KopsPlanItem item) => string.Join(", ", item.Fields.Select(field => field.Diff is null
        ? $"{field.Name} {Short(field.Old ?? "none")} -> {Short(field.New ?? "none")}"
        : $"{field.Name} {field.DiffSize}"));

    private static string? Value(KopsPlanItem item, string name) => Array.Find(item.Fields, field => field.Name == name)?.New;

    private static string Short(string value) => value.Length <= MaxValue ? value : $"{value[..(MaxValue - 3)]}...";

    /// <summary>kops names what belongs to a group after it.</summary>
    private static string? InstanceGroup(KopsPlanItem item, string clusterName) => item.Type switch
    {
        "AutoscalingGroup" or "LaunchTemplate" or "WarmPool" =>
            Without(item.Name, $".masters.{clusterName}") ?? Without(item.Name, $".{clusterName}"),
        "AutoscalingLifecycleHook" => Without(item.Name, "-NTHLifecycleHook"),
        "ManagedFile" when item.Name.StartsWith("nodeupconfig-", StringComparison.Ordinal) => item.Name["nodeupconfig-".Length..],
        _ => null,
    };

    private static string? Without(string name, string suffix) =>
        name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : null;
}

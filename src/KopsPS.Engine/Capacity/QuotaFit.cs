namespace KopsPS.Engine.Capacity;

/// <summary>How many more pods of a kind the quotas of their namespace allow.</summary>
internal static class QuotaFit
{
    /// <summary>The number and the quota that sets it; null where none does.</summary>
    /// <param name="quotas">Quotas of the pod's namespace.</param>
    /// <param name="pod">The pod.</param>
    public static (int Count, string Quota)? Of(IEnumerable<CapacityQuotaRow> quotas, PodNeeds pod)
    {
        (int Count, string Quota)? least = null;
        foreach (var quota in quotas)
        {
            if (!Counts(quota, pod))
            {
                continue;
            }

            foreach (var (resource, hard) in (quota.Status?.Hard ?? quota.Spec?.Hard)?.All ?? [])
            {
                var amount = AmountOf(resource, pod);
                var left = Math.Max(0, hard - (quota.Status?.Used?[resource] ?? 0));

                // A quota of CPU or memory takes only pods that say how much of it they want.
                decimal? fits = amount switch { null => null, -1 => 0, 0 => null, { } of => Math.Floor(left / of) };
                if (fits is { } count && (least is null || count < least.Value.Count))
                {
                    least = ((int)Math.Min(count, int.MaxValue), $"{quota.Metadata?.Name}: {resource}{(amount == -1 ? " is not told by the pod" : "")}");
                }
            }
        }

        return least;
    }

    /// <summary>Scopes of a quota; those that take a pod's priority are told by name as well.</summary>
    public static string[] Scopes(CapacityQuotaRow quota) =>
    [
        .. quota.Spec?.Scopes ?? [],
        .. (quota.Spec?.ScopeSelector?.MatchExpressions ?? []).Select(item => $"{item.ScopeName} {item.Operator} {string.Join(',', item.Values ?? [])}".TrimEnd()),
    ];

    /// <summary>Null: the quota does not concern pods; -1: the pod would have to tell, and does not.</summary>
    private static decimal? AmountOf(string resource, PodNeeds pod)
    {
        switch (resource)
        {
            case "pods" or "count/pods":
                return 1;
            case "cpu" or "memory" or "requests.cpu" or "requests.memory":
                var asked = resource[(resource.IndexOf('.', StringComparison.Ordinal) + 1)..];
                return Tell(pod, resources => resources?.Requests?[asked]) ? pod.Requests[asked] ?? -1 : -1;
            case "limits.cpu" or "limits.memory":
                var limited = resource["limits.".Length..];
                return Tell(pod, resources => resources?.Limits?[limited]) ? pod.Limits[limited] ?? -1 : -1;
            case "ephemeral-storage":
                return pod.Requests[resource] ?? 0;
        }

        return resource.StartsWith("requests.", StringComparison.Ordinal) && resource != "requests.storage" ? pod.Requests[resource["requests.".Length..]] ?? 0
            : resource.StartsWith("limits.", StringComparison.Ordinal) ? pod.Limits[resource["limits.".Length..]] ?? 0
            : null;
    }

    /// <summary>Of CPU and memory a quota wants every container to tell, unless the pod as a whole says something.</summary>
    private static bool Tell(PodNeeds pod, Func<CapacityResources?, decimal?> what) => pod.Spec is not { } spec
        || spec.Resources is { } whole && (whole.Requests?.All.Any() == true || whole.Limits?.All.Any() == true)
        || (spec.Containers ?? []).Concat(spec.InitContainers ?? []).All(container => what(container.Resources) is not null);

    private static bool Counts(CapacityQuotaRow quota, PodNeeds pod)
    {
        var isBestEffort = !pod.Requests.All.Concat(pod.Limits.All).Any(item => item is { Name: "cpu" or "memory", Amount: > 0 });
        return (quota.Spec?.Scopes ?? []).TrueForAll(scope => scope switch
        {
            "BestEffort" => isBestEffort,
            "NotBestEffort" => !isBestEffort,
            "NotTerminating" => true,
            _ => false,
        }) && quota.Spec?.ScopeSelector?.MatchExpressions is not { Count: > 0 };
    }
}

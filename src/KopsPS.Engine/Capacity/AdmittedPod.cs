namespace KopsPS.Engine.Capacity;

/// <summary>
/// Makes of a template the pod that the API server would keep: a limit is the request where there is none, limit ranges of the namespace fill in what is left out
/// and refuse what they forbid, and the runtime adds its overhead.
/// </summary>
internal static class AdmittedPod
{
    /// <summary>The pod.</summary>
    /// <param name="pod">The template; it is filled in.</param>
    /// <param name="ranges">Limit ranges of its namespace.</param>
    /// <param name="runtime">Its runtime class, where it has one.</param>
    public static PodNeeds Of(CapacityPodRow pod, IReadOnlyList<LimitRangeRow> ranges, RuntimeClassRow? runtime)
    {
        var spec = pod.Spec ??= new CapacityPodSpec();
        CapacityContainer[] containers = [.. spec.Containers ?? [], .. spec.InitContainers ?? []];
        LimitRangeItem[] items = [.. ranges.SelectMany(range => range.Spec?.Limits ?? [])];
        foreach (var container in containers)
        {
            var resources = container.Resources ??= new CapacityResources();
            (resources.Requests ??= new ResourceAmounts()).Default(resources.Limits);
            foreach (var item in items.Where(item => item.Type == "Container"))
            {
                (resources.Limits ??= new ResourceAmounts()).Default(item.Default);
                resources.Requests.Default(item.DefaultRequest ?? item.Default);
            }
        }

        if (spec.Resources is { Limits: { } whole } own)
        {
            // What no container asks for is asked for by the pod as a whole.
            foreach (var (name, limit) in whole.All)
            {
                own.Requests ??= new ResourceAmounts();
                own.Requests[name] ??= Array.Exists(containers, container => container.Resources?.Requests?[name] is not null) ? null : limit;
            }
        }

        if (runtime is not null)
        {
            spec.Overhead ??= runtime.Overhead?.PodFixed;
            foreach (var (key, value) in runtime.Scheduling?.NodeSelector ?? [])
            {
                (spec.NodeSelector ??= [])[key] = value;
            }

            (spec.Tolerations ??= []).AddRange(runtime.Scheduling?.Tolerations ?? []);
        }

        return new PodNeeds(pod) { Refusal = Refusal(spec, containers, items) };
    }

    private static KopsCapacityBlock? Refusal(CapacityPodSpec spec, CapacityContainer[] containers, LimitRangeItem[] items)
    {
        // A limit range looks at the pod without the overhead of its runtime.
        var bare = new CapacityPodSpec { Containers = spec.Containers, InitContainers = spec.InitContainers, Resources = spec.Resources };
        foreach (var item in items)
        {
            var said = item.Type switch
            {
                "Container" => containers.Select(container => Breach(item, container.Resources?.Requests, container.Resources?.Limits, $"container {container.Name}")).FirstOrDefault(breach => breach is not null),
                "Pod" => Breach(item, PodDemand.Requests(bare), PodDemand.Limits(bare), "the pod"),
                _ => null,
            };
            if (said is not null)
            {
                return new KopsCapacityBlock { Reason = "LimitRange", Detail = said, Nodes = 0 };
            }
        }

        return null;
    }

    private static string? Breach(LimitRangeItem item, ResourceAmounts? requests, ResourceAmounts? limits, string who)
    {
        foreach (var (name, most) in item.Max?.All ?? [])
        {
            if (limits?[name] is not { } limit || limit > most || requests?[name] > most)
            {
                return $"{name} of {who} is above what is allowed";
            }
        }

        foreach (var (name, least) in item.Min?.All ?? [])
        {
            if (requests?[name] is not { } request || request < least || limits?[name] < least)
            {
                return $"{name} of {who} is below what is wanted";
            }
        }

        foreach (var (name, ratio) in item.MaxLimitRequestRatio?.All ?? [])
        {
            if (requests?[name] is not > 0 || limits?[name] is not { } limit || limit / requests[name]!.Value > ratio)
            {
                return $"the limit of {name} of {who} is too many times its request";
            }
        }

        return null;
    }
}

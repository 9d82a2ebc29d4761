namespace KopsPS.Engine.Capacity;

/// <summary>
/// What a pod takes of a node, as the scheduler counts: its containers and sidecars together, or what the largest step of its start takes, whichever is more; for
/// the pod as a whole where it says so itself; with the overhead of its runtime. A container that is being resized counts with the most of what it has and asks for.
/// </summary>
internal static class PodDemand
{
    /// <summary>Requests, rounded up as the scheduler does.</summary>
    public static ResourceAmounts Requests(CapacityPodSpec? spec, CapacityPodStatus? status = null)
    {
        // A resize that can never be done is not waited for.
        var refused = status?.Conditions?.Exists(condition => condition is { Type: "PodResizePending", Reason: "Infeasible" }) == true;
        var total = Total(spec, (container, init) => Held(container, init ? status?.InitContainerStatuses : status?.ContainerStatuses, refused));
        total.Replace(spec?.Resources?.Requests);
        total.Add(spec?.Overhead);
        total.RoundAsScheduler();
        return total;
    }

    /// <summary>Limits, as far as there are any.</summary>
    public static ResourceAmounts Limits(CapacityPodSpec? spec)
    {
        var total = Total(spec, (container, _) => container.Resources?.Limits);
        total.Replace(spec?.Resources?.Limits);
        foreach (var (name, amount) in spec?.Overhead?.All ?? [])
        {
            if (total[name] is { } limit and not 0)
            {
                total[name] = limit + amount;
            }
        }

        total.RoundAsScheduler();
        return total;
    }

    /// <summary>Whether a container runs as long as the pod.</summary>
    public static bool IsSidecar(CapacityContainer init) => init.RestartPolicy == "Always";

    private static ResourceAmounts Total(CapacityPodSpec? spec, Func<CapacityContainer, bool, ResourceAmounts?> of)
    {
        var total = new ResourceAmounts();
        foreach (var container in spec?.Containers ?? [])
        {
            total.Add(of(container, false));
        }

        if (spec?.InitContainers is not { Count: > 0 } inits)
        {
            return total;
        }

        // Each step of the start runs beside the sidecars that were started before it.
        var (sidecars, start) = (new ResourceAmounts(), new ResourceAmounts());
        foreach (var init in inits)
        {
            var own = of(init, true);
            if (IsSidecar(init))
            {
                total.Add(own);
                sidecars.Add(own);
                start.Raise(sidecars);
            }
            else
            {
                var step = sidecars.Copy();
                step.Add(own);
                start.Raise(step);
            }
        }

        total.Raise(start);
        return total;
    }

    private static ResourceAmounts? Held(CapacityContainer container, List<CapacityContainerStatus>? statuses, bool refused)
    {
        var wanted = container.Resources?.Requests;
        if (statuses?.Find(item => item.Name == container.Name) is not { } status || (status.AllocatedResources is null && status.Resources?.Requests is null))
        {
            return wanted;
        }

        var held = new ResourceAmounts();
        held.Raise(status.AllocatedResources);
        held.Raise(status.Resources?.Requests);
        if (!refused)
        {
            held.Raise(wanted);
        }

        return held;
    }
}

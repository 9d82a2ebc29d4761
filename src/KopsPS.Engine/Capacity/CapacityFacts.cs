namespace KopsPS.Engine.Capacity;

/// <summary>What was read of a cluster, added up while it was read: of a pod that has a node nothing is kept.</summary>
internal sealed class CapacityFacts
{
    /// <summary>The API server's clock.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>All nodes of the cluster by name; empty where they were not asked for.</summary>
    public Dictionary<string, NodeSpace> Nodes { get; } = new(StringComparer.Ordinal);

    /// <summary>What each namespace asks for, pods that wait included.</summary>
    public Dictionary<string, PodTotals> Namespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>The same of each workload.</summary>
    public Dictionary<WorkloadKey, PodTotals> Workloads { get; } = [];

    /// <summary>Pods without a node.</summary>
    public List<CapacityPodRow> Waiting { get; } = [];

    /// <summary>Quotas of the namespaces that matter.</summary>
    public List<CapacityQuotaRow> Quotas { get; } = [];

    /// <summary>Limit ranges of the namespaces that matter.</summary>
    public List<LimitRangeRow> LimitRanges { get; } = [];

    /// <summary>The pod of which is told how many more fit; null without.</summary>
    public PodNeeds? Asked { get; set; }

    /// <summary>What could not be read, and why.</summary>
    public List<KopsSkippedCheck> NotChecked { get; } = [];

    public void Skip(string code, string reason)
    {
        if (!NotChecked.Exists(skipped => skipped.Code == code))
        {
            NotChecked.Add(new KopsSkippedCheck { Code = code, Reason = reason });
        }
    }
}

/// <summary>Names a workload.</summary>
internal readonly record struct WorkloadKey(string Namespace, string Kind, string Name);

/// <summary>What pods ask for and use together.</summary>
internal sealed class PodTotals
{
    public int Pods { get; private set; }

    public ResourceAmounts Requested { get; } = new();

    public ResourceAmounts Limits { get; } = new();

    /// <summary>Null where no metrics were found for any pod.</summary>
    public ResourceAmounts? Used { get; private set; }

    /// <summary>What those of them ask for that have metrics.</summary>
    public ResourceAmounts Measured { get; } = new();

    /// <summary>Resources that a container of them does not ask for.</summary>
    public HashSet<string> Unasked { get; } = new(StringComparer.Ordinal);

    public void Add(CapacityPodSpec? spec, ResourceAmounts requests, ResourceAmounts limits, ResourceAmounts? used)
    {
        Pods++;
        Requested.Add(requests);
        Limits.Add(limits);
        if (used is not null)
        {
            (Used ??= new ResourceAmounts()).Add(used);
            Measured.Add(requests);
        }

        foreach (var container in spec?.Containers ?? [])
        {
            Note("cpu", container);
            Note("memory", container);
        }

        void Note(string resource, CapacityContainer container)
        {
            if (container.Resources?.Requests?[resource] is null && spec?.Resources?.Requests?[resource] is null)
            {
                Unasked.Add(resource);
            }
        }
    }
}

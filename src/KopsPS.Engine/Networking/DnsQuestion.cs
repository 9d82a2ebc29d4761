namespace KopsPS.Engine.Networking;

/// <summary>What a name below the cluster's domain asks for.</summary>
internal enum DnsQuestionKind
{
    /// <summary><c>service.namespace.svc</c></summary>
    Service,

    /// <summary><c>_port._protocol.service.namespace.svc</c>, answered with ports and names.</summary>
    Port,

    /// <summary><c>hostname.service.namespace.svc</c>: one endpoint of a service.</summary>
    Endpoint,

    /// <summary><c>10-0-0-1.namespace.pod</c>: an address in words.</summary>
    Pod,
}

/// <summary>
/// A name below the cluster's domain, taken apart as the DNS specification of Kubernetes has it
/// (https://github.com/kubernetes/dns/blob/master/docs/specification.md, version 1.1.0).
/// </summary>
internal sealed record DnsQuestion(DnsQuestionKind Kind, string Name, string Namespace, string Service)
{
    /// <summary>How many dots a name needs for a pod to ask for it as it is first (<c>ndots</c> of a pod's resolv.conf).</summary>
    private const int Dots = 5;

    /// <summary>Of a question for a port: its name.</summary>
    public string? Port { get; init; }

    /// <summary>Of a question for a port: <c>TCP</c>, <c>UDP</c>, <c>SCTP</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary>Of a question for one endpoint: its name there; of one for a pod: the address in words.</summary>
    public string? Hostname { get; init; }

    /// <summary>
    /// What a pod would ask for, in its order: with few dots first below its own namespace, then below all services, then below the cluster,
    /// at last the name as it is. Only what can be a name of the cluster is kept.
    /// </summary>
    /// <param name="name">The name as it is typed.</param>
    /// <param name="from">Namespace of the pod that asks.</param>
    /// <param name="domain">The cluster's domain.</param>
    public static IReadOnlyList<DnsQuestion> Candidates(string name, string from, string domain)
    {
        var whole = name.EndsWith('.');
        var bare = name.TrimEnd('.').ToLowerInvariant();
        string[] searched = whole ? [] : [$"{bare}.{from}.svc.{domain}", $"{bare}.svc.{domain}", $"{bare}.{domain}"];
        string[] order = bare.Count(letter => letter == '.') >= Dots ? [bare, .. searched] : [.. searched, bare];
        return [.. order.Select(one => Parse(one, domain)).OfType<DnsQuestion>()];
    }

    /// <summary>Whether a name lies below the cluster's domain.</summary>
    public static bool IsOfCluster(string name, string domain) => name.TrimEnd('.').EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes a whole name apart; null where it is none of the cluster's.</summary>
    public static DnsQuestion? Parse(string name, string domain)
    {
        if (!IsOfCluster(name, domain))
        {
            return null;
        }

        var bare = name.TrimEnd('.').ToLowerInvariant();
        var labels = bare[..^(domain.Length + 1)].Split('.');
        if (Array.Exists(labels, label => label.Length is 0 or > 63))
        {
            return null;
        }

        return labels switch
        {
            [['_', .. var port], ['_', .. var protocol], var service, var space, "svc"] =>
                new DnsQuestion(DnsQuestionKind.Port, bare, space, service) { Port = port, Protocol = protocol.ToUpperInvariant() },
            [var service, var space, "svc"] => new DnsQuestion(DnsQuestionKind.Service, bare, space, service),
            [var host, var service, var space, "svc"] => new DnsQuestion(DnsQuestionKind.Endpoint, bare, space, service) { Hostname = host },
            [var address, var space, "pod"] => new DnsQuestion(DnsQuestionKind.Pod, bare, space, "") { Hostname = address },
            _ => null,
        };
    }
}

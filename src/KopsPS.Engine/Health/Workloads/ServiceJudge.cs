namespace KopsPS.Engine.Health.Workloads;

/// <summary>Judges services by their endpoints and load balancers, ingresses by who takes them and where they lead.</summary>
internal static class ServiceJudge
{
    /// <summary>A load balancer of EC2 usually stands within this.</summary>
    private static readonly TimeSpan BalancerTakes = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ControllersAct = TimeSpan.FromMinutes(2);

    private const string OldClass = "kubernetes.io/ingress.class";
    private const string DefaultClass = "ingressclass.kubernetes.io/is-default-class";
    private const string LoadBalancerController = "ingress.k8s.aws/alb";

    public static Judgement Service(ServiceRow row, ClusterFacts facts)
    {
        var (judged, metadata, type) = (new Judgement(), row.Metadata, row.Spec?.Type ?? "ClusterIP");
        judged.Ready = type;
        if (type == "ExternalName")
        {
            return judged;
        }

        if (row.Spec?.Selector is { Count: > 0 } selector)
        {
            if (facts.WhyUnread("EndpointSlice", metadata?.Namespace) is { } unread)
            {
                judged.Skip("EndpointSlice", unread, decisive: true);
            }
            else
            {
                Endpoints(judged, row, selector, facts);
            }
        }
        else if (facts.Slices is not null && facts.WhyUnread("EndpointSlice", metadata?.Namespace) is null && !facts.SlicesOf(metadata).Any(slice => slice.Endpoints is { Count: > 0 }))
        {
            judged.Add(WorkloadCode.ServiceWithoutEndpoints, KopsSeverity.Info, "it has no selector, and nobody wrote endpoints for it");
        }

        if (type == "LoadBalancer" && row.Status?.LoadBalancer?.Ingress is not { Count: > 0 } && metadata?.DeletionTimestamp is null)
        {
            var told = facts.Events.Find("Service", metadata?.Namespace, metadata?.Name, "SyncLoadBalancerFailed", "FailedBuildModel", "FailedDeployModel");
            var (young, since) = (!facts.IsOlder(metadata?.LastChange ?? metadata?.CreationTimestamp, BalancerTakes), metadata?.CreationTimestamp);
            judged.Add(
                WorkloadCode.LoadBalancerPending, told is null && young ? KopsSeverity.Info : KopsSeverity.Error,
                told is null ? "it has no load balancer yet" : $"it has no load balancer: {Words.Short(told.Message)}", since,
                young && told is null ? null : $"kubectl -n {metadata?.Namespace} describe service {metadata?.Name}");
        }

        return judged;
    }

    public static Judgement Ingress(IngressRow row, ClusterFacts facts)
    {
        var (judged, metadata) = (new Judgement(), row.Metadata);
        var addressed = row.Status?.LoadBalancer?.Ingress is { Count: > 0 };
        judged.Ready = row.Status?.LoadBalancer?.Ingress is [var first, ..] ? first.Hostname ?? first.Ip : null;
        Class(judged, row, addressed, facts);
        if (facts.WhyUnread("Service", metadata?.Namespace) is { } unread)
        {
            judged.Skip("Service", unread);
            return judged;
        }

        var services = (row.Spec?.Rules ?? []).SelectMany(rule => rule.Http?.Paths ?? []).Select(path => path.Backend).Append(row.Spec?.DefaultBackend)
            .Select(backend => backend?.Service).Where(service => service?.Name is not null && service.Port?.Name != "use-annotation")
            .Select(service => (Name: service!.Name!, Port: service.Port?.Name, service.Port?.Number)).Distinct();
        foreach (var (name, port, number) in services)
        {
            var reference = new KopsObjectReference { Kind = "Service", Namespace = metadata?.Namespace ?? "", Name = name };
            if (facts.Services is null)
            {
                break;
            }

            if (facts.Service(metadata?.Namespace, name) is not { } service)
            {
                judged.Add(
                    WorkloadCode.IngressBackendMissing, KopsSeverity.Warning, $"it leads to service {name}, which does not exist", null, null, reference);
            }
            else if (service.Spec?.Ports is { Count: > 0 } ports && (port is not null || number > 0) && !ports.Exists(one => port is null ? one.Port == number : one.Name == port))
            {
                judged.Add(
                    WorkloadCode.IngressBackendMissing, KopsSeverity.Warning, $"it leads to port {port ?? FormattableString.Invariant($"{number}")} of service {name}, which has no such port", null,
                    $"kubectl -n {metadata?.Namespace} describe ingress {metadata?.Name}");
            }
        }

        return judged;
    }

    private static void Endpoints(Judgement judged, ServiceRow row, Dictionary<string, string> selector, ClusterFacts facts)
    {
        var metadata = row.Metadata;
        var slices = facts.SlicesOf(metadata).ToArray();
        var endpoints = slices.SelectMany(slice => slice.Endpoints ?? []).ToArray();
        var ready = endpoints.Count(endpoint => endpoint.Conditions?.Ready != false && facts.MayServe(metadata?.Namespace, endpoint.TargetRef));
        judged.Ready = Words.Ratio(ready, endpoints.Length);
        if (ready > 0)
        {
            Ports(judged, row, slices, facts);
            return;
        }

        if (endpoints.Length == 0)
        {
            if (facts.WhyUnread("Pod", metadata?.Namespace) is { } unread)
            {
                judged.Skip("Pod", unread);
                judged.Add(
                    WorkloadCode.ServiceWithoutEndpoints, KopsSeverity.Warning, "it has no endpoints; whether pods have the labels of its selector could not be read", metadata?.CreationTimestamp,
                    $"kubectl -n {metadata?.Namespace} get endpointslices -l kubernetes.io/service-name={metadata?.Name}");
                return;
            }

            // A pod is among the endpoints only once it has an address.
            var waiting = Selected(metadata?.Namespace, selector, facts).Where(pod => !pod.IsOver && !pod.IsDeleting).ToArray();
            if (Array.Find(waiting, facts.IsServing) is { } served)
            {
                // Pods and slices are not read in the same moment.
                var just = !facts.IsOlder(served.Created, ControllersAct) || !facts.IsOlder(metadata?.LastChange ?? metadata?.CreationTimestamp, ControllersAct);
                judged.Add(
                    WorkloadCode.EndpointsMissing, just ? KopsSeverity.Info : KopsSeverity.Error, $"pod {served.Name} is ready, and no endpoint leads to it", metadata?.CreationTimestamp,
                    "Get-KopsComponentHealth", ClusterFacts.ControllerManager);
            }
            else if (waiting.Length > 0)
            {
                NotReady(judged, waiting, waiting.Length, "pod", facts);
            }
            else if (Target(metadata?.Namespace, selector, facts) is var (target, wants, young))
            {
                if (!wants)
                {
                    judged.Add(WorkloadCode.ServiceTargetScaledToZero, KopsSeverity.Info, $"it has no endpoints: {target} wants no pods");
                }
                else
                {
                    judged.Add(
                        WorkloadCode.ServiceNotReady, young ? KopsSeverity.Info : KopsSeverity.Error, $"{target} has no pods", metadata?.CreationTimestamp,
                        $"Get-KopsWorkloadHealth {target.Name} -Namespace {target.Namespace}", target);
                }
            }
            else
            {
                judged.Add(
                    WorkloadCode.ServiceWithoutEndpoints, KopsSeverity.Warning, $"no pod has the labels of its selector ({string.Join(',', selector.Select(pair => $"{pair.Key}={pair.Value}"))})",
                    metadata?.CreationTimestamp, $"kubectl -n {metadata?.Namespace} get pods --show-labels");
            }

            return;
        }

        NotReady(
            judged, endpoints.Select(endpoint => facts.TroubledPod(metadata?.Namespace, endpoint.TargetRef?.Name)).OfType<PodFact>(), endpoints.Length, "endpoint", facts);
    }

    /// <summary>A port that no container of the pods has is left out of the slices: the endpoints are ready, and nobody is reached.</summary>
    private static void Ports(Judgement judged, ServiceRow row, SliceRow[] slices, ClusterFacts facts)
    {
        var (metadata, wanted) = (row.Metadata, row.Spec?.Ports ?? []);

        // Whoever asks a headless service gets its pods themselves, and may choose a port.
        if (row.Spec?.ClusterIP == "None" || !facts.IsOlder(metadata?.LastChange ?? metadata?.CreationTimestamp, ControllersAct))
        {
            return;
        }

        var served = slices.Where(slice => slice.Endpoints?.Exists(endpoint => endpoint.Conditions?.Ready != false) == true)
            .SelectMany(slice => slice.Ports ?? []).Select(port => port.Name ?? "").ToHashSet(StringComparer.Ordinal);
        var missing = wanted.FindAll(port => !served.Contains(port.Name ?? ""));
        if (missing.Count > 0)
        {
            judged.Add(
                WorkloadCode.TargetPortMissing, missing.Count == wanted.Count ? KopsSeverity.Error : KopsSeverity.Warning,
                $"no container of its pods has the port that it leads to: {string.Join(", ", missing.Select(port => port.TargetPort?.ToString() ?? FormattableString.Invariant($"{port.Port}")))}", null,
                $"Resolve-KopsService {metadata?.Name} -Namespace {metadata?.Namespace}");
        }
    }

    private static void NotReady(Judgement judged, IEnumerable<PodFact> pods, int count, string what, ClusterFacts facts)
    {
        var problems = pods.Select(pod => (Pod: pod, Problem: PodDiagnosis.Of(pod, facts))).Where(item => item.Problem is not null).ToArray();
        var starting = problems.Length == count && Array.TrueForAll(problems, item => item.Problem!.Weight is ProblemWeight.Passing or ProblemWeight.Note);
        var worst = problems.GroupBy(item => (item.Problem!.Weight, item.Problem.Code)).OrderByDescending(alike => alike.Key.Weight).ThenByDescending(alike => alike.Count())
            .FirstOrDefault()?.First() ?? default;
        judged.Add(
            WorkloadCode.ServiceNotReady, starting ? KopsSeverity.Info : KopsSeverity.Error,
            $"none of its {Words.Several(count, what)} is ready{(worst.Problem is null ? "" : $": {worst.Problem.Message}")}", worst.Problem?.Since,
            worst.Problem?.Remedy,
            worst.Problem is not null ? worst.Problem.Cause ?? facts.WorkloadOf(worst.Pod) : facts.ControllersStopped ? ClusterFacts.ControllerManager : null);
    }

    /// <summary>The pods that a selector means. The pods of one controller are alike, so one whose labels are known stands for the others.</summary>
    private static IEnumerable<PodFact> Selected(string? @namespace, Dictionary<string, string> selector, ClusterFacts facts)
    {
        var ofOne = selector.ContainsKey("statefulset.kubernetes.io/pod-name") || selector.ContainsKey("apps.kubernetes.io/pod-index");
        return facts.LabelledPods(@namespace).Where(pod => Fits(pod.AnyLabels!))
            .SelectMany(pod => pod.Controller is null || pod.ControllerKind is null || ofOne ? [pod]
                : facts.PodsOf(pod.ControllerKind, new ObjectMeta { Namespace = pod.Namespace, Name = pod.Controller }).Where(other => other.AnyLabels is not { } own || Fits(own)))
            .Distinct();

        bool Fits(IReadOnlyDictionary<string, string> labels) => selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);
    }

    /// <summary>The workload behind a selector, whether it wants pods, and whether it does so only since just now.</summary>
    private static (KopsObjectReference Workload, bool Wants, bool Young)? Target(string? @namespace, Dictionary<string, string> selector, ClusterFacts facts)
    {
        foreach (var (kind, rows) in (ReadOnlySpan<(string, List<ReplicatedRow>?)>)[("Deployment", facts.Deployments), ("StatefulSet", facts.StatefulSets)])
        {
            if ((rows?.Find(row => row.Wanted > 0 && Fits(row.Metadata, row.Spec?.Template)) ?? rows?.Find(row => Fits(row.Metadata, row.Spec?.Template))) is { } target)
            {
                return (Reference(kind, target.Metadata), target.Wanted > 0 && !target.Spec!.Paused, IsYoung(target.Metadata));
            }
        }

        return facts.DaemonSets?.Find(row => Fits(row.Metadata, row.Spec?.Template)) is { } set
            ? (Reference("DaemonSet", set.Metadata), set.Status is not { ObservedGeneration: not null, DesiredNumberScheduled: 0 }, IsYoung(set.Metadata))
            : null;

        bool Fits(ObjectMeta? metadata, TemplateRow? template) => metadata?.Namespace == @namespace && template?.Metadata?.Labels is { } labels
            && selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);

        bool IsYoung(ObjectMeta? metadata) => !facts.IsOlder(metadata?.LastChange ?? metadata?.CreationTimestamp, ControllersAct);

        static KopsObjectReference Reference(string kind, ObjectMeta? metadata) => new() { Kind = kind, Namespace = metadata?.Namespace ?? "", Name = metadata?.Name ?? "" };
    }

    private static void Class(Judgement judged, IngressRow row, bool addressed, ClusterFacts facts)
    {
        var metadata = row.Metadata;
        var (name, old) = (row.Spec?.IngressClassName, metadata?.Annotations?.GetValueOrDefault(OldClass));
        if (facts.WhyUnread("IngressClass", null) is { } unread)
        {
            judged.Skip("IngressClass", unread);
        }

        var classes = facts.WhyUnread("IngressClass", null) is null ? facts.IngressClasses : null;
        var found = name is null
            ? old is null ? classes?.Find(row => row.Metadata?.Annotations?.GetValueOrDefault(DefaultClass) == "true") : null
            : classes?.Find(row => row.Metadata?.Name == name);
        if (name is not null && classes is not null && found is null && !addressed)
        {
            judged.Add(
                WorkloadCode.IngressClassMissing, KopsSeverity.Warning, $"no controller takes it: the ingress class {name} does not exist", metadata?.CreationTimestamp, "kubectl get ingressclass",
                new KopsObjectReference { Kind = "IngressClass", Name = name });
        }
        else if (name is null && old is null && classes is not null && found is null && !addressed)
        {
            judged.Add(
                WorkloadCode.IngressWithoutClass, KopsSeverity.Warning, "it names no ingress class, there is no default one, and no controller took it", metadata?.CreationTimestamp,
                "kubectl get ingressclass");
        }
        else if (!addressed)
        {
            var told = facts.Events.Find("Ingress", metadata?.Namespace, metadata?.Name, "FailedBuildModel", "FailedDeployModel");
            var young = !facts.IsOlder(metadata?.LastChange ?? metadata?.CreationTimestamp, BalancerTakes);

            // Not every controller writes addresses: only one that does so elsewhere, or is known to, is late.
            var writes = found?.Spec?.Controller == LoadBalancerController || (facts.Ingresses ?? []).Exists(other =>
                other.Status?.LoadBalancer?.Ingress is { Count: > 0 } && other.Spec?.IngressClassName == name && other.Metadata?.Annotations?.GetValueOrDefault(OldClass) == old);
            judged.Add(
                WorkloadCode.IngressWithoutAddress, told is not null || (writes && !young) ? KopsSeverity.Warning : KopsSeverity.Info,
                told is null ? "it has no address" : $"it has no address: {Words.Short(told.Message)}", metadata?.CreationTimestamp,
                $"kubectl -n {metadata?.Namespace} describe ingress {metadata?.Name}");
        }
    }
}

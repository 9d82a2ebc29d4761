using System.Globalization;
using KopsPS.Engine.Health.Components;
using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Networking;

/// <summary>The links from a service to its pods and nodes: which hold, and where it breaks off and why.</summary>
internal sealed class ServiceChain
{
    /// <summary>The controller of EndpointSlices does its part within seconds.</summary>
    private static readonly TimeSpan SliceTakes = TimeSpan.FromMinutes(2);

    private readonly ServiceSituation _situation;
    private readonly ServiceRow _service;
    private readonly string _dnsName;
    private readonly List<KopsResolutionStep> _steps = [];

    private ServiceChain(ServiceSituation situation, string dnsName)
    {
        (_situation, _service, _dnsName) = (situation, situation.Service, dnsName);
        Endpoints = situation.Slices is null ? [] : ServiceEndpoints.Of(situation.Slices, dnsName, Why);
    }

    /// <summary>What was found, beside the links.</summary>
    public Judgement Judgement { get; } = new();

    public IReadOnlyList<KopsResolutionStep> Steps => _steps;

    /// <summary>What the service leads to; of a question for one endpoint only that one.</summary>
    public KopsEndpoint[] Endpoints { get; private set; }

    /// <summary>The ports in question.</summary>
    public KopsServicePort[] Ports { get; private set; } = [];

    /// <summary>What DNS answers.</summary>
    public string[] Addresses { get; private set; } = [];

    private string Place => $"{_service.Metadata?.Namespace}/{_service.Metadata?.Name}";

    private bool IsHeadless => ServiceReader.IsHeadless(_service);

    /// <summary>Follows the chain.</summary>
    /// <param name="situation">The service, and what lies behind it.</param>
    /// <param name="dnsName">The service's whole name.</param>
    /// <param name="question">What was asked for.</param>
    /// <param name="port">A port, by name or number; null asks for all.</param>
    public static ServiceChain Follow(ServiceSituation situation, string dnsName, DnsQuestion question, string? port)
    {
        var chain = new ServiceChain(situation, dnsName);
        chain.Port(question, question.Port ?? port);
        chain.Selector();
        chain.EndpointsReady(question);
        chain.TargetPorts();
        chain.Nodes();
        return chain;
    }

    private void Add(string step, KopsCheckVerdict verdict, string detail) => _steps.Add(new KopsResolutionStep { Step = step, Verdict = verdict, Detail = detail });

    private void Break(string step, string code, string message, string? remedy = null, KopsObjectReference? cause = null, DateTimeOffset? since = null)
    {
        Add(step, KopsCheckVerdict.Fail, message);
        Judgement.Add(code, KopsSeverity.Error, message, since, remedy, cause);
    }

    /// <summary>Why a pod is not ready; a pod that works has no finding.</summary>
    private KopsFinding? Why(string pod) => _situation.ProblemOf(pod) is { Weight: not ProblemWeight.Note } problem
        ? new KopsFinding
        {
            Code = problem.Code,
            Severity = problem.Weight == ProblemWeight.Broken ? KopsSeverity.Error : problem.Weight == ProblemWeight.Unsteady ? KopsSeverity.Warning : KopsSeverity.Info,
            Message = problem.Message,
            Since = problem.Since?.ToUniversalTime(),
            Remedy = problem.Remedy,
            Cause = problem.Cause,
        }
        : null;

    private void Port(DnsQuestion question, string? asked)
    {
        var all = ServiceReader.PortsOf(_service, _dnsName);
        Ports = all;
        if (asked is null)
        {
            return;
        }

        var byNumber = int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var served = Array.FindAll(all, port => (byNumber ? port.Port == number : string.Equals(port.Name, asked, StringComparison.OrdinalIgnoreCase))
            && (question.Protocol is null || port.Protocol == question.Protocol));
        var names = all.Length == 0 ? "no port" : string.Join(", ", all.Select(Text));
        if (IsHeadless && byNumber)
        {
            // Nothing stands between: whoever connects is at the pods at once, at the number that it said.
            var pods = Array.FindAll(all, port => TargetNumbers(port).Contains(number));
            if (pods.Length == 0 && served.Length > 0)
            {
                Ports = served;
                Break(
                    "Port", NetworkCode.PortNotServed,
                    $"{Place} is headless: its pods are reached at once, and they listen at {string.Join(", ", served.SelectMany(TargetNumbers).Distinct().Order())}, not at {asked}");
                return;
            }

            Ports = pods;
            Add("Port", KopsCheckVerdict.Pass, pods.Length > 0 ? string.Join(", ", pods.Select(Text)) : $"{asked}, at the pods at once: the service is headless and does not name it");
            return;
        }

        Ports = served;
        if (served.Length > 0)
        {
            Add("Port", KopsCheckVerdict.Pass, string.Join(", ", served.Select(Text)));
            return;
        }

        var meant = byNumber ? Array.Find(all, port => TargetNumbers(port).Contains(number)) : null;
        Break(
            "Port", NetworkCode.PortNotServed,
            $"{Place} serves {names}, not {asked}{(meant is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; {number} is the port of its pods, the service's is {meant.Port}"))}");
    }

    private void Selector()
    {
        if (_service.Spec?.Selector is not { Count: > 0 } selector)
        {
            Add("Selector", KopsCheckVerdict.Pass, "it has none: somebody else writes its endpoints");
            return;
        }

        var text = string.Join(',', selector.Select(pair => $"{pair.Key}={pair.Value}"));
        if (_situation.Facts.WhyUnread("Pod", null) is { } unread)
        {
            Add("Selector", KopsCheckVerdict.NotChecked, unread);
            Judgement.Skip("Pod", unread);
            return;
        }

        var count = _situation.Living.Count();
        if (count > 0)
        {
            Add("Selector", KopsCheckVerdict.Pass, $"{text}: {Words.Several(count, "pod")}");
            return;
        }

        var judged = ServiceJudge.Service(_service, _situation.Facts).Findings;
        var idle = judged.FirstOrDefault(finding => finding.Code == WorkloadCode.ServiceTargetScaledToZero);
        Break("Selector", idle?.Code ?? WorkloadCode.ServiceWithoutEndpoints, idle?.Message ?? $"no pod of {_service.Metadata?.Namespace} has the labels of its selector ({text})",
            $"kubectl -n {_service.Metadata?.Namespace} get pods --show-labels");
    }

    private void EndpointsReady(DnsQuestion question)
    {
        if (_situation.Facts.WhyUnread("EndpointSlice", null) is { } unread)
        {
            Add("Endpoint", KopsCheckVerdict.NotChecked, unread);
            Judgement.Skip("EndpointSlice", unread, decisive: true);
            Addresses = ServiceReader.AddressesOf(_service);
            return;
        }

        if (question.Kind == DnsQuestionKind.Endpoint)
        {
            One(question.Hostname!);
            return;
        }

        var ready = Array.FindAll(Endpoints, endpoint => endpoint.Ready);
        Addresses = IsHeadless ? [.. ready.SelectMany(endpoint => endpoint.Addresses)] : ServiceReader.AddressesOf(_service);
        var broken = _steps.Exists(step => step.Verdict == KopsCheckVerdict.Fail && step.Step == "Selector");
        if (ready.Length == 0)
        {
            if (!broken)
            {
                None();
            }

            return;
        }

        Add("Endpoint", KopsCheckVerdict.Pass, $"{ready.Length} of {Words.Several(Endpoints.Length, "endpoint")} ready");
        if (ready.Length < Endpoints.Length)
        {
            var first = Array.Find(Endpoints, endpoint => !endpoint.Ready && endpoint.Finding is not null);
            Judgement.Add(
                NetworkCode.EndpointNotReady, KopsSeverity.Info,
                $"{Endpoints.Length - ready.Length} of {Words.Several(Endpoints.Length, "endpoint")} not ready{(first is null ? "" : $": {first.Finding!.Message} (pod {first.Pod})")}",
                first?.Finding!.Since, first?.Finding!.Remedy, first?.Finding!.Cause);
        }

        Stray(ready.Length);
    }

    /// <summary>Nothing is ready: the pods say why, or nobody wrote the endpoints.</summary>
    private void None()
    {
        if (Endpoints.Length == 0 && _service.Spec?.Selector is not { Count: > 0 })
        {
            Break("Endpoint", WorkloadCode.ServiceWithoutEndpoints, "it has no selector, and nobody wrote endpoints for it", $"kubectl -n {_service.Metadata?.Namespace} get endpointslices");
            return;
        }

        if (!Stray(0))
        {
            var said = ServiceJudge.Service(_service, _situation.Facts).Findings.FirstOrDefault(finding => finding.Code is WorkloadCode.ServiceNotReady or WorkloadCode.ServiceWithoutEndpoints);
            Break("Endpoint", said?.Code ?? WorkloadCode.ServiceNotReady, said?.Message ?? "none of its endpoints is ready", said?.Remedy, said?.Cause, said?.Since);
        }
    }

    /// <summary>Pods that are ready and yet not among the endpoints: what writes those does not work.</summary>
    private bool Stray(int ready)
    {
        var known = Endpoints.Select(endpoint => endpoint.Pod).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var facts = _situation.Facts;
        var stray = _situation.Living.Where(pod => !known.Contains(pod.Name) && pod.Addresses.Count > 0 && pod.Metadata?.DeletionTimestamp is null
            && pod.ConditionOf("Ready") is { Status: "True" } since && facts.IsOlder(since.LastTransitionTime, SliceTakes) && facts.WhyDown(pod.Spec?.NodeName) is null).ToArray();
        if (stray.Length == 0)
        {
            return false;
        }

        var message = $"{Words.Several(stray.Length, "ready pod")} with its labels not among its endpoints, such as {stray[0].Name}: the controller manager does not do its part";
        if (ready == 0)
        {
            Break("Endpoint", ComponentCode.EndpointsMissing, message, "Get-KopsComponentHealth ControllerManager");
        }
        else
        {
            Judgement.Add(ComponentCode.EndpointsMissing, KopsSeverity.Warning, message, null, "Get-KopsComponentHealth ControllerManager");
        }

        return true;
    }

    /// <summary>The name of one endpoint: that of a stateful set's pod, or an address in words.</summary>
    private void One(string hostname)
    {
        var all = Endpoints;
        Endpoints = Array.FindAll(all, endpoint => string.Equals(endpoint.Hostname, hostname, StringComparison.OrdinalIgnoreCase)
            || (endpoint.Hostname is null && Array.Exists(endpoint.Addresses, address => Dashed(address) == hostname)));
        if (Endpoints is [var one, ..])
        {
            if (one.Ready)
            {
                Addresses = [.. Endpoints.Where(endpoint => endpoint.Ready).SelectMany(endpoint => endpoint.Addresses)];
                Add("Endpoint", KopsCheckVerdict.Pass, $"{one.Pod ?? one.Addresses.FirstOrDefault()} is ready");
            }
            else
            {
                Break("Endpoint", WorkloadCode.ServiceNotReady, $"{one.Pod ?? hostname} is not ready, so DNS does not know it{(one.Finding is null ? "" : $": {one.Finding.Message}")}", one.Finding?.Remedy,
                    one.Finding?.Cause ?? (one.Pod is null ? null : new KopsObjectReference { Kind = "Pod", Namespace = one.Namespace ?? "", Name = one.Pod }), one.Finding?.Since);
            }

            return;
        }

        var pod = (_situation.Pods ?? []).Find(pod => string.Equals(pod.Name, hostname, StringComparison.OrdinalIgnoreCase));
        var names = all.Select(endpoint => endpoint.Hostname).OfType<string>().Order(StringComparer.Ordinal).ToArray();
        var why = pod is null ? names.Length == 0 ? "none of its pods has a name of its own: only those of stateful sets whose serviceName it is have" : $"those it has are {string.Join(", ", names.Take(5))}{(names.Length > 5 ? ", …" : "")}"
            : pod.Addresses.Count == 0 ? $"the pod has no address yet{(_situation.ProblemOf(pod.Name) is { } problem ? $": {problem.Message}" : "")}"
            : pod.Spec?.Subdomain != _service.Metadata?.Name ? $"the pod belongs to the subdomain {pod.Spec?.Subdomain ?? "(none)"}, as serviceName of its stateful set says"
            : "the pod is not among its endpoints";
        Break("Endpoint", NetworkCode.HostnameMissing, $"{Place} has no endpoint called {hostname}: {why}");
    }

    private void TargetPorts()
    {
        foreach (var port in Ports)
        {
            var pods = _situation.Living.Where(pod => pod.Addresses.Count > 0).ToArray();
            if (pods.Length == 0 || port.TargetPort is not { } target)
            {
                continue;
            }

            if (!int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                var without = Array.FindAll(pods, pod => !Declared(pod, port.Protocol).Exists(own => own.Name == target));
                if (without.Length == 0)
                {
                    continue;
                }

                var have = string.Join(", ", Declared(without[0], null).Select(own => FormattableString.Invariant($"{own.Name} {own.Number}/{own.Protocol ?? "TCP"}").Trim()));
                var message = $"no container of pod {without[0].Name} has a port called {target} ({port.Protocol}), which port {Text(port)} leads to; there are {(have.Length == 0 ? "none" : have)}";
                if (without.Length == pods.Length)
                {
                    Break("Port", NetworkCode.TargetPortMissing, message, $"kubectl -n {_service.Metadata?.Namespace} get service {_service.Metadata?.Name} -o yaml");
                }
                else
                {
                    Judgement.Add(NetworkCode.TargetPortMissing, KopsSeverity.Warning, $"{message}; so it is with {without.Length} of {Words.Several(pods.Length, "pod")}");
                }
            }
            else if (Array.TrueForAll(pods, pod => Declared(pod, port.Protocol) is { Count: > 0 } own && !own.Exists(one => one.Number == number)))
            {
                Judgement.Add(
                    NetworkCode.TargetPortNotDeclared, KopsSeverity.Info,
                    $"port {Text(port)} leads to {number}, and its pods name {string.Join(", ", Declared(pods[0], port.Protocol).Select(own => own.Number).Distinct())}: whether anything listens there nobody says");
            }
        }
    }

    private void Nodes()
    {
        if (_situation.Facts.WhyUnread("Node", null) is { } unread)
        {
            Add("Node", KopsCheckVerdict.NotChecked, unread);
            Judgement.Skip("Node", unread);
            return;
        }

        var ready = Array.FindAll(Endpoints, endpoint => endpoint.Ready && endpoint.Node is not null);
        if (ready.Length == 0)
        {
            return;
        }

        var nodes = ready.Select(endpoint => endpoint.Node!).Distinct(StringComparer.Ordinal).ToArray();
        var down = nodes.Select(node => (Node: node, Why: _situation.Facts.WhyDown(node))).Where(one => one.Why is not null).ToArray();
        if (down.Length == 0)
        {
            Add("Node", KopsCheckVerdict.Pass, string.Join(", ", nodes));
            return;
        }

        // Pods of a node that is lost may count as ready for a while: traffic to them is lost.
        var message = $"{string.Join("; ", down.Select(one => $"node {one.Node} {one.Why}"))}: what goes to pods there is lost";
        var cause = new KopsObjectReference { Kind = "Node", Name = down[0].Node };
        if (Array.TrueForAll(ready, endpoint => Array.Exists(down, one => one.Node == endpoint.Node)))
        {
            Break("Node", WorkloadCode.NodeDown, message, $"Get-KopsNodeHealth {down[0].Node}", cause);
        }
        else
        {
            Add("Node", KopsCheckVerdict.Warn, message);
            Judgement.Add(WorkloadCode.NodeDown, KopsSeverity.Warning, message, _situation.Facts.DownSince(down[0].Node), $"Get-KopsNodeHealth {down[0].Node}", cause);
        }
    }

    /// <summary>The numbers at which pods listen for a port.</summary>
    private IEnumerable<int> TargetNumbers(KopsServicePort port) => int.TryParse(port.TargetPort, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? [number]
        : _situation.Living.SelectMany(pod => Declared(pod, port.Protocol)).Where(own => own.Name == port.TargetPort).Select(own => (int)own.Number).Distinct();

    /// <summary>The ports that containers name; sidecars are init containers that go on.</summary>
    private static List<ContainerPort> Declared(PodRow pod, string? protocol) =>
    [
        .. (pod.Spec?.Containers ?? []).Concat((pod.Spec?.InitContainers ?? []).Where(container => container.RestartPolicy == "Always"))
            .SelectMany(container => container.Ports ?? []).Where(port => protocol is null || (port.Protocol ?? "TCP") == protocol),
    ];

    private static string Text(KopsServicePort port) => FormattableString.Invariant($"{(port.Name is null ? "" : port.Name + " ")}{port.Port}/{port.Protocol}");

    private static string Dashed(string address) => address.Replace('.', '-').Replace(':', '-');
}

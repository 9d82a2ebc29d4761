using System.Net;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>Follows a name of the cluster as a pod's resolver and the network would: to a service, its endpoints, pods and nodes.</summary>
public sealed class ServiceResolver(KubeClient client, IFeedback feedback)
{
    /// <summary>Names that stand for names; CoreDNS follows no more either.</summary>
    private const int MostNames = 8;

    private readonly NetworkLister _lister = new(client);
    private string? _domain;

    /// <summary>Resolves a name.</summary>
    /// <param name="clusterName">Name for the object; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="name">The name, as a pod would ask for it.</param>
    /// <param name="from">Namespace of the pod that asks.</param>
    /// <param name="port">A port, by name or number; null asks for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<KopsServiceResolution> ResolveAsync(string? clusterName, string name, string from, string? port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(from);
        var domain = _domain ??= await ClusterDomain.ReadAsync(client, cancellationToken).ConfigureAwait(false);
        var answer = new Answer(name, from, clusterName, domain);
        var (asked, candidates) = (name, DnsQuestion.Candidates(name, from, domain));
        for (var hop = 0; ; hop++)
        {
            if (candidates.Count == 0)
            {
                Outside(answer, asked, domain);
                break;
            }

            feedback.Debug($"{asked} from {from}: {string.Join(", ", candidates.Select(one => one.Name))}.");
            var (question, service, unread) = await ChooseAsync(candidates, cancellationToken).ConfigureAwait(false);
            answer.DnsName = question.Name;
            answer.Namespace = question.Namespace;
            answer.Step("Name", KopsCheckVerdict.Pass, question.Name);
            if (question.Kind == DnsQuestionKind.Pod)
            {
                await PodAsync(answer, question, cancellationToken).ConfigureAwait(false);
                break;
            }

            if (service is null)
            {
                await MissingAsync(answer, question, unread, asked, domain, cancellationToken).ConfigureAwait(false);
                break;
            }

            answer.Service = service;
            answer.Step("Namespace", KopsCheckVerdict.Pass, question.Namespace);
            if (service.Spec?.Type == "ExternalName")
            {
                var other = service.Spec.ExternalName ?? "";
                answer.Step("Service", KopsCheckVerdict.Pass, $"{question.Namespace}/{question.Service} stands for {other}");
                answer.Addresses = [other];
                if (hop + 1 == MostNames || !answer.Seen.Add(question.Name))
                {
                    answer.Break("Name", NetworkCode.ExternalNameLoop, $"names stand for each other and lead nowhere: {string.Join(" -> ", answer.Seen)}");
                    break;
                }

                // What a name stands for is a whole name: nothing is searched.
                (asked, candidates) = (other, DnsQuestion.Parse(other, domain) is { } next ? [next] : []);
                continue;
            }

            answer.Step(
                "Service", KopsCheckVerdict.Pass,
                $"{question.Namespace}/{question.Service}, {(ServiceReader.IsHeadless(service) ? "headless" : $"{service.Spec?.Type ?? "ClusterIP"} {string.Join(',', ServiceReader.AddressesOf(service))}")}");
            await BehindAsync(answer, question, service, port, domain, cancellationToken).ConfigureAwait(false);
            break;
        }

        return answer.Result(client);
    }

    /// <summary>The first that a pod would get an answer to; where there is none, the one that was most likely meant.</summary>
    private async Task<(DnsQuestion Question, ServiceRow? Service, string? Unread)> ChooseAsync(IReadOnlyList<DnsQuestion> candidates, CancellationToken cancellationToken)
    {
        (DnsQuestion, ServiceRow?, string?)? half = null;
        string? unread = null;
        foreach (var question in candidates)
        {
            if (question.Kind == DnsQuestionKind.Pod)
            {
                return (question, null, null);
            }

            var (service, why) = await _lister.TryGetAsync(KubePath.For("", "v1", "services", question.Namespace, question.Service), NetworkJson.Default.Service, cancellationToken).ConfigureAwait(false);
            unread ??= why;
            if (service is not null && question.Kind != DnsQuestionKind.Endpoint)
            {
                return (question, service, null);
            }

            if (service is not null && half is null)
            {
                var slices = await _lister.TryListAsync(
                    NetworkLister.Discovery, "endpointslices", [question.Namespace], $"kubernetes.io/service-name={question.Service}", null, NetworkJson.Default.Slices, cancellationToken).ConfigureAwait(false);
                if (slices.Rows?.Exists(slice => slice.Endpoints?.Exists(endpoint => string.Equals(endpoint.Hostname, question.Hostname, StringComparison.OrdinalIgnoreCase)) == true) == true)
                {
                    return (question, service, null);
                }

                half = (question, service, null);
            }
        }

        return half ?? (candidates.FirstOrDefault(question => question.Kind is DnsQuestionKind.Service or DnsQuestionKind.Port) ?? candidates[0], null, unread);
    }

    private async Task BehindAsync(Answer answer, DnsQuestion question, ServiceRow service, string? port, string domain, CancellationToken cancellationToken)
    {
        var dnsName = $"{question.Service}.{question.Namespace}.svc.{domain}";
        var situation = await new ServiceSituationReader(client).ReadAsync(service, cancellationToken).ConfigureAwait(false);
        var chain = ServiceChain.Follow(situation, dnsName, question, port);
        if (situation.Facts.Events.Wanted.Count > 0)
        {
            // The first round tells which events would explain what does not work.
            using var reader = new ClusterFactsReader(client, feedback);
            await reader.ReadEventsAsync(situation.Facts.Events, new WorkloadHealthQuery { Namespaces = [question.Namespace] }, cancellationToken).ConfigureAwait(false);
            chain = ServiceChain.Follow(situation, dnsName, question, port);
        }

        answer.Take(chain);
    }

    private async Task MissingAsync(Answer answer, DnsQuestion question, string? unread, string asked, string domain, CancellationToken cancellationToken)
    {
        if (unread is not null)
        {
            answer.Step("Service", KopsCheckVerdict.NotChecked, unread);
            answer.Judgement.Skip("Service", unread, decisive: true);
            return;
        }

        var outside = !DnsQuestion.IsOfCluster(asked, domain) && asked.Contains('.', StringComparison.Ordinal) ? $"; a pod would ask for {asked} outside the cluster next" : "";
        var (space, hidden) = await _lister.TryGetAsync(KubePath.For("", "v1", "namespaces", null, question.Namespace), WorkloadJson.Default.PlaceRow, cancellationToken).ConfigureAwait(false);
        var (services, _) = await _lister.TryListAsync(NetworkLister.Core, "services", null, null, null, WorkloadJson.Default.Services, cancellationToken).ConfigureAwait(false);
        var elsewhere = (services ?? []).Where(row => row.Metadata?.Name == question.Service).Select(row => row.Metadata!.Key).Order(StringComparer.Ordinal).ToArray();
        var there = elsewhere.Length > 0 ? $". There is {string.Join(", ", elsewhere.Take(3))}" : "";
        if (space is null && hidden is null)
        {
            var (spaces, _) = await _lister.TryListAsync(NetworkLister.Core, "namespaces", null, null, null, WorkloadJson.Default.Places, cancellationToken).ConfigureAwait(false);
            answer.Break(
                "Namespace", NetworkCode.NamespaceMissing,
                $"there is no namespace {question.Namespace}{Meant(NearestNames.Of(question.Namespace, (spaces ?? []).Select(row => row.Metadata?.Name).OfType<string>()))}{there}{outside}", "kubectl get namespaces");
            return;
        }

        answer.Step("Namespace", KopsCheckVerdict.Pass, question.Namespace);
        var near = NearestNames.Of(question.Service, (services ?? []).Where(row => row.Metadata?.Namespace == question.Namespace).Select(row => row.Metadata?.Name).OfType<string>());
        answer.Break(
            "Service", NetworkCode.ServiceMissing, $"the namespace {question.Namespace} has no service {question.Service}{Meant(near)}{there}{outside}", $"Get-KopsService -Namespace {question.Namespace}");
    }

    /// <summary>A name of type <c>10-0-0-1.shop.pod</c>: DNS answers without looking whether there is such a pod.</summary>
    private async Task PodAsync(Answer answer, DnsQuestion question, CancellationToken cancellationToken)
    {
        var words = question.Hostname!;
        var address = IPAddress.TryParse(words.Replace('-', '.'), out var four) && words.Count(letter => letter == '-') == 3 ? four : IPAddress.TryParse(words.Replace('-', ':'), out var six) ? six : null;
        if (address is null)
        {
            answer.Break("Name", NetworkCode.PodAddressUnknown, $"{words} is no address: write it with dashes, such as 10-0-0-1");
            return;
        }

        answer.Addresses = [address.ToString()];
        var (pods, unread) = await _lister.TryListAsync(
            NetworkLister.Core, "pods", [question.Namespace], null, $"status.podIP={address}", WorkloadJson.Default.Pods, cancellationToken).ConfigureAwait(false);
        if (unread is not null)
        {
            answer.Step("Endpoint", KopsCheckVerdict.NotChecked, unread);
            answer.Judgement.Skip("Pod", unread, decisive: true);
            return;
        }

        var situation = ServiceSituation.Of(new ServiceRow(), null, pods, null, null, null, client.Clock.Now, [new UnreadKind("Node", null, "")]);
        var pod = situation.Living.FirstOrDefault();
        if (pod is null)
        {
            answer.Break("Endpoint", NetworkCode.PodAddressUnknown, $"DNS answers {address}, but no pod of {question.Namespace} has that address");
            return;
        }

        var (ready, problem) = (pod.ConditionOf("Ready")?.Status == "True", situation.ProblemOf(pod.Name));
        answer.Endpoints =
        [
            new KopsEndpoint
            {
                Addresses = [.. pod.Addresses], Ready = ready, Serving = ready, Terminating = pod.Metadata?.DeletionTimestamp is not null,
                Namespace = question.Namespace, Pod = pod.Name, Node = pod.Spec?.NodeName, DnsName = question.Name, Ports = [],
            },
        ];
        if (ready)
        {
            answer.Step("Endpoint", KopsCheckVerdict.Pass, $"pod {pod.Name} on {pod.Spec?.NodeName}");
        }
        else
        {
            answer.Break("Endpoint", problem?.Code ?? WorkloadCode.ServiceNotReady, $"pod {pod.Name} is not ready{(problem is null ? "" : $": {problem.Message}")}", problem?.Remedy);
        }
    }

    private static void Outside(Answer answer, string asked, string domain)
    {
        answer.DnsName = asked.TrimEnd('.');
        answer.Namespace = answer.Service?.Metadata?.Namespace ?? "";
        var message = $"{asked} is no name of the cluster (those end with svc.{domain}): it is asked for outside, and what is there is not looked at";
        answer.Step("Name", KopsCheckVerdict.NotChecked, message);
        answer.Judgement.Add(NetworkCode.NameOutsideCluster, KopsSeverity.Info, message);
        answer.Judgement.Skip(NetworkCode.NameOutsideCluster, message, decisive: true);
    }

    private static string Meant(IReadOnlyList<string> near) => near.Count == 0 ? "" : $" (did you mean {string.Join(", ", near)}?)";

    /// <summary>What is known so far.</summary>
    private sealed class Answer(string asked, string origin, string? clusterName, string domain)
    {
        private readonly List<KopsResolutionStep> _steps = [];
        private ServiceChain? _chain;

        public Judgement Judgement { get; private set; } = new();

        /// <summary>Names that stood for others.</summary>
        public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

        public string DnsName { get; set; } = "";

        public string Namespace { get; set; } = "";

        public ServiceRow? Service { get; set; }

        public string[] Addresses { get; set; } = [];

        public KopsEndpoint[] Endpoints { get; set; } = [];

        public void Step(string step, KopsCheckVerdict verdict, string detail) => _steps.Add(new KopsResolutionStep { Step = step, Verdict = verdict, Detail = detail });

        public void Break(string step, string code, string message, string? remedy = null)
        {
            Step(step, KopsCheckVerdict.Fail, message);
            Judgement.Add(code, KopsSeverity.Error, message, null, remedy);
        }

        public void Take(ServiceChain chain)
        {
            _chain = chain;
            Judgement = chain.Judgement;
            Endpoints = chain.Endpoints;
            _steps.AddRange(chain.Steps);
            Addresses = chain.Addresses;
        }

        public KopsServiceResolution Result(KubeClient client)
        {
            var (verdict, findings, skipped) = Judgement.Result();
            return new KopsServiceResolution
            {
                Name = asked,
                From = origin,
                Namespace = Namespace,
                DnsName = DnsName,
                Service = Service?.Metadata?.Name,
                Type = Service?.Spec?.Type ?? (Service is null ? null : "ClusterIP"),
                Addresses = Addresses,
                Ports = _chain?.Ports ?? (Service is null ? [] : ServiceReader.PortsOf(Service, $"{Service.Metadata?.Name}.{Service.Metadata?.Namespace}.svc.{domain}")),
                Endpoints = Endpoints,
                Chain = [.. _steps],
                Verdict = verdict,
                Findings = findings,
                NotChecked = skipped,
                ObservedAt = client.Clock.Now?.ToUniversalTime(),
                ClusterName = clusterName ?? client.Context.ClusterEntry,
                Kubeconfig = client.Context.Source,
                Context = client.Context.Name,
            };
        }
    }
}

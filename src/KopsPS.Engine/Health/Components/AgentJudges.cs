using System.Globalization;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges name service, network plug-in and storage drivers.</summary>
internal static class AgentJudges
{
    /// <summary>Daemon sets of network plug-ins by name, and what they are called.</summary>
    private static readonly (string Name, string Plugin)[] Plugins =
    [
        ("aws-node", "amazon-vpc"), ("cilium", "cilium"), ("calico-node", "calico"), ("canal", "canal"), ("kube-flannel", "flannel"), ("kube-flannel-ds", "flannel"),
        ("kindnet", "kindnet"), ("kopeio-networking-agent", "kopeio"), ("kube-router", "kube-router"), ("weave-net", "weave"), ("antrea-agent", "antrea"),
        ("ovnkube-node", "ovn-kubernetes"), ("kube-ovn-cni", "kube-ovn"), ("anetd", "dataplane-v2"), ("azure-cns", "azure"),
    ];

    /// <summary>One object a plug-in that is installed.</summary>
    public static IEnumerable<PartJudgement> Cni(ComponentFacts facts)
    {
        if (facts.DaemonSets.Refused is { } reason)
        {
            var unread = PartJudgement.Component(KopsComponentPart.Cni, "network-plugin");
            unread.Skip(ComponentCode.ReplicasDown, reason, decisive: true);
            yield return unread;
            yield break;
        }

        var found = false;
        foreach (var set in facts.DaemonSets.Value ?? [])
        {
            if (Plugins.FirstOrDefault(plugin => plugin.Name == set.Name) is { Plugin: { } name } && set.Status?.DesiredNumberScheduled > 0)
            {
                found = true;
                var judged = PartJudgement.Component(KopsComponentPart.Cni, name);
                ReplicaJudge.DaemonSet(judged, set, facts);
                yield return judged;
            }
        }

        if (!found)
        {
            // The kubelets are ready only once they have a network: that they are is the proof.
            var judged = PartJudgement.Component(KopsComponentPart.Cni, "network-plugin");
            if (judged.Knows(facts.Nodes, ComponentCode.CniUnknown, decisive: true))
            {
                var without = facts.Nodes.Value!.Where(node => NetworkMissing(node) && facts.IsOlder(node.Metadata?.CreationTimestamp, facts.Query.Thresholds.Patience)).ToArray();
                if (without.Length > 0)
                {
                    judged.Add(
                        ComponentCode.CniUnknown, without.Length * 2 > facts.Nodes.Value!.Count ? KopsSeverity.Error : KopsSeverity.Warning,
                        string.Create(CultureInfo.InvariantCulture, $"no network plug-in is to be seen, and {without.Length} nodes have no network: {ComponentFacts.Names(without.Select(node => node.Name))}"),
                        null, "kubectl -n kube-system get daemonsets");
                }
                else
                {
                    judged.Detail = "none of the known ones; the nodes have their network";
                }
            }

            yield return judged;
        }
    }

    public static IEnumerable<PartJudgement> Dns(ComponentFacts facts)
    {
        var whole = PartJudgement.Component(KopsComponentPart.Dns, "cluster-dns");
        whole.Knows(facts.SystemPods, "DnsReplicas");
        var service = facts.Services.Value?.Find(one => one.Metadata is { Namespace: "kube-system", Name: "kube-dns" or "coredns" })
            ?? facts.Services.Value?.Find(one => one.Metadata?.Namespace == "kube-system" && one.Metadata.Labels?.GetValueOrDefault("k8s-app") == "kube-dns");
        var server = false;
        if (whole.Knows(facts.Deployments, ComponentCode.ReplicasDown))
        {
            foreach (var deployment in facts.Deployments.Value!.Where(one =>
                one.Namespace == "kube-system" && (one.Name is "coredns" or "kube-dns" || one.Runs("/coredns:") || one.Metadata?.Labels?.GetValueOrDefault("k8s-app") == "kube-dns")))
            {
                server = true;
                ReplicaJudge.Deployment(whole, deployment, facts);
            }
        }

        var knowsService = whole.Knows(facts.Services, ComponentCode.DnsMissing, decisive: facts.Deployments.Refused is not null && facts.SystemPods.Value is null or { Count: 0 });
        var knowsEndpoints = whole.Knows(facts.Endpoints, ComponentCode.DnsWithoutEndpoints);
        if (knowsService && service is not null && knowsEndpoints)
        {
            var ready = facts.Endpoints.Value!.ReadyOf("kube-system", service.Metadata?.Name);
            whole.Detail = string.Join(", ", new[] { whole.Detail, string.Create(CultureInfo.InvariantCulture, $"{ready} endpoints") }.OfType<string>());
            if (ready == 0 && !facts.ControllersStopped)
            {
                whole.Add(
                    ComponentCode.DnsWithoutEndpoints, KopsSeverity.Error, $"the service {service.Metadata?.Name} leads nowhere: no name is resolved", null,
                    $"kubectl -n kube-system get endpointslices -l kubernetes.io/service-name={service.Metadata?.Name}",
                    whole.Findings.Select(finding => finding.Cause).FirstOrDefault(cause => cause is not null));
            }
        }
        else if (knowsService && service is null && !server && facts.Deployments.Value is not null)
        {
            whole.Add(
                ComponentCode.DnsMissing, KopsSeverity.Warning, "neither a service nor a deployment of the cluster's name service is to be seen under a known name", null,
                "kubectl -n kube-system get service kube-dns");
        }
        else if (knowsService && service is null && server)
        {
            whole.Add(ComponentCode.DnsMissing, KopsSeverity.Error, "the service kube-dns is missing: pods ask an address where nobody answers", null, "kubectl -n kube-system get services");
        }

        if (!knowsService && facts.Deployments.Refused is not null)
        {
            // Its pods are the last witness, and not the whole story: whether the service leads to them is not known.
            var pods = facts.PodsOf("kube-dns").ToArray();
            ReplicaJudge.Together(whole, pods, facts);
            whole.Skip(ComponentCode.DnsWithoutEndpoints, facts.Services.Refused ?? facts.Endpoints.Refused ?? "", decisive: true);
        }

        yield return whole;
        foreach (var set in (facts.DaemonSets.Value ?? []).Where(set => set.Name is "node-local-dns" or "nodelocaldns"))
        {
            var local = PartJudgement.Component(KopsComponentPart.Dns, set.Name);
            ReplicaJudge.DaemonSet(local, set, facts);
            yield return local;
        }
    }

    public static IEnumerable<PartJudgement> Csi(ComponentFacts facts)
    {
        if ((facts.DaemonSets.Refused ?? facts.Deployments.Refused) is { } reason)
        {
            var unread = PartJudgement.Component(KopsComponentPart.Csi, "storage-drivers");
            unread.Skip(ComponentCode.ReplicasDown, reason, decisive: true);
            yield return unread;
            yield break;
        }

        // Every driver brings the sidecars of the project, whatever it is called itself.
        foreach (var controller in (facts.Deployments.Value ?? []).Where(one => one.Runs("csi-provisioner") || one.Runs("csi-attacher") || one.Name == "ebs-csi-controller"))
        {
            var judged = PartJudgement.Component(KopsComponentPart.Csi, controller.Name);
            ReplicaJudge.Deployment(judged, controller, facts);
            yield return judged;
        }

        foreach (var set in (facts.DaemonSets.Value ?? []).Where(one => one.Runs("csi-node-driver-registrar") && one.Status?.DesiredNumberScheduled > 0))
        {
            var judged = PartJudgement.Component(KopsComponentPart.Csi, set.Name);
            ReplicaJudge.DaemonSet(judged, set, facts);
            Registered(judged, set, facts);
            yield return judged;
        }
    }

    /// <summary>A driver whose pods all run is of use only on the nodes where the kubelet knows it.</summary>
    private static void Registered(PartJudgement judged, AgentRow set, ComponentFacts facts)
    {
        if (!judged.Knows(facts.CsiNodes, ComponentCode.DriverNotRegistered) || DriverOf(set) is not { } driver)
        {
            return;
        }

        // Every kubelet writes one of its own; where there is none at all, something else than a kubelet runs these pods.
        if (facts.CsiNodes.Value is { Count: 0 })
        {
            judged.Skip(ComponentCode.DriverNotRegistered, "no kubelet has written a CSINode");
            return;
        }

        var known = facts.CsiNodes.Value!.Count(node => (node.Spec?.Drivers ?? []).Exists(one => one?.Name == driver));
        var gap = (set.Status?.NumberReady ?? 0) - known;
        if (gap > 0 && facts.IsOlder(set.Metadata?.CreationTimestamp, facts.Query.Thresholds.Patience)
            && facts.Nodes.Value?.Exists(node => !facts.IsOlder(node.Metadata?.CreationTimestamp, facts.Query.Thresholds.Patience)) != true)
        {
            judged.Add(
                ComponentCode.DriverNotRegistered, KopsSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{set.Status?.NumberReady} of its pods are ready, but only {known} nodes know the driver {driver}: volumes cannot be mounted on the others"),
                null, "kubectl get csinodes");
        }
    }

    private static string? DriverOf(AgentRow set) =>
        set.Name.StartsWith("ebs-csi", StringComparison.Ordinal) ? "ebs.csi.aws.com" : set.Name.StartsWith("efs-csi", StringComparison.Ordinal) ? "efs.csi.aws.com" : null;

    private static bool NetworkMissing(NodeRow node) =>
        node.Status?.Conditions?.Exists(condition => condition is { Type: "NetworkUnavailable", Status: "True" }) == true
        || (node.Ready is { Status: "False", Message: { } said } && said.Contains("cni", StringComparison.OrdinalIgnoreCase));
}

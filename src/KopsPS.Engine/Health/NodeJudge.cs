namespace KopsPS.Engine.Health;

/// <summary>
/// Judges nodes. Error: the node does no work or is not what it should be. Warning: it works, but needs attention. Info:
/// worth knowing, and often somebody's intention.
/// </summary>
internal static class NodeJudge
{
    /// <summary>Taints for a condition go within seconds once it is over.</summary>
    private static readonly TimeSpan TaintGoes = TimeSpan.FromMinutes(2);

    /// <summary>A kubelet says that it is not ready as soon as it has made its Node.</summary>
    private static readonly TimeSpan BecomesReady = TimeSpan.FromMinutes(1);

    /// <summary>Problems after which a node cannot go on, of node-problem-detector's own list.</summary>
    private static readonly string[] FatalProblems = ["KernelDeadlock", "ReadonlyFilesystem", "XfsShutdown"];

    private static readonly string[] KubeletConditions = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

    public static (KopsVerdict Verdict, KopsFinding[] Findings, KopsSkippedCheck[] NotChecked) Judge(
        NodeRow node, NodeEvidence evidence, NodePeers peers)
    {
        var judged = new NodeJudgement(node, evidence);
        Initialization(judged);
        Readiness(judged);
        Conditions(judged);
        Lease(judged);
        Taints(judged);
        Version(judged, peers);
        OddOneOut(judged, peers);
        Belonging(judged, peers);
        NodePodJudge.Judge(judged, peers);
        NodeInstanceJudge.Judge(judged);
        return judged.Result();
    }

    private static void Initialization(NodeJudgement node)
    {
        if (node.Taint("node.cloudprovider.kubernetes.io/uninitialized") is null)
        {
            return;
        }

        if (node.IsYoung)
        {
            node.Add(NodeCode.NodeStarting, KopsSeverity.Info, "the cloud controller has not set it up yet", node.Created);
        }
        else
        {
            node.Add(
                NodeCode.NodeNeverInitialized,
                KopsSeverity.Error,
                node.IsReady
                    ? "the cloud controller never set it up: ordinary pods cannot run on it"
                    : "the cloud controller never set it up and its kubelet is silent: its instance is probably gone",
                node.Created,
                node.IsReady ? "kubectl -n kube-system logs ds/aws-cloud-controller-manager" : $"kubectl delete node {node.Name}");
        }
    }

    private static void Readiness(NodeJudgement node)
    {
        var ready = node.Condition("Ready");
        if (ready?.Status == "True")
        {
            return;
        }

        // One that was ready already does not start any more: its condition is younger than itself.
        if (node.IsYoung && ready?.Status != "Unknown" && !(ready?.LastTransitionTime - node.Created > BecomesReady))
        {
            node.Add(NodeCode.NodeStarting, KopsSeverity.Warning, $"not ready yet: {Because(ready, "its kubelet has posted no status")}", node.Created);
            return;
        }

        var why = ready switch
        {
            null => "its kubelet never posted a status",
            { Status: "Unknown" } => "kubelet silent",
            _ => Because(ready, "its kubelet says no more"),
        };
        node.Add(NodeCode.NodeNotReady, KopsSeverity.Error, why, ready?.LastTransitionTime ?? node.Created, $"kubectl describe node {node.Name}");
    }

    private static void Conditions(NodeJudgement node)
    {
        foreach (var condition in node.AllConditions)
        {
            var (type, status) = (condition.Type ?? "", condition.Status);
            if (!KubeletConditions.Contains(type))
            {
                Problem(node, condition);
            }
            else if (type != "Ready" && status == "True")
            {
                if (type == "NetworkUnavailable")
                {
                    var starting = node.IsYoung;
                    node.Add(
                        starting ? NodeCode.NodeStarting : type,
                        starting ? KopsSeverity.Warning : KopsSeverity.Error,
                        $"its network is not set up: {Because(condition, "no reason is given")}",
                        condition.LastTransitionTime,
                        starting ? null : $"kubectl -n kube-system get pods -o wide --field-selector spec.nodeName={node.Name}");
                }
                else
                {
                    node.Add(type, KopsSeverity.Warning, Because(condition, "no reason is given"), condition.LastTransitionTime, $"kubectl describe node {node.Name}");
                }
            }
        }
    }

    /// <summary>
    /// Conditions of node-problem-detector and its like. Most name a problem, so True is bad; those that name a good state
    /// (as EKS' agent has: KernelReady, StorageReady) are bad when False.
    /// </summary>
    private static void Problem(NodeJudgement node, NodeCondition condition)
    {
        var type = condition.Type ?? "";
        var namesGoodState = type.EndsWith("Ready", StringComparison.Ordinal) || type.EndsWith("Healthy", StringComparison.Ordinal) || type.EndsWith("OK", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("Voter", StringComparison.Ordinal) || type.EndsWith("Synced", StringComparison.Ordinal)
            || (type.EndsWith("Available", StringComparison.Ordinal) && !type.EndsWith("Unavailable", StringComparison.Ordinal));
        if (type.Length > 0 && condition.Status == (namesGoodState ? "False" : "True"))
        {
            node.Add(
                NodeCode.NodeProblem,
                FatalProblems.Contains(type) ? KopsSeverity.Error : KopsSeverity.Warning,
                condition.Reason == type || condition.Reason is null ? $"{type}: {condition.Message}" : $"{type} ({condition.Reason}): {condition.Message}",
                condition.LastTransitionTime,
                $"kubectl describe node {node.Name}");
        }
    }

    private static void Lease(NodeJudgement node)
    {
        if (!node.IsReady)
        {
            return;
        }

        var heartbeat = node.Condition("Ready")?.LastHeartbeatTime;
        if (node.Evidence.Leases is null)
        {
            // The reason is in NotChecked; the status itself must then show that the kubelet lives.
            if (node.Now is null)
            {
                node.Undecided = true;
            }
            else if (node.Now - heartbeat > node.Evidence.Thresholds.StatusAge)
            {
                Silent(heartbeat, "its status");
            }

            return;
        }

        var lease = node.Evidence.Leases.Find(node.Name);
        if (lease?.Renewed is not { } renewed)
        {
            if (!node.IsYoung && node.Now is not null)
            {
                node.Add(NodeCode.NodeLeaseMissing, KopsSeverity.Warning, "it says Ready, but its kubelet has no lease", node.Created, $"kubectl describe node {node.Name}");
            }

            return;
        }

        if (lease.IsOver(node.Now))
        {
            Silent(renewed, "its lease");
        }

        void Silent(DateTimeOffset? since, string what) => node.Add(
            NodeCode.NodeSilent,
            KopsSeverity.Error,
            $"it says Ready, but its kubelet has not renewed {what} since {since:u}, and nobody marked it",
            since,
            $"kubectl describe node {node.Name}");
    }

    private static void Taints(NodeJudgement node)
    {
        if (node.Node.Spec?.Unschedulable == true)
        {
            node.Add(NodeCode.NodeCordoned, KopsSeverity.Info, "cordoned: no new pods", node.Taint("node.kubernetes.io/unschedulable")?.TimeAdded, $"kubectl uncordon {node.Name}");
        }

        if (node.Node.Metadata?.DeletionTimestamp is { } deletion)
        {
            node.Add(NodeCode.NodeDeleting, KopsSeverity.Info, "the Node object is being deleted", deletion);
        }

        foreach (var taint in node.Node.Spec?.Taints ?? [])
        {
            var key = taint.Key ?? "";
            switch (key)
            {
                case "kops.k8s.io/scheduled-for-update":
                    node.Add(NodeCode.NodeScheduledForUpdate, KopsSeverity.Info, "waits for its replacement by a rolling update", taint.TimeAdded);
                    break;
                case "node.cloudprovider.kubernetes.io/shutdown":
                    node.Add(NodeCode.NodeShutdown, KopsSeverity.Error, "its instance is stopped", taint.TimeAdded);
                    break;
                case "node.kubernetes.io/out-of-service":
                    node.Add(NodeCode.NodeOutOfService, KopsSeverity.Warning, "somebody marked it out of service", taint.TimeAdded, $"kubectl taint node {node.Name} {key}-");
                    break;
                case "node.kubernetes.io/not-ready" or "node.kubernetes.io/unreachable"
                    when node.IsReady && !node.IsYoung && (node.Now is null || taint.TimeAdded is null || node.Now - taint.TimeAdded > TaintGoes)
                        && (node.Now is null || node.Condition("Ready")?.LastTransitionTime is not { } turned || node.Now - turned > TaintGoes):
                    node.Add(
                        NodeCode.NodeTaintLeftOver, KopsSeverity.Warning, $"it is Ready, but the taint {key} still keeps pods away: does the controller manager run?", taint.TimeAdded);
                    break;
                case "ToBeDeletedByClusterAutoscaler":
                    node.Add(NodeCode.NodeScaleDown, KopsSeverity.Info, "the cluster autoscaler is removing it", taint.TimeAdded);
                    break;
                case "karpenter.sh/disrupted" or "karpenter.sh/disruption":
                    node.Add(NodeCode.NodeScaleDown, KopsSeverity.Info, "Karpenter is replacing it", taint.TimeAdded);
                    break;
                case "aws-node-termination-handler/rebalance-recommendation":
                    node.Add(NodeCode.NodeInterruption, KopsSeverity.Info, "EC2 recommends to move off this spot instance", taint.TimeAdded);
                    break;
                default:
                    if (key.StartsWith("aws-node-termination-handler/", StringComparison.Ordinal))
                    {
                        node.Add(NodeCode.NodeInterruption, KopsSeverity.Warning, $"EC2 is about to take its instance away ({key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]})", taint.TimeAdded);
                    }
                    else if (key.EndsWith("agent-not-ready", StringComparison.Ordinal) && node.IsReady && !node.IsYoung)
                    {
                        node.Add(NodeCode.NodeAgentNotReady, KopsSeverity.Warning, $"the taint {key} still keeps pods away: its agent does not run", taint.TimeAdded);
                    }

                    break;
            }
        }
    }

    private static void Version(NodeJudgement node, NodePeers peers)
    {
        if (KubeletVersion.Parse(node.Node.Status?.NodeInfo?.KubeletVersion) is not { } own)
        {
            return;
        }

        if (node.Evidence.Server is { } server)
        {
            var behind = own.MinorsBehind(server);
            var allowed = node.Evidence.Thresholds.KubeletMinorVersions - (own.Minor < 25 ? 1 : 0);
            if (behind > allowed)
            {
                node.Add(
                    NodeCode.KubeletTooOld, KopsSeverity.Warning, $"{own} is {behind} minor versions behind the API server ({server}); {allowed} are allowed", null,
                    OlderThanServer(node.Node));
                return;
            }

            // A control-plane node talks to the API server on itself, which may be newer than the one that answered us.
            if (behind < 0 && !NodeIdentity.IsControlPlane(node.Node))
            {
                node.Add(NodeCode.KubeletTooNew, KopsSeverity.Warning, $"{own} is newer than the API server ({server}), which is not supported", null);
                return;
            }
        }

        if (peers.Role(node.Node)?.LeftBehindBy(own) is { } usual)
        {
            var toServer = node.Evidence.Server is { } api ? $", {own.MinorsBehind(api)} minor versions behind the API server" : "";
            var waits = node.Taint("kops.k8s.io/scheduled-for-update") is not null;
            node.Add(
                NodeCode.KubeletLeftBehind,
                waits ? KopsSeverity.Info : KopsSeverity.Warning,
                $"{own} where the others have {usual}{toServer}",
                null,
                waits ? null : "kops rolling-update cluster --yes");
        }
    }

    /// <summary>
    /// kops gives a control-plane machine and the API server on it one version: where they differ the upgrade is half done,
    /// and begins again with the control plane. Where a worker is behind, only the workers are left to replace.
    /// </summary>
    private static string OlderThanServer(NodeRow node) => NodeIdentity.IsControlPlane(node)
        ? "kops update cluster --yes, then kops rolling-update cluster --instance-group-roles control-plane --yes, and the nodes after it"
        : "kops rolling-update cluster --instance-group-roles node --yes; where that finds nothing to do, kops upgrade cluster and kops update cluster first";

    private static void OddOneOut(NodeJudgement node, NodePeers peers)
    {
        if (peers.Group(node.Node) is not { } group || node.Node.Status?.NodeInfo is not { } info)
        {
            return;
        }

        if (KubeletVersion.Parse(info.KubeletVersion) is { } own)
        {
            Odd("kubelet", info.KubeletVersion, group.UsualPatchInsteadOf(own)?.ToString());
        }

        Odd("kernel", info.KernelVersion, group.UsualKernelInsteadOf(info.KernelVersion));
        Odd("system", info.OsImage, group.UsualImageInsteadOf(info.OsImage));
        Odd("container runtime", info.ContainerRuntimeVersion, group.UsualRuntimeInsteadOf(info.ContainerRuntimeVersion));

        void Odd(string what, string? own, string? usual)
        {
            if (usual is not null)
            {
                node.Add(NodeCode.NodeOddOneOut, KopsSeverity.Info, $"{what} {own} where its instance group has {usual}", null);
            }
        }
    }

    private static void Belonging(NodeJudgement node, NodePeers peers)
    {
        var labels = node.Node.Metadata?.Labels;
        if (labels?.Detached == true)
        {
            node.Add(NodeCode.NodeDetached, KopsSeverity.Info, "its instance is out of its scaling group, as during a rolling update", null);
        }

        if (labels?.InstanceGroup is null && labels?.NodePool is null && peers.AnyGroup && !node.IsYoung)
        {
            node.Add(NodeCode.NodeWithoutGroup, KopsSeverity.Info, "no label names its instance group: kops-controller has not set it", node.Created);
        }
    }

    private static string Because(NodeCondition? condition, string otherwise) => condition is null
        ? otherwise
        : condition.Message is { Length: > 0 } message ? message : condition.Reason is { Length: > 0 } reason ? reason : otherwise;
}

using System.Globalization;

namespace KopsPS.Engine.Health;

/// <summary>Judges a node by its instance, and an instance that never became a node.</summary>
internal static class NodeInstanceJudge
{
    public static void Judge(NodeJudgement node)
    {
        if (node.Evidence.Instances is not { } instances || NodeIdentity.InstanceId(node.Node) is not { } id)
        {
            return;
        }

        if (instances.Of(node.Node) is not { } instance || instance.State == "terminated")
        {
            node.Add(NodeCode.InstanceMissing, KopsSeverity.Error, $"EC2 has no instance {id} any more: only the Node object is left", node.Condition("Ready")?.LastTransitionTime, $"kubectl delete node {node.Name}");
            return;
        }

        if (instance.State is not ("running" or "pending"))
        {
            node.Add(NodeCode.InstanceNotRunning, KopsSeverity.Error, $"its instance {id} is {instance.State}", null, $"aws ec2 describe-instances --instance-ids {id}");
        }

        Status(node, instance);
        if (instance.SpotNotice is { } notice)
        {
            node.Add(NodeCode.NodeInterruption, KopsSeverity.Warning, $"EC2 is about to take this spot instance away ({notice})", instance.SpotNoticeAt, $"kubectl drain {node.Name} --ignore-daemonsets --delete-emptydir-data");
        }

        Template(node, instance);
    }

    /// <summary>Instances that should be nodes and are none.</summary>
    /// <returns>Each with its verdict and finding.</returns>
    public static IEnumerable<(NodeInstance Instance, KopsVerdict Verdict, KopsFinding[] Findings)> WithoutNode(NodeEvidence evidence, IReadOnlySet<string> nodes)
    {
        foreach (var instance in evidence.Instances?.All ?? [])
        {
            // What is stopped waits in a warm pool, or goes.
            if (!instance.IsNode || instance.State is not ("running" or "pending") || nodes.Contains(instance.Id))
            {
                continue;
            }

            var late = evidence.Now is not { } now || instance.Launched is not { } launched || now - launched > evidence.Thresholds.JoinTime;
            var code = late ? NodeCode.InstanceWithoutNode : NodeCode.InstanceStarting;
            if (evidence.Excluded?.Invoke(code) == true)
            {
                continue;
            }

            yield return (instance, late ? KopsVerdict.Unhealthy : KopsVerdict.Healthy,
            [
                new KopsFinding
                {
                    Code = code,
                    Severity = late ? KopsSeverity.Error : KopsSeverity.Info,
                    Message = late ? "the instance runs, but never joined the cluster" : "the instance has started and has not joined yet",
                    Since = instance.Launched?.ToUniversalTime(),
                    Remedy = late ? $"aws ec2 get-console-output --latest --instance-id {instance.Id}" : null,
                },
            ]);
        }
    }

    private static void Status(NodeJudgement node, NodeInstance instance)
    {
        if (instance.SystemStatus == "impaired" || instance.Status == "impaired")
        {
            var which = instance.SystemStatus == "impaired" ? "system" : "instance";
            node.Add(
                NodeCode.InstanceStatusImpaired, node.IsReady ? KopsSeverity.Warning : KopsSeverity.Error, $"EC2's {which} status check of {instance.Id} fails", instance.ImpairedSince,
                $"aws ec2 describe-instance-status --instance-ids {instance.Id}");
        }

        foreach (var (code, notBefore) in instance.Events)
        {
            var when = notBefore is { } time ? string.Create(CultureInfo.InvariantCulture, $" from {time:u} on") : "";
            node.Add(
                NodeCode.InstanceEventScheduled, KopsSeverity.Warning, $"EC2 plans {code} of {instance.Id}{when}", null, $"aws ec2 describe-instance-status --instance-ids {instance.Id}");
        }
    }

    private static void Template(NodeJudgement node, NodeInstance instance)
    {
        var isOld = instance.NewestTemplate > instance.TemplateVersion;
        if (!isOld && !instance.NeedsUpdate)
        {
            return;
        }

        var since = isOld ? instance.NewestTemplateAt : null;
        var overdue = node.Now - since > node.Evidence.Thresholds.UpdateOverdue;
        node.Add(
            NodeCode.InstanceNeedsUpdate,
            overdue ? KopsSeverity.Warning : KopsSeverity.Info,
            isOld
                ? $"its launch template has version {instance.NewestTemplate} by now, it was made of {instance.TemplateVersion}" + (overdue ? $": it waits for a rolling update since {since:u}" : "")
                : "it is marked for the next rolling update",
            since,
            "kops rolling-update cluster --yes");
    }
}

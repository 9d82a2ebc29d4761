using System.Globalization;
using System.Text.Json;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Judges what sets limits: autoscalers, quotas, disruption budgets.</summary>
internal static class LimitJudge
{
    /// <summary>From here on the next pod of usual size may not fit.</summary>
    private const double NearlyUsedUp = 0.9;

    private static readonly TimeSpan ControllersAct = TimeSpan.FromMinutes(2);

    public static Judgement Autoscaler(AutoscalerRow row, ClusterFacts facts)
    {
        var (judged, metadata, target) = (new Judgement(), row.Metadata, row.Spec?.ScaleTargetRef);
        judged.Ready = string.Create(CultureInfo.InvariantCulture, $"{row.Status?.CurrentReplicas ?? 0} ({row.Spec?.MinReplicas ?? 1}-{row.Spec?.MaxReplicas ?? 0})");
        var (able, active, limited) = (row.ConditionOf("AbleToScale"), row.ConditionOf("ScalingActive"), row.ConditionOf("ScalingLimited"));
        var describe = $"kubectl -n {metadata?.Namespace} describe hpa {metadata?.Name}";
        if (able is null && active is null)
        {
            if (facts.IsOlder(metadata?.CreationTimestamp, ControllersAct))
            {
                judged.Add(
                    WorkloadCode.ControllerSilent, KopsSeverity.Warning, "the controller manager has not looked at it", metadata?.CreationTimestamp, "Get-KopsComponentHealth",
                    new KopsObjectReference { Kind = "Component", Name = "kube-controller-manager" });
            }

            return judged;
        }

        if (able?.Status == "False")
        {
            judged.Add(
                WorkloadCode.AutoscalerCannotScale, KopsSeverity.Warning, $"it cannot scale {target?.Kind} {target?.Name}: {Words.Short(able.Message) ?? able.Reason}", able.LastTransitionTime, describe,
                able.Reason == "FailedGetScale" ? new KopsObjectReference { Kind = target?.Kind ?? "", Namespace = metadata?.Namespace ?? "", Name = target?.Name ?? "" } : null);
        }

        if (active is { Status: "False", Reason: "ScalingDisabled" })
        {
            judged.Add(WorkloadCode.AutoscalerDisabled, KopsSeverity.Info, $"{target?.Kind} {target?.Name} is scaled to zero, so it does nothing", active.LastTransitionTime);
        }
        else if (active?.Status == "False")
        {
            var metrics = active.Message?.Contains("metrics API", StringComparison.Ordinal) == true;
            var api = active.Message?.Contains("external metrics", StringComparison.Ordinal) == true ? "v1beta1.external.metrics.k8s.io"
                : active.Message?.Contains("custom metrics", StringComparison.Ordinal) == true ? "v1beta1.custom.metrics.k8s.io"
                : "v1beta1.metrics.k8s.io";
            judged.Add(
                WorkloadCode.AutoscalerBlind, KopsSeverity.Warning, $"it does not know how many replicas are needed: {Words.Short(active.Message) ?? active.Reason}", active.LastTransitionTime, describe,
                metrics ? new KopsObjectReference { Kind = "APIService", Name = api } : null);
        }
        else if (limited is { Status: "True", Reason: "TooManyReplicas" })
        {
            judged.Add(
                WorkloadCode.AutoscalerAtLimit, KopsSeverity.Warning, string.Create(CultureInfo.InvariantCulture, $"it would need more than the {row.Spec?.MaxReplicas} replicas that it may have"),
                limited.LastTransitionTime, $"kubectl -n {metadata?.Namespace} patch hpa {metadata?.Name} -p '{{\"spec\":{{\"maxReplicas\":{(row.Spec?.MaxReplicas ?? 0) * 2}}}}}'");
        }

        return judged;
    }

    public static Judgement Quota(QuotaRow row, ClusterFacts facts)
    {
        var (judged, metadata) = (new Judgement(), row.Metadata);
        if (row.Spec?.Hard is { Count: > 0 } && row.Status?.Hard is null or { Count: 0 })
        {
            if (facts.IsOlder(metadata?.CreationTimestamp, ControllersAct))
            {
                judged.Add(
                    WorkloadCode.ControllerSilent, KopsSeverity.Warning, "the controller manager has not counted what is used", metadata?.CreationTimestamp, "Get-KopsComponentHealth",
                    new KopsObjectReference { Kind = "Component", Name = "kube-controller-manager" });
            }

            return judged;
        }

        var shares = (row.Status?.Hard ?? []).Select(pair => (pair.Key, Hard: Quantity.Parse(pair.Value), HardText: pair.Value, UsedText: row.Status?.Used?.GetValueOrDefault(pair.Key)))
            .Select(item => (item.Key, item.Hard, item.HardText, item.UsedText, Used: Quantity.Parse(item.UsedText)))
            // A limit of none forbids a thing altogether: that is no shortage.
            .Where(item => item is { Hard: > 0, Used: not null })
            .Select(item => (item.Key, Share: item.Used!.Value / item.Hard!.Value, Text: $"{item.Key} {item.UsedText} of {item.HardText}"))
            .OrderByDescending(item => item.Share).ToArray();
        if (shares.Length > 0)
        {
            judged.Ready = string.Create(CultureInfo.InvariantCulture, $"{shares[0].Share * 100:0}%");
        }

        Tell(WorkloadCode.QuotaUsedUp, "is used up", shares.Where(item => item.Share >= 1));
        Tell(WorkloadCode.QuotaNearlyUsedUp, "is nearly used up", shares.Where(item => item.Share is >= NearlyUsedUp and < 1));
        return judged;

        void Tell(string code, string what, IEnumerable<(string Key, double Share, string Text)> items)
        {
            if (items.Any())
            {
                judged.Add(
                    code, KopsSeverity.Warning, $"{string.Join(", ", items.Select(item => item.Text))} {what}", null, $"kubectl -n {metadata?.Namespace} describe resourcequota {metadata?.Name}");
            }
        }
    }

    public static Judgement Budget(BudgetRow row, ClusterFacts facts)
    {
        var (judged, metadata, status) = (new Judgement(), row.Metadata, row.Status);
        judged.Ready = Words.Ratio(status?.CurrentHealthy ?? 0, status?.ExpectedPods ?? 0);
        ReplicaJudge.Silence(judged, metadata, status?.ObservedGeneration, wantsPods: false, facts);
        var condition = status?.Conditions?.Find(item => item.Type == "DisruptionAllowed");
        if (condition?.Reason == "SyncFailed")
        {
            judged.Add(
                WorkloadCode.BudgetNotInSync, KopsSeverity.Warning, $"it cannot be kept up to date and blocks every drain: {Words.Short(condition.Message)}", condition.LastTransitionTime,
                $"kubectl -n {metadata?.Namespace} describe pdb {metadata?.Name}");
            return judged;
        }

        if (status?.ObservedGeneration is null || status.DisruptionsAllowed > 0)
        {
            return judged;
        }

        if (status.ExpectedPods == 0 && row.Spec?.Selector is { } selector
            && facts.LabelledPods(metadata?.Namespace).FirstOrDefault(pod => !pod.IsOver && !pod.IsDeleting && selector.Fits(pod.AnyLabels)) is { } uncounted)
        {
            // Young pods are only not counted yet.
            judged.Add(
                WorkloadCode.BudgetNotInSync, facts.IsOlder(uncounted.Created, ControllersAct) ? KopsSeverity.Warning : KopsSeverity.Info,
                $"it counts no pods though {uncounted.Name} has its labels, and blocks every drain of them ({Rule(row.Spec)}): pods that no controller scales need minAvailable as a number", null,
                $"kubectl -n {metadata?.Namespace} describe pdb {metadata?.Name}");
        }
        else if (status.ExpectedPods == 0)
        {
            judged.Add(WorkloadCode.BudgetSelectsNothing, KopsSeverity.Info, "no pod has the labels of its selector");
        }
        else if (status.CurrentHealthy >= status.ExpectedPods || IsZero(row.Spec?.MaxUnavailable))
        {
            var healthy = status.CurrentHealthy >= status.ExpectedPods
                ? $"although {(status.ExpectedPods == 1 ? "its pod is" : $"all {status.ExpectedPods} pods are")} healthy ({Rule(row.Spec)})"
                : $"whatever happens ({Rule(row.Spec)})";
            judged.Add(
                WorkloadCode.BudgetBlocksDrain, KopsSeverity.Warning,
                $"it allows no disruption {healthy}: no node with its pods can be drained",
                condition?.LastTransitionTime, $"kubectl -n {metadata?.Namespace} edit pdb {metadata?.Name}");
        }
        else
        {
            // During any rollout a budget is short for moments.
            var lately = facts.Now is not null && !facts.IsOlder(condition?.LastTransitionTime, ControllersAct);
            judged.Add(
                WorkloadCode.BudgetWaitsForPods, lately ? KopsSeverity.Info : KopsSeverity.Warning,
                $"{status.CurrentHealthy} of {status.ExpectedPods} pods are healthy, {status.DesiredHealthy} must be: until then nothing with them can be drained", condition?.LastTransitionTime,
                null, Troubled(row, facts));
        }

        return judged;
    }

    /// <summary>The workloads whose pods the budget waits for.</summary>
    private static KopsObjectReference[] Troubled(BudgetRow row, ClusterFacts facts) => row.Spec?.Selector is not { } selector ? [] :
        [.. facts.LabelledPods(row.Metadata?.Namespace).Where(pod => pod.Row is not null && !pod.IsOver && (pod.IsDeleting || !pod.IsReady) && selector.Fits(pod.AnyLabels))
            .Select(facts.WorkloadOf).Distinct()];

    private static bool IsZero(JsonElement? value) => value is { } element && element.ToString().TrimEnd('%') == "0";

    private static string Rule(BudgetSpec? spec) => spec?.MinAvailable is { ValueKind: not JsonValueKind.Null and not JsonValueKind.Undefined } least
        ? $"minAvailable {least}"
        : spec?.MaxUnavailable is { } most ? $"maxUnavailable {most}" : "no rule";
}

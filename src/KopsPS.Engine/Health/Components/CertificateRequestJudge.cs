namespace KopsPS.Engine.Health.Components;

/// <summary>Judges requests for certificates: kubelets wait for theirs.</summary>
internal static class CertificateRequestJudge
{
    private const string Kind = "CertificateSigningRequest";

    public static IEnumerable<PartJudgement> Judge(ComponentFacts facts)
    {
        if (facts.CertificateRequests.Refused is { } reason)
        {
            yield return PartJudgement.Unread(KopsComponentPart.Certificate, Kind, reason);
        }

        foreach (var request in facts.CertificateRequests.Value ?? [])
        {
            yield return Request(request, facts);
        }
    }

    internal static PartJudgement Request(CertificateRequestRow request, ComponentFacts facts)
    {
        var name = request.Metadata?.Name ?? "";
        var signer = request.Spec?.SignerName ?? "";
        var judged = new PartJudgement(KopsComponentPart.Certificate, Kind, "", name) { Detail = $"{signer} for {request.Spec?.Username}" };
        var made = request.Metadata?.CreationTimestamp;
        var isKubelet = signer is "kubernetes.io/kubelet-serving" or "kubernetes.io/kube-apiserver-client-kubelet";
        if (request.Spec?.Username is { } user && user.StartsWith("system:node:", StringComparison.Ordinal))
        {
            judged.Node = user["system:node:".Length..];
        }

        // A kubelet asks again and again; what it did not get once is nothing any more when it has got another since.
        var later = judged.Node is not null && facts.LastIssued(request.Spec?.Username, signer) > made;
        var (severity, since) = later ? (KopsSeverity.Info, "; it has got another one since") : (KopsSeverity.Warning, "");
        var conditions = request.Status?.Conditions ?? [];
        if (conditions.Find(condition => condition?.Type == "Denied") is { } denied)
        {
            judged.Add(
                ComponentCode.CertificateDenied, isKubelet ? severity : KopsSeverity.Info,
                $"refused: {denied.Message ?? denied.Reason}{(later ? since : isKubelet ? "; the kubelet has no certificate for it" : "")}", denied.LastTransitionTime, $"kubectl describe csr {name}");
        }
        else if (conditions.Find(condition => condition?.Type == "Failed") is { } failed)
        {
            judged.Add(
                ComponentCode.CertificateFailed, severity, $"the signer failed: {failed.Message ?? failed.Reason}{since}", failed.LastTransitionTime, $"kubectl describe csr {name}");
        }
        else if (request.Status?.Certificate is { Length: > 0 })
        {
            judged.Detail += ", issued";
        }
        else if (conditions.Find(condition => condition?.Type == "Approved") is { } approved)
        {
            if (facts.IsOlder(approved.LastTransitionTime ?? made, facts.Query.Thresholds.Patience))
            {
                judged.Add(
                    ComponentCode.CertificateNotIssued, severity, $"approved, but {signer} has not issued it{since}", approved.LastTransitionTime ?? made, $"kubectl describe csr {name}",
                    facts.ControllersStopped && signer.StartsWith("kubernetes.io/", StringComparison.Ordinal) ? ComponentFacts.ControllerLease : null);
            }
        }
        else if (!isKubelet)
        {
            judged.Add(ComponentCode.CertificateWaits, KopsSeverity.Info, "waits for somebody's approval", made, $"kubectl certificate approve {name}");
        }
        else if (facts.IsOlder(made, facts.Query.Thresholds.Patience))
        {
            var client = signer == "kubernetes.io/kube-apiserver-client-kubelet";
            judged.Add(
                ComponentCode.CertificatePending, severity,
                later ? $"it was never approved{since}"
                    : client ? "a kubelet waits for the approval of its certificate: it cannot join" : "a kubelet waits for the approval of its serving certificate: no logs, no exec, no metrics from it",
                made, $"kubectl certificate approve {name}");
        }

        return judged;
    }
}

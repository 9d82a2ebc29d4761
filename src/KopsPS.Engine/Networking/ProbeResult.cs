using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Networking;

/// <summary>Reads what a probe wrote, and tells from what works where the fault lies.</summary>
internal static class ProbeResult
{
    public static void Judge(Judgement judged, string said)
    {
        var tried = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(' ', 4)).Where(parts => parts.Length >= 3 && parts[2] is "ok" or "failed").ToArray();
        if (!Array.Exists(tried, parts => parts[0] == "dns"))
        {
            judged.Skip("Probe", $"the probe said nothing that is understood: {Words.Short(said)}", decisive: true);
            return;
        }

        var pods = Array.FindAll(tried, parts => parts[0] == "pod");
        var lost = Array.FindAll(pods, parts => parts[2] == "failed");
        var service = Array.Find(tried, parts => parts[0] == "service");
        var dns = Array.Find(tried, parts => parts[0] == "dns");
        judged.Ready = string.Join(", ", new[]
        {
            pods.Length == 0 ? null : $"pods {pods.Length - lost.Length}/{pods.Length}", service is null ? null : $"service {service[2]}", $"DNS {dns![2]}",
        }.OfType<string>());
        if (lost.Length > 0)
        {
            judged.Add(
                NetworkCode.ProbePodUnreachable, lost.Length == pods.Length ? KopsSeverity.Error : KopsSeverity.Warning,
                $"{lost.Length} of {Words.Several(pods.Length, "pod")} of the name service not reached ({string.Join(", ", lost.Select(parts => parts[1]))}): the way between nodes, or a policy", null,
                "Get-KopsComponentHealth Cni");
        }

        if (service is [_, var address, "failed", ..])
        {
            judged.Add(
                NetworkCode.ProbeServiceUnreachable, KopsSeverity.Error,
                $"the API server's service {address} is not reached{(pods.Length > 0 && lost.Length == 0 ? ", though pods are: what leads to services on this node does not work" : "")}", null, "Get-KopsComponentHealth KubeProxy");
        }

        if (dns is [_, var name, "failed", ..])
        {
            judged.Add(
                NetworkCode.ProbeDnsFailed, KopsSeverity.Error, $"{name} is not resolved{(dns.Length > 3 && Words.Short(dns[3]) is { } words ? $": {words}" : "")}", null, "Get-KopsComponentHealth Dns");
        }
    }
}

using System.Text.RegularExpressions;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>The domain below which the names of services lie: what CoreDNS is set to serve, by default <c>cluster.local</c>.</summary>
internal static partial class ClusterDomain
{
    public const string Usual = "cluster.local";

    /// <summary>Reads the domain from the configuration of CoreDNS; the usual one where that may not be read or says nothing.</summary>
    public static async Task<string> ReadAsync(KubeClient client, CancellationToken cancellationToken)
    {
        var (map, _) = await new NetworkLister(client).TryGetAsync(
            KubePath.For("", "v1", "configmaps", "kube-system", "coredns"), NetworkJson.Default.ConfigMap, cancellationToken).ConfigureAwait(false);
        return map?.Data?.GetValueOrDefault("Corefile") is { } file ? Of(file) : Usual;
    }

    /// <summary>The first zone of the plug-in <c>kubernetes</c> that is not for reverse lookups.</summary>
    public static string Of(string corefile)
    {
        foreach (Match match in Zones().Matches(corefile))
        {
            var zone = match.Groups["zones"].Value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
                .FirstOrDefault(zone => !zone.EndsWith(".arpa", StringComparison.OrdinalIgnoreCase) && zone != "{");
            if (zone is not null)
            {
                return zone.TrimEnd('.').ToLowerInvariant();
            }
        }

        return Usual;
    }

    [GeneratedRegex(@"^[ \t]*kubernetes[ \t]+(?<zones>[^\r\n{#]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Zones();
}

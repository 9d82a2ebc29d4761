using System.Net;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Which proxy leads to an API server: the kubeconfig's <c>proxy-url</c>, else <c>HTTPS_PROXY</c> or <c>HTTP_PROXY</c>
/// with <c>NO_PROXY</c> as Go reads it: names with or without a leading dot, addresses, CIDR ranges, ports, <c>*</c>.
/// Loopback never goes through a proxy of the environment.
/// </summary>
internal static class ProxyRules
{
    public static Uri? For(Uri server, string? proxyUrl, HostEnvironment environment)
    {
        if (proxyUrl is not null)
        {
            return Uri.TryCreate(proxyUrl, UriKind.Absolute, out var told) && told.Scheme is "http" or "https" or "socks5"
                ? new Uri(proxyUrl)
                : throw Faults.KubeconfigInvalid(server.Host, $"proxy-url '{proxyUrl}' is no http, https or socks5 address", null);
        }

        var named = server.Scheme == "https"
            ? environment["HTTPS_PROXY"] ?? environment["https_proxy"]
            : environment["HTTP_PROXY"] ?? environment["http_proxy"];
        if (named is null || server.IsLoopback || Excluded(server, environment["NO_PROXY"] ?? environment["no_proxy"]))
        {
            return null;
        }

        return Uri.TryCreate(named.Contains("://", StringComparison.Ordinal) ? named : "http://" + named, UriKind.Absolute, out var proxy) ? proxy : null;
    }

    private static bool Excluded(Uri server, string? rules)
    {
        foreach (var rule in (rules ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (rule == "*")
            {
                return true;
            }

            if (IPNetwork.TryParse(rule, out var range) && IPAddress.TryParse(server.Host, out var address) && range.Contains(address))
            {
                return true;
            }

            var host = rule;
            if (rule.LastIndexOf(':') is > 0 and var colon && rule.IndexOf(':', StringComparison.Ordinal) == colon)
            {
                if (rule[(colon + 1)..] != server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))
                {
                    continue;
                }

                host = rule[..colon];
            }

            host = host.StartsWith("*.", StringComparison.Ordinal) ? host[1..] : host;
            var suffix = host.StartsWith('.') ? host : "." + host;
            if (server.Host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                || (!host.StartsWith('.') && server.Host.Equals(host, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }
}

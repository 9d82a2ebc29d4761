using System.Net;

namespace KopsPS.Engine;

/// <summary>
/// The proxy that <c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c> and <c>ALL_PROXY</c> name, in either case, as they are now: .NET reads
/// them once in a process, while a session sets them at any time. <c>NO_PROXY</c> lists hosts and domains, networks such as
/// <c>10.0.0.0/8</c>, or <c>*</c>; this machine is always reached directly, as kops and kubectl do too.
/// </summary>
public sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly string[] _direct;

    private EnvironmentProxy(Uri? http, Uri? https, string[] direct)
    {
        _http = http;
        _https = https;
        _direct = direct;
    }

    /// <summary>Not used: credentials stand in the proxy's own address.</summary>
    public ICredentials? Credentials { get; set; }

    /// <summary>The proxy for an environment; where it names none, the system's own settings, as on Windows and macOS.</summary>
    public static IWebProxy From(HostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var all = Address(environment["ALL_PROXY"] ?? environment["all_proxy"]);
        var http = Address(environment["HTTP_PROXY"] ?? environment["http_proxy"]) ?? all;
        var https = Address(environment["HTTPS_PROXY"] ?? environment["https_proxy"]) ?? all;
        if (http is null && https is null)
        {
            return HttpClient.DefaultProxy;
        }

        var direct = (environment["NO_PROXY"] ?? environment["no_proxy"] ?? "")
            .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var proxy = new EnvironmentProxy(http, https, direct);
        var userInfo = (https ?? http)!.UserInfo;
        if (userInfo.Length > 0)
        {
            var parts = userInfo.Split(':', 2);
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return proxy;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return IsBypassed(destination) ? null : ProxyFor(destination);
    }

    /// <inheritdoc/>
    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return ProxyFor(host) is null || host.IsLoopback || _direct.Any(entry => Matches(entry, host));
    }

    private static Uri? Address(string? text) =>
        text is null ? null
        : Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var address) ? address
        : null;

    private static bool Matches(string entry, Uri destination)
    {
        var host = destination.IdnHost;
        if (entry == "*")
        {
            return true;
        }

        if (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPNetwork.TryParse(entry, out var network))
        {
            return network.Contains(address);
        }

        if (entry.LastIndexOf(':') is > 0 and var colon && int.TryParse(entry.AsSpan(colon + 1), out var port))
        {
            if (port != destination.Port)
            {
                return false;
            }

            entry = entry[..colon];
        }

        var domain = entry.TrimStart('*').TrimStart('.');
        return domain.Length > 0
            && (host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
    }

    private Uri? ProxyFor(Uri destination) => destination.Scheme == "https" ? _https : _http;
}

using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace KopsPS.Engine;

/// <summary>
/// The proxy that the variables <c>HTTPS_PROXY</c> and <c>HTTP_PROXY</c> name, in either case, as they are now: .NET reads
/// them once in a process, while a session sets them at any time. <c>NO_PROXY</c> is read as Go reads it, so that KopsPS goes
/// the way of kops and kubectl: hosts, domains, addresses, networks such as <c>10.0.0.0/8</c>, each with a port or without,
/// or <c>*</c>; this machine is always reached directly.
/// </summary>
public sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly string[] _direct;

    private EnvironmentProxy(Uri? http, Uri? https, string[] direct)
    {
        _http = WithoutCredentials(http);
        _https = WithoutCredentials(https);
        _direct = direct;
        Credentials = CredentialsOf((https ?? http)!);
    }

    /// <summary>Those that stand in the proxy's own address.</summary>
    public ICredentials? Credentials { get; set; }

    /// <summary>For downloads: also <c>ALL_PROXY</c> counts, and where no variable names one, the system's own settings, as on Windows and macOS.</summary>
    public static IWebProxy From(HostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Create(environment, environment["ALL_PROXY"] ?? environment["all_proxy"]) ?? HttpClient.DefaultProxy;
    }

    /// <summary>For an API server: as kubectl, which knows neither <c>ALL_PROXY</c> nor the system's settings; null where nothing is named.</summary>
    public static IWebProxy? AsKubectl(HostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Create(environment, null);
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

    /// <summary>Name and password in a proxy's address.</summary>
    internal static NetworkCredential? CredentialsOf(Uri proxy) => proxy.UserInfo.Split(':', 2) switch
    {
        [{ Length: > 0 } name, var password] => new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(password)),
        [{ Length: > 0 } name] => new NetworkCredential(Uri.UnescapeDataString(name), ""),
        _ => null,
    };

    /// <summary>A proxy's address as .NET may know it: it writes the whole of it, password included, into its errors.</summary>
    [return: NotNullIfNotNull(nameof(proxy))]
    internal static Uri? WithoutCredentials(Uri? proxy) => proxy is { UserInfo.Length: > 0 }
        ? new UriBuilder(proxy) { UserName = "", Password = "" }.Uri
        : proxy;

    private static EnvironmentProxy? Create(HostEnvironment environment, string? forBoth)
    {
        var http = Address(environment["HTTP_PROXY"] ?? environment["http_proxy"] ?? forBoth);
        var https = Address(environment["HTTPS_PROXY"] ?? environment["https_proxy"] ?? forBoth);
        return http is null && https is null
            ? null
            : new EnvironmentProxy(
                http,
                https,
                (environment["NO_PROXY"] ?? environment["no_proxy"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static Uri? Address(string? text) =>
        text is null ? null
        : Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var address) ? address
        : null;

    private static bool Matches(string entry, Uri destination)
    {
        var host = destination.IdnHost.Trim('[', ']');
        if (entry == "*")
        {
            return true;
        }

        if (IPAddress.TryParse(host, out var address)
            && ((IPNetwork.TryParse(entry, out var network) && network.Contains(address)) || (IPAddress.TryParse(entry, out var only) && only.Equals(address))))
        {
            return true;
        }

        // "name:port", but no IPv6 address, which has several colons.
        if (entry.LastIndexOf(':') is > 0 and var colon && entry.IndexOf(':', StringComparison.Ordinal) == colon && int.TryParse(entry.AsSpan(colon + 1), out var port))
        {
            if (port != destination.Port)
            {
                return false;
            }

            entry = entry[..colon];
        }

        // ".example.com" and "*.example.com" are what lies below the domain, "example.com" is the domain as well.
        entry = entry.StartsWith("*.", StringComparison.Ordinal) ? entry[1..] : entry;
        return entry.StartsWith('.')
            ? entry.Length > 1 && host.EndsWith(entry, StringComparison.OrdinalIgnoreCase)
            : host.Equals(entry, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + entry, StringComparison.OrdinalIgnoreCase);
    }

    private Uri? ProxyFor(Uri destination) => destination.Scheme == "https" ? _https : _http;
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KopsPS.Fakes.Releases;

/// <summary>
/// A site with releases of kops and kubectl, laid out as the official ones: files with entity tags, parts of them, and any
/// fault that a test asks for. Also answers as a proxy: the host of a request does not matter to it.
/// <code>
/// await using var mirror = await ReleaseMirror.StartAsync();
/// mirror.AddKops("1.36.2");
/// mirror.Next(mirror.KopsPath("1.36.2"), new MirrorFault { BreakAfter = 1000 });
/// </code>
/// </summary>
public sealed class ReleaseMirror : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<MirrorFault>> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MirrorFault> _always = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<MirrorRequest> _requests = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _stalled = new(StringComparer.Ordinal);

    private ReleaseMirror()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        _web.Run(AnswerAsync);
    }

    /// <summary>Address, such as <c>http://127.0.0.1:41234</c>.</summary>
    public string Address => _web.Urls.First();

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<MirrorRequest> Requests => [.. _requests];

    public static async Task<ReleaseMirror> StartAsync()
    {
        var mirror = new ReleaseMirror();
        await mirror._web.StartAsync();
        return mirror;
    }

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    /// <summary>Path of kops in the layout of artifacts.k8s.io.</summary>
    public static string KopsPath(string version, string os, string architecture) =>
        $"/binaries/kops/{version}/{os}/{architecture}/kops{(os == "windows" ? ".exe" : "")}";

    /// <summary>Path of kops in the layout of GitHub.</summary>
    public static string GitHubPath(string version, string os, string architecture) =>
        $"/kubernetes/kops/releases/download/v{version}/kops-{os}-{architecture}";

    /// <summary>Path of kubectl in the layout of dl.k8s.io.</summary>
    public static string KubectlPath(string version, string os, string architecture) =>
        $"/release/v{version}/bin/{os}/{architecture}/kubectl{(os == "windows" ? ".exe" : "")}";

    /// <summary>Bytes that look like no others, for a binary whose content does not matter.</summary>
    public static byte[] Noise(int seed, int length = 400_000)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The digest of bytes, in lower-case hexadecimal.</summary>
    public static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Offers a file, and beside it its checksum.</summary>
    public void AddWithChecksum(string path, byte[] content)
    {
        Add(path, content);
        Add(path + ".sha256", Encoding.ASCII.GetBytes(Digest(content) + "\n"));
    }

    /// <summary>Offers a file.</summary>
    public void Add(string path, byte[] content) => _files[path] = content;

    /// <summary>Offers a text.</summary>
    public void Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Offers the list of releases as GitHub's API does.</summary>
    public void AddReleases(params string[] versions) => Add(
        "/repos/kubernetes/kops/releases",
        "[" + string.Join(",", versions.Select(version => $$"""{"tag_name":"v{{version}}","draft":false,"prerelease":false}""")) + "]");

    /// <summary>Spoils the next request for a path; several are taken one after another.</summary>
    public void Next(string path, MirrorFault fault) => _faults.GetOrAdd(path, _ => new()).Enqueue(fault);

    /// <summary>Spoils every request for a path.</summary>
    public void Always(string path, MirrorFault fault) => _always[path] = fault;

    /// <summary>Ends when a request for a path has been left hanging.</summary>
    public Task StalledAsync(string path) => Stalled(path).Task.WaitAsync(TimeSpan.FromMinutes(1));

    private TaskCompletionSource Stalled(string path) =>
        _stalled.GetOrAdd(path, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var headers = context.Request.Headers;
        _requests.Enqueue(new MirrorRequest(
            context.Request.Method, context.Request.Host.Value ?? "", path, headers.Range, headers.IfRange, headers.Authorization));
        var fault = _faults.TryGetValue(path, out var queue) && queue.TryDequeue(out var next) ? next
            : _always.TryGetValue(path, out var always) ? always
            : new MirrorFault();
        if (fault.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (fault.Location is { } location)
        {
            context.Response.StatusCode = fault.Status ?? 302;
            context.Response.Headers.Location = location;
        }
        else if (fault.Status is { } status)
        {
            context.Response.StatusCode = status;
        }
        else if ((fault.Content ?? _files.GetValueOrDefault(path)) is { } content)
        {
            await SendAsync(context, path, content, fault);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private async Task SendAsync(HttpContext context, string path, byte[] content, MirrorFault fault)
    {
        var request = context.Request.GetTypedHeaders();
        var tag = $"\"{Digest(content)[..16]}\"";
        var from = 0;
        if (!fault.IgnoreRange && request.Range?.Ranges.Single().From is { } start && (request.IfRange is null || request.IfRange.EntityTag?.ToString() == tag))
        {
            from = (int)start;
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        if (!fault.NoValidator)
        {
            context.Response.Headers.ETag = tag;
        }

        context.Response.ContentLength = content.Length - from;
        if ((fault.BreakAfter ?? fault.StallAfter) is { } length)
        {
            await context.Response.Body.WriteAsync(content.AsMemory(from, length), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (fault.StallAfter is not null)
            {
                Stalled(path).TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // Kestrel sends what was written and closes the connection, since more was promised; an abort could lose it.
            return;
        }

        await context.Response.Body.WriteAsync(content.AsMemory(from), context.RequestAborted);
    }
}

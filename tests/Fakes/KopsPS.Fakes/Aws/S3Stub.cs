using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KopsPS.Fakes.Aws;

/// <summary>
/// S3 and the security token service in AWS' documented form, in-process, for what an emulator cannot do: latency, paging,
/// another region, throttling, missing rights, tokens that have ended.
/// </summary>
public sealed class S3Stub : IAsyncDisposable
{
    private static readonly XNamespace S3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly WebApplication _app;
    private readonly SortedDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<StubRequest> _requests = new();
    private int _inFlight;
    private int _mostInFlight;

    private S3Stub(WebApplication app) => _app = app;

    /// <summary>A folder whose files are the objects, as they are at each request; null: those put here.</summary>
    public string? Folder { get; set; }

    /// <summary>The only bucket.</summary>
    public string Bucket { get; init; } = "acme-kops";

    /// <summary>Region that the bucket is in; requests signed for another are sent away, as AWS does.</summary>
    public string? Region { get; set; }

    /// <summary>Time that each request takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Keys and folders on one page of a listing.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>What the bucket refuses with, or null: status, code and message.</summary>
    public (int Status, string Code, string Message)? S3Refuses { get; set; }

    /// <summary>What a request on the bucket itself refuses with, where it differs.</summary>
    public int? HeadBucketStatus { get; set; }

    /// <summary>What the token service refuses with, or null.</summary>
    public (int Status, string Code, string Message)? StsRefuses { get; set; }

    /// <summary>Where it answers.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>All requests, in order of arrival.</summary>
    public IReadOnlyCollection<StubRequest> Requests => _requests;

    /// <summary>The most requests that were under way at once.</summary>
    public int MostInFlight => _mostInFlight;

    /// <summary>Starts one with the objects given; with a certificate it speaks TLS.</summary>
    public static async Task<S3Stub> StartAsync(IEnumerable<KeyValuePair<string, byte[]>>? objects = null, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var app = builder.Build();
        var stub = new S3Stub(app);
        foreach (var (key, content) in objects ?? [])
        {
            stub._objects[key] = content;
        }

        app.Run(stub.AnswerAsync);
        await app.StartAsync().ConfigureAwait(false);
        stub.Endpoint = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return stub;
    }

    /// <summary>Puts or replaces an object.</summary>
    public void Put(string key, string content) => _objects[key] = Encoding.UTF8.GetBytes(content);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var now = Interlocked.Increment(ref _inFlight);
        InterlockedMax(ref _mostInFlight, now);
        try
        {
            var request = context.Request;
            var body = await new StreamReader(request.Body).ReadToEndAsync().ConfigureAwait(false);
            var credential = request.Headers.Authorization.ToString().Split("Credential=").ElementAtOrDefault(1)?.Split(',')[0].Split('/') ?? [];
            _requests.Enqueue(new StubRequest(
                request.Method, request.Path, request.QueryString.ToString(), body, credential.ElementAtOrDefault(0), credential.ElementAtOrDefault(2)));
            if (Latency > TimeSpan.Zero)
            {
                await Task.Delay(Latency, context.RequestAborted).ConfigureAwait(false);
            }

            if (request.Method == "POST" && request.Path == "/")
            {
                await StsAsync(context, body).ConfigureAwait(false);
            }
            else
            {
                await S3Async(context, credential.ElementAtOrDefault(2)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The caller has gone.
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task S3Async(HttpContext context, string? region)
    {
        var request = context.Request;
        var parts = request.Path.Value!.TrimStart('/').Split('/', 2);
        var key = Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "");
        if (parts[0] != Bucket)
        {
            await ErrorAsync(context, 404, "NoSuchBucket", "The specified bucket does not exist").ConfigureAwait(false);
        }
        else if (Region is { } home && region != home)
        {
            context.Response.Headers["x-amz-bucket-region"] = home;
            await ErrorAsync(context, 301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.").ConfigureAwait(false);
        }
        else if (request.Method == "HEAD" && HeadBucketStatus is { } head)
        {
            context.Response.StatusCode = head;
        }
        else if (S3Refuses is var (status, code, message))
        {
            await ErrorAsync(context, status, code, message).ConfigureAwait(false);
        }
        else if (key.Length == 0)
        {
            await ListAsync(context).ConfigureAwait(false);
        }
        else if (Read(key) is { } content)
        {
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content).ConfigureAwait(false);
        }
        else
        {
            await ErrorAsync(context, 404, "NoSuchKey", "The specified key does not exist.").ConfigureAwait(false);
        }
    }

    private IEnumerable<string> Keys() => Folder is null
        ? _objects.Keys
        : Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private byte[]? Read(string key)
    {
        if (Folder is null)
        {
            return _objects.GetValueOrDefault(key);
        }

        var file = Path.Combine(Folder, key);
        return File.Exists(file) ? File.ReadAllBytes(file) : null;
    }

    private async Task ListAsync(HttpContext context)
    {
        if (context.Request.Method == "HEAD")
        {
            return;
        }

        var query = context.Request.Query;
        var prefix = query["prefix"].ToString();
        var entries = Keys().Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key.IndexOf('/', prefix.Length) is >= 0 and var end && query["delimiter"] == "/" ? key[..(end + 1)] : key)
            .Distinct().ToArray();
        var from = int.Parse("0" + query["continuation-token"], CultureInfo.InvariantCulture);
        var page = entries.Skip(from).Take(PageSize).ToArray();
        var more = from + page.Length < entries.Length;
        var answer = new XElement(
            S3Namespace + "ListBucketResult",
            new XElement(S3Namespace + "Name", Bucket),
            new XElement(S3Namespace + "Prefix", prefix),
            new XElement(S3Namespace + "KeyCount", page.Length),
            new XElement(S3Namespace + "MaxKeys", PageSize),
            new XElement(S3Namespace + "IsTruncated", more ? "true" : "false"),
            more ? new XElement(S3Namespace + "NextContinuationToken", from + page.Length) : null,
            page.Where(entry => !entry.EndsWith('/')).Select(key => new XElement(
                S3Namespace + "Contents",
                new XElement(S3Namespace + "Key", key),
                new XElement(S3Namespace + "LastModified", "2026-11-22T21:00:10.000Z"),
                new XElement(S3Namespace + "Size", Read(key)?.Length ?? 0))),
            page.Where(entry => entry.EndsWith('/')).Select(folder => new XElement(
                S3Namespace + "CommonPrefixes", new XElement(S3Namespace + "Prefix", folder))));
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + answer).ConfigureAwait(false);
    }

    private async Task StsAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "text/xml";
        if (StsRefuses is var (status, code, message))
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(
                $"<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>").ConfigureAwait(false);
            return;
        }

        var action = body.Split('&').First(field => field.StartsWith("Action=", StringComparison.Ordinal))["Action=".Length..];
        var expires = DateTime.UtcNow.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var result = action == "GetCallerIdentity"
            ? "<Arn>arn:aws:iam::123456789012:user/ops</Arn><UserId>AIDA1</UserId><Account>123456789012</Account>"
            : $"<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken><Expiration>{expires}</Expiration></Credentials>";
        await context.Response.WriteAsync(
            $"<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result>{result}</{action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>").ConfigureAwait(false);
    }

    private static async Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        if (context.Request.Method == "HEAD")
        {
            return;
        }

        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>").ConfigureAwait(false);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = most; now > seen; seen = most)
        {
            if (Interlocked.CompareExchange(ref most, now, seen) == seen)
            {
                return;
            }
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KopsPS.Benchmarks;

/// <summary>As much of S3 as reading clusters needs, each answer after a fixed time.</summary>
internal sealed class SlowS3 : IAsyncDisposable
{
    public const string Bucket = "bench-kops";

    private readonly WebApplication _web;
    private readonly SortedDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);
    private readonly TimeSpan _delay;

    private SlowS3(int clusters, TimeSpan delay)
    {
        _delay = delay;
        var config = ReadRecordedConfig();
        for (var i = 0; i < clusters; i++)
        {
            var name = $"c{i:000}.example.com";
            _objects[$"{name}/config"] = Encoding.UTF8.GetBytes(config.Replace("prod.example.com", name, StringComparison.Ordinal));
            _objects[$"{name}/cluster-completed.spec"] = [];
            _objects[$"{name}/instancegroup/nodes"] = [];
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        _web.Run(AnswerAsync);
    }

    public string Address => _web.Urls.First();

    public static async Task<SlowS3> StartAsync(int clusters, TimeSpan delay)
    {
        var s3 = new SlowS3(clusters, delay);
        await s3._web.StartAsync();
        return s3;
    }

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    private static string ReadRecordedConfig()
    {
        var folder = Path.Combine(Repository.Recordings, "state-store", "1.36.2");
        foreach (var file in Directory.GetFiles(folder, "*.zip").Order(StringComparer.Ordinal))
        {
            using var archive = ZipFile.OpenRead(file);
            if (archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("prod.example.com/config", StringComparison.Ordinal)) is { } entry)
            {
                using var reader = new StreamReader(entry.Open());
                return reader.ReadToEnd();
            }
        }

        throw new InvalidOperationException($"{folder} has no recorded cluster.");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        await Task.Delay(_delay, context.RequestAborted);
        var path = Uri.UnescapeDataString(context.Request.Path.Value ?? "/").TrimStart('/');
        var key = path.StartsWith(Bucket + "/", StringComparison.Ordinal) ? path[(Bucket.Length + 1)..] : "";
        context.Response.Headers["x-amz-bucket-region"] = "us-east-1";
        if (key.Length > 0)
        {
            if (_objects.TryGetValue(key, out var content))
            {
                context.Response.Headers.ETag = $"\"{Tag(content)}\"";
                context.Response.ContentLength = content.Length;
                await context.Response.Body.WriteAsync(HttpMethods.IsHead(context.Request.Method) ? Array.Empty<byte>() : content, context.RequestAborted);
                return;
            }

            context.Response.StatusCode = 404;
            await WriteAsync(context, "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>");
            return;
        }

        if (context.Request.Query.ContainsKey("location"))
        {
            await WriteAsync(context, "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>");
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            await WriteAsync(context, List(context.Request.Query));
        }
    }

    private string List(IQueryCollection query)
    {
        var prefix = query["prefix"].ToString();
        var delimiter = query["delimiter"].ToString();
        var after = query["continuation-token"].Count > 0 ? query["continuation-token"].ToString() : query["start-after"].ToString();
        const int PageLength = 1000;
        List<string> entries = [];
        string? last = null;
        var truncated = false;
        foreach (var (key, content) in _objects.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var at = delimiter.Length > 0 ? key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) : -1;
            var name = at < 0 ? key : key[..(at + delimiter.Length)];
            if (name == last || string.CompareOrdinal(name, after) <= 0)
            {
                continue;
            }

            if (entries.Count == PageLength)
            {
                truncated = true;
                break;
            }

            last = name;
            entries.Add(at < 0
                ? $"<Contents><Key>{key}</Key><LastModified>2026-11-01T00:00:00.000Z</LastModified><ETag>&quot;{Tag(content)}&quot;</ETag><Size>{content.Length}</Size><StorageClass>STANDARD</StorageClass></Contents>"
                : $"<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>");
        }

        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{Bucket}</Name><Prefix>{prefix}</Prefix><Delimiter>{delimiter}</Delimiter><MaxKeys>{PageLength}</MaxKeys><KeyCount>{entries.Count}</KeyCount><IsTruncated>{(truncated ? "true" : "false")}</IsTruncated>{(truncated ? $"<NextContinuationToken>{last}</NextContinuationToken>" : "")}{string.Concat(entries)}</ListBucketResult>
            """;
    }

    /// <summary>The SDK compares it with what it read.</summary>
    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "S3's own.")]
    private static string Tag(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    private static async Task WriteAsync(HttpContext context, string xml)
    {
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync(xml, context.RequestAborted);
    }
}

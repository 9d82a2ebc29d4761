using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Polly;
using Polly.Retry;

namespace KopsPS.Engine.Binaries;

/// <summary>
/// Reads from sites, mirrors and folders: follows redirects only where they stay as safe as the first address, goes
/// through the proxy that the environment names, and tries again with growing pauses what may pass.
/// </summary>
internal sealed class ReleaseClient : IDisposable
{
    private const int MaximumRedirects = 10;

    private readonly HttpClient _http;
    private readonly ReleaseOptions _options;
    private readonly IFeedback _feedback;
    private readonly bool _allowInsecure;

    public ReleaseClient(HostEnvironment environment, ReleaseOptions options, bool allowInsecure, IFeedback feedback)
    {
        _options = options;
        _feedback = feedback;
        _allowInsecure = allowInsecure;
        _http = new HttpClient(new SocketsHttpHandler
        {
            // Redirects are followed here, where each can be judged.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            Proxy = EnvironmentProxy.From(environment),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("KopsPS", "1"));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Runs one attempt after another until one succeeds, fails for good, or there have been enough.</summary>
    public async Task<T> RetryAsync<T>(Uri address, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var pipeline = new ResiliencePipelineBuilder<T>()
            .AddRetry(new RetryStrategyOptions<T>
            {
                ShouldHandle = new PredicateBuilder<T>().Handle<TransferFault>(fault => fault.IsTransient),
                MaxRetryAttempts = _options.Retries,
                Delay = _options.FirstPause,
                MaxDelay = TimeSpan.FromSeconds(20),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = arguments => ValueTask.FromResult(
                    (arguments.Outcome.Exception as TransferFault)?.RetryAfter is { } asked && _options.FirstPause > TimeSpan.Zero
                        ? asked < _options.LongestAskedPause ? asked : _options.LongestAskedPause
                        : (TimeSpan?)null),
                OnRetry = arguments =>
                {
                    _feedback.Verbose(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Shown(address)}: {arguments.Outcome.Exception?.Message} Trying again in {arguments.RetryDelay.TotalSeconds:0.#} s (attempt {arguments.AttemptNumber + 2} of {_options.Retries + 1})."));
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        return await pipeline.ExecuteAsync(async token => await attempt(token), cancellationToken);
    }

    /// <summary>Reads a short text.</summary>
    public Task<string> ReadTextAsync(Uri address, int maximumLength, CancellationToken cancellationToken) =>
        RetryAsync(
            address,
            async token =>
            {
                await using var body = await OpenAsync(address, 0, null, token);
                var buffer = new byte[Math.Min(body.Length ?? maximumLength, maximumLength) + 1];
                var length = 0;
                for (int read; length < buffer.Length && (read = await ReadAsync(body.Content, buffer.AsMemory(length), token)) > 0;)
                {
                    length += read;
                    if (length == buffer.Length && length <= maximumLength)
                    {
                        Array.Resize(ref buffer, maximumLength + 1);
                    }
                }

                return Encoding.UTF8.GetString(buffer, 0, length);
            },
            cancellationToken);

    /// <summary>Where an address redirects to, without going there.</summary>
    public async Task<Uri?> RedirectOfAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.Headers.Location is { } location ? new Uri(address, location) : null;
        }
        catch (Exception fault) when (Translated(fault, cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Opens a file for reading, where the source can do so from a position within it.</summary>
    public async Task<TransferBody> OpenAsync(Uri address, long from, string? validator, CancellationToken cancellationToken)
    {
        if (address.IsFile)
        {
            return OpenFile(address.LocalPath, from);
        }

        using var limit = Limit(cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await FollowAsync(address, from, validator, limit.Token);
            RefuseFailure(response);
            var range = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange : null;
            return new TransferBody(await response.Content.ReadAsStreamAsync(limit.Token), response)
            {
                Start = range?.From ?? 0,
                Length = range is null ? response.Content.Headers.ContentLength : range.Length,
                Validator = response.Headers.ETag is { IsWeak: false } tag
                    ? tag.ToString()
                    : response.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture),
            };
        }
        catch (Exception fault)
        {
            response?.Dispose();
            if (Translated(fault, cancellationToken) is { } translated)
            {
                throw translated;
            }

            throw;
        }
    }

    /// <summary>Reads on; a source that says nothing for long is given up.</summary>
    public async ValueTask<int> ReadAsync(Stream content, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        try
        {
            return await content.ReadAsync(buffer, limit.Token);
        }
        catch (Exception fault) when (Translated(fault, cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>An address as it may be shown: without a password, and without a query, which may hold a signature.</summary>
    public static string Shown(Uri address) => address.GetComponents(
        UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped);

    private static TransferBody OpenFile(string path, long from)
    {
        try
        {
            var file = new FileStream(path, new FileStreamOptions
            {
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
            var start = Math.Min(from, file.Length);
            file.Position = start;
            return new TransferBody(file, null) { Start = start, Length = file.Length };
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TransferFault($"There is no file {path}.", fault) { Status = HttpStatusCode.NotFound };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new TransferFault(fault.Message, fault);
        }
    }

    private static void RefuseFailure(HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            return;
        }

        var status = (int)response.StatusCode;
        var retryAfter = response.Headers.RetryAfter;
        throw new TransferFault($"The server answered {status} {response.ReasonPhrase}.")
        {
            Status = response.StatusCode,
            IsTransient = status is 408 or 416 or 425 or 429 or >= 500,
            RetryAfter = retryAfter?.Delta ?? (retryAfter?.Date is { } date && date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : null),
        };
    }

    /// <summary>The fault to report instead of one of the network's; null for one that isn't.</summary>
    private TransferFault? Translated(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        OperationCanceledException when !cancellationToken.IsCancellationRequested =>
            new TransferFault($"Nothing was received for {_options.Silence.TotalSeconds:0} s.", fault) { IsTransient = true },
        HttpRequestException { InnerException: System.Security.Authentication.AuthenticationException inner } =>
            new TransferFault($"The server's certificate was not accepted: {inner.Message}", fault),
        HttpRequestException or IOException =>
            new TransferFault($"{Innermost(fault).Message.TrimEnd('.')}.", fault) { IsTransient = true },
        _ => null,
    };

    private static Exception Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault;

    private async Task<HttpResponseMessage> FollowAsync(Uri address, long from, string? validator, CancellationToken cancellationToken)
    {
        var at = address;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.AcceptEncoding.ParseAdd("identity");
            if (at.UserInfo.Length > 0)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(at.UserInfo))));
            }

            if (from > 0 && validator is not null)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
                request.Headers.IfRange = RangeConditionHeaderValue.Parse(validator);
            }

            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(at, location);
            RefuseRedirect(at, next);
            if (redirects == MaximumRedirects)
            {
                throw new TransferFault($"It redirects more than {MaximumRedirects} times.");
            }

            at = next;
        }
    }

    private void RefuseRedirect(Uri from, Uri to)
    {
        var safe = to.Scheme switch
        {
            "https" => true,
            "http" => _allowInsecure || (from.Scheme == "http" && from.IsLoopback && to.IsLoopback),
            _ => false,
        };
        if (!safe)
        {
            throw Faults.RedirectInsecure(Shown(from), Shown(to));
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Silence);
        return limit;
    }
}

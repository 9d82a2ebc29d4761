using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KopsPS.Fakes.Aws;

/// <summary>
/// Stands in front of an emulator and answers some requests itself, in AWS' documented form: refusals, throttling, faults,
/// things that are not there yet. Without an emulator it answers everything.
/// </summary>
public sealed class AwsProxy : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private readonly WebApplication _app;
    private readonly string? _behind;
    private readonly ConcurrentQueue<StubRequest> _requests = new();

    private AwsProxy(WebApplication app, string? behind)
    {
        _app = app;
        _behind = behind;
    }

    /// <summary>Answers a request in place of the emulator; null lets it pass. Called for one request at a time.</summary>
    public Func<StubRequest, AwsAnswer?> Answers { get; set; } = _ => null;

    /// <summary>Where it answers.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>Account of the emulator's that requests are for, in twelve digits; null for its usual one. A new one is an empty account.</summary>
    public string? Account { get; set; }

    /// <summary>All requests, in order of arrival.</summary>
    public IReadOnlyCollection<StubRequest> Requests => _requests;

    /// <summary>The actions of the query protocol asked for, in order of arrival.</summary>
    public IReadOnlyList<string> Actions => [.. _requests.Select(request => request.Action).OfType<string>()];

    /// <summary>Number of an account that nobody has used.</summary>
    public static string NewAccount() => Random.Shared.NextInt64(200_000_000_000, 999_999_999_999).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Starts one.</summary>
    /// <param name="behind">Endpoint of the emulator, or null.</param>
    public static async Task<AwsProxy> StartAsync(string? behind = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var proxy = new AwsProxy(app, behind?.TrimEnd('/'));
        app.Run(proxy.AnswerAsync);
        await app.StartAsync().ConfigureAwait(false);
        proxy.Endpoint = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return proxy;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            var request = context.Request;
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
            var bytes = body.ToArray();
            var credential = request.Headers.Authorization.ToString().Split("Credential=").ElementAtOrDefault(1)?.Split(',')[0].Split('/') ?? [];
            var seen = new StubRequest(
                request.Method, request.Path, request.QueryString.ToString(), Encoding.UTF8.GetString(bytes), credential.ElementAtOrDefault(0), credential.ElementAtOrDefault(2));
            AwsAnswer? answer;
            lock (_requests)
            {
                _requests.Enqueue(seen);
                answer = Answers(seen);
            }

            if (answer is not null)
            {
                context.Response.StatusCode = answer.Status;
                context.Response.ContentType = answer.ContentType;
                await context.Response.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
            }
            else if (_behind is not null)
            {
                await PassAsync(context, bytes).ConfigureAwait(false);
            }
            else
            {
                context.Response.StatusCode = 501;
            }
        }
        catch (OperationCanceledException)
        {
            // The caller has gone.
        }
    }

    private async Task PassAsync(HttpContext context, byte[] body)
    {
        var request = context.Request;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), $"{_behind}{request.Path.ToUriComponent()}{request.QueryString}")
        {
            Content = body.Length == 0 ? null : new ByteArrayContent(body),
        };
        foreach (var (name, values) in request.Headers)
        {
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase) && !message.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        if (Account is { } account)
        {
            message.Headers.TryAddWithoutValidation("x-moto-account-id", account);
        }

        using var answer = await Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection"))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (request.Method != "HEAD")
        {
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}

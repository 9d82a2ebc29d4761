using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KopsPS.Fakes.Aws;

/// <summary>
/// An endpoint whose answers a test gives, in AWS' documented form, or which passes on to a real emulator what the test
/// leaves unanswered: for refusals, throttling, outages and races at a chosen moment.
/// </summary>
public sealed class AwsStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<StubRequest, Task<StubAnswer?>> _answer;
    private readonly HttpClient? _behind;
    private readonly ConcurrentQueue<StubRequest> _requests = new();

    private AwsStub(WebApplication app, Func<StubRequest, Task<StubAnswer?>> answer, string? behind)
    {
        _app = app;
        _answer = answer;
        _behind = behind is null ? null : new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(behind) };
    }

    /// <summary>Where it answers.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>All requests, in order of arrival.</summary>
    public IReadOnlyCollection<StubRequest> Requests => _requests;

    /// <summary>Starts one.</summary>
    /// <param name="answer">The answer to a request; null passes it on.</param>
    /// <param name="behind">Endpoint of the emulator behind it, if any.</param>
    public static Task<AwsStub> StartAsync(Func<StubRequest, StubAnswer?> answer, string? behind = null) =>
        StartAsync(request => Task.FromResult(answer(request)), behind);

    /// <summary>Starts one whose answers may wait.</summary>
    /// <param name="answer">The answer to a request; null passes it on.</param>
    /// <param name="behind">Endpoint of the emulator behind it, if any.</param>
    public static async Task<AwsStub> StartAsync(Func<StubRequest, Task<StubAnswer?>> answer, string? behind = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var stub = new AwsStub(app, answer, behind);
        app.Run(stub.AnswerAsync);
        await app.StartAsync().ConfigureAwait(false);
        stub.Endpoint = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        _behind?.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            var request = context.Request;
            using var content = new MemoryStream();
            await request.Body.CopyToAsync(content).ConfigureAwait(false);
            var body = content.ToArray();
            var credential = request.Headers.Authorization.ToString().Split("Credential=").ElementAtOrDefault(1)?.Split(',')[0].Split('/') ?? [];
            var seen = new StubRequest(
                request.Method, request.Path, request.QueryString.ToString(), System.Text.Encoding.UTF8.GetString(body),
                credential.ElementAtOrDefault(0), credential.ElementAtOrDefault(2));
            _requests.Enqueue(seen);
            var answer = await _answer(seen).ConfigureAwait(false);
            if (answer is not null)
            {
                await WriteAsync(context.Response, answer).ConfigureAwait(false);
            }
            else if (_behind is not null)
            {
                await PassOnAsync(context, body).ConfigureAwait(false);
            }
            else
            {
                await WriteAsync(context.Response, StubAnswer.RestXml(501, "NotImplemented", $"The test has no answer to {seen.Method} {seen.Path}{seen.Query} {seen.Body}")).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The caller has gone.
        }
    }

    private static async Task WriteAsync(HttpResponse response, StubAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers ?? new Dictionary<string, string>())
        {
            response.Headers[name] = value;
        }

        if (response.HttpContext.Request.Method != "HEAD")
        {
            await response.WriteAsync(answer.Body).ConfigureAwait(false);
        }
    }

    private async Task PassOnAsync(HttpContext context, byte[] body)
    {
        var request = context.Request;
        using var onward = new HttpRequestMessage(
            new HttpMethod(request.Method), new Uri(request.Path.ToUriComponent() + request.QueryString.ToUriComponent(), UriKind.Relative));
        if (body.Length > 0 || request.Method is "PUT" or "POST")
        {
            onward.Content = new ByteArrayContent(body);
        }

        foreach (var (name, value) in request.Headers)
        {
            if (name is "Content-Length" or "Transfer-Encoding" or "Connection" or "Host" or "Expect")
            {
                continue;
            }

            if (!onward.Headers.TryAddWithoutValidation(name, value.ToArray()))
            {
                onward.Content?.Headers.TryAddWithoutValidation(name, value.ToArray());
            }
        }

        using var answer = await _behind!.SendAsync(onward, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection" or "Date" or "Server"))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (request.Method != "HEAD")
        {
            await answer.Content.CopyToAsync(context.Response.Body).ConfigureAwait(false);
        }
    }
}

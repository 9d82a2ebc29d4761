using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KopsPS.Engine.Tests.Aws;

/// <summary>The metadata service of an instance (version 2 only: nothing without a token) and the one of a container.</summary>
internal sealed class MachineStub : IAsyncDisposable
{
    private const string Keys = """
        {"Code": "Success", "AccessKeyId": "ASIAMACHINE", "SecretAccessKey": "machine-secret", "Token": "machine-token", "Expiration": "2099-06-01T00:00:00Z"}
        """;

    private readonly WebApplication _app;

    private MachineStub(WebApplication app)
    {
        _app = app;
    }

    public string Endpoint => _app.Urls.Single();

    /// <summary>Method, path and authorization of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<MachineStub> StartAsync(bool hasRole = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var stub = new MachineStub(app);
        app.Run(context => stub.AnswerAsync(context, hasRole));
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context, bool hasRole)
    {
        var request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path} {request.Headers.Authorization}");
        if (request.Path == "/container")
        {
            return context.Response.WriteAsync(Keys);
        }

        if (request.Path == "/latest/api/token" && request.Method == "PUT" && request.Headers.ContainsKey("X-aws-ec2-metadata-token-ttl-seconds"))
        {
            return context.Response.WriteAsync("the-token");
        }

        const string Roles = "/latest/meta-data/iam/security-credentials/";
        var body = request.Headers["X-aws-ec2-metadata-token"] != "the-token" ? null
            : !hasRole ? null
            : request.Path == Roles ? "server"
            : request.Path == Roles + "server" ? Keys
            : null;
        context.Response.StatusCode = body is not null ? 200 : request.Headers.ContainsKey("X-aws-ec2-metadata-token") ? 404 : 401;
        return context.Response.WriteAsync(body ?? "");
    }
}

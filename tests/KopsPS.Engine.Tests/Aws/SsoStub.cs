using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KopsPS.Engine.Tests.Aws;

/// <summary>The portal of IAM Identity Center, which gives a role's keys for the token of a login, and the service that renews logins.</summary>
internal sealed class SsoStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SsoStub(WebApplication app)
    {
        _app = app;
    }

    public string Endpoint => _app.Urls.Single();

    /// <summary>The token that the portal takes.</summary>
    public string Token { get; set; } = "the-token";

    /// <summary>The refresh token that is taken, or null.</summary>
    public string? Refresh { get; set; }

    /// <summary>The role that the person has.</summary>
    public string Role { get; set; } = "Operator";

    /// <summary>Method, path and query of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<SsoStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var stub = new SsoStub(app);
        app.Run(stub.AnswerAsync);
        await app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        var (status, type, answer) = request.Path == "/token"
            ? Refresh is not null && body.Contains($"\"{Refresh}\"", StringComparison.Ordinal) && body.Contains("\"refresh_token\"", StringComparison.Ordinal)
                ? (200, "", $$"""{"accessToken": "{{Token}}", "expiresIn": 3600, "tokenType": "Bearer", "refreshToken": "next-refresh"}""")
                : (400, "InvalidGrantException", """{"error": "invalid_grant", "error_description": "Invalid grant provided"}""")
            : request.Path != "/federation/credentials" ? (404, "ResourceNotFoundException", """{"message": "no such path"}""")
            : request.Headers["x-amz-sso_bearer_token"] != Token ? (401, "UnauthorizedException", """{"message": "Session token not found or invalid"}""")
            : request.Query["role_name"] != Role ? (403, "ForbiddenException", """{"message": "No access"}""")
            : (200, "", """{"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "sso-secret", "sessionToken": "sso-session", "expiration": 4083955200000}}""");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-ErrorType"] = type;
        await context.Response.WriteAsync(answer);
    }
}

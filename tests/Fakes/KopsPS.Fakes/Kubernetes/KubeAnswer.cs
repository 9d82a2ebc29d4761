using System.Text;
using Microsoft.AspNetCore.Http;

namespace KopsPS.Fakes.Kubernetes;

/// <summary>An answer that a test puts in the place of the right one.</summary>
public sealed class KubeAnswer
{
    private readonly Func<HttpContext, Task> _give;
    private readonly List<(string Name, string Value)> _headers = [];

    private KubeAnswer(Func<HttpContext, Task> give) => _give = give;

    /// <summary>A status with a body.</summary>
    public static KubeAnswer Status(int status, string body = "", string contentType = "application/json") => new(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (status != 204)
        {
            await context.Response.WriteAsync(body, context.RequestAborted);
        }
    });

    /// <summary>No answer until the client goes or the server stops.</summary>
    public static KubeAnswer Hang { get; } = new(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>The connection is closed without a byte.</summary>
    public static KubeAnswer Abort { get; } = new(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>A body that breaks off: the connection is closed in its middle.</summary>
    public static KubeAnswer Broken(string beginning) => new(async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(beginning, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    });

    /// <summary>A body that begins as told and goes on with blanks until the client goes.</summary>
    public static KubeAnswer Endless(string beginning) => new(async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(beginning, context.RequestAborted);
        var blanks = Encoding.ASCII.GetBytes(new string(' ', 4096));
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(blanks, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    });

    /// <summary>Whatever a function writes.</summary>
    public static KubeAnswer From(Func<HttpContext, Task> give) => new(give);

    /// <summary>The same with one more header.</summary>
    public KubeAnswer With(string header, string value)
    {
        var other = new KubeAnswer(_give);
        other._headers.AddRange(_headers);
        other._headers.Add((header, value));
        return other;
    }

    /// <summary>Gives it, for a test whose answer does something else as well.</summary>
    public async Task GiveAsync(HttpContext context)
    {
        foreach (var (name, value) in _headers)
        {
            context.Response.Headers[name] = value;
        }

        try
        {
            await _give(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, or the server stops.
        }
    }
}

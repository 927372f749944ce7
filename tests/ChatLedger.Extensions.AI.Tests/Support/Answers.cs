using System.Text;
using Microsoft.AspNetCore.Http;

namespace ChatLedger.Extensions.AI.Tests;

/// <summary>What a server does with a request, whatever its language.</summary>
internal static class Answers
{
    /// <summary>All events, well-behaved.</summary>
    public static Func<HttpContext, Task> Events(params string[] events) => context => SendAsync(context, events);

    /// <summary>The events a byte at a time, so that every character and every line is split somewhere.</summary>
    public static Func<HttpContext, Task> ByteByByte(params string[] events) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var b in Encoding.UTF8.GetBytes(string.Concat(events)))
        {
            await context.Response.Body.WriteAsync(new[] { b });
            await context.Response.Body.FlushAsync();
        }
    };

    /// <summary>The events, then nothing, for as long as the client stays.</summary>
    public static Func<HttpContext, Task> ThenHang(params string[] events) => async context =>
    {
        await SendAsync(context, events);
        await context.RequestAborted.AsTask();
    };

    /// <summary>The events over and over, for as long as the client stays, whether or not it reads.</summary>
    public static Func<HttpContext, Task> Endless(string @event) => async context =>
    {
        while (!context.RequestAborted.IsCancellationRequested)
            await SendAsync(context, @event);
    };

    /// <summary>Nothing at all, not even headers.</summary>
    public static Func<HttpContext, Task> Silence => context => context.RequestAborted.AsTask();

    /// <summary>The events, and once they were read, the connection is torn down.</summary>
    public static Func<HttpContext, Task> ThenCut(Task read, params string[] events) => async context =>
    {
        await SendAsync(context, events);
        await read;
        context.Abort();
    };

    public static Func<HttpContext, Task> Status(int status, string json = """{"error":{"type":"t","message":"SECRET of the upstream"}}""") => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    };

    public static Func<HttpContext, Task> Html => context =>
    {
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<!doctype html>\n<title>Sign in</title>\n<p>data: none\n");
    };

    public static Func<HttpContext, Task> RedirectTo(Uri elsewhere) => context =>
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = elsewhere.AbsoluteUri;
        return Task.CompletedTask;
    };

    private static async Task SendAsync(HttpContext context, params string[] events)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        foreach (var text in events)
        {
            await context.Response.WriteAsync(text);
            await context.Response.Body.FlushAsync();
        }
    }

    private static Task AsTask(this CancellationToken token)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(() => done.TrySetResult());
        return done.Task;
    }
}

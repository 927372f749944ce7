using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatLedger.EndToEnd.Tests.Models;

/// <summary>A stand-in for a model's server that speaks OpenAI's chat completions, on a free port, and answers as the test says.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    /// <summary>The name under which its answers say they were made.</summary>
    public const string Model = "stand-in-1";

    private readonly WebApplication _server;
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ModelServer(WebApplication server) => _server = server;

    /// <summary>Where <c>OPENAI_BASE_URL</c> has to point.</summary>
    public string BaseUrl => $"{((IApplicationBuilder)_server).ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.Single()}/v1";

    /// <summary>What it was last asked.</summary>
    public JsonElement Asked { get; private set; }

    /// <summary>Completes when somebody went away before the end of an answer.</summary>
    public Task Abandoned => _abandoned.Task;

    public static async Task<ModelServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new ModelServer(builder.Build());
        server._server.MapPost("/v1/chat/completions", context => server.AnswerAsync(context, answer));
        await server._server.StartAsync();
        return server;
    }

    /// <summary>Sends a piece of an answer.</summary>
    public static Task SendAsync(HttpContext context, string text) => SendAsync(context, new { delta = new { content = text }, index = 0, finish_reason = (string?)null });

    /// <summary>Sends the end of an answer.</summary>
    public static async Task FinishAsync(HttpContext context, int outputTokens)
    {
        await SendAsync(context, new { delta = new { }, index = 0, finish_reason = "stop" }, new { prompt_tokens = 7, completion_tokens = outputTokens, total_tokens = 7 + outputTokens });
        await context.Response.WriteAsync("data: [DONE]\n\n");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task SendAsync(HttpContext context, object choice, object? usage = null)
    {
        var chunk = new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1_767_323_045, model = Model, choices = new[] { choice }, usage };
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n");
        await context.Response.Body.FlushAsync();
    }

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        Asked = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        context.Response.ContentType = "text/event-stream";
        await using var leaving = context.RequestAborted.Register(() => _abandoned.TrySetResult());
        await answer(context);
    }
}

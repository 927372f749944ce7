using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ChatLedger.Extensions.AI.Tests;

/// <summary>A model's server on a free loopback port that answers as told and remembers what it was asked.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;

    private Upstream(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        _server = builder.Build();
        _server.Run(context => AnswerAsync(context, answer));
    }

    public Uri Address => new(((IApplicationBuilder)_server).ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.Single());

    public int Requests => _requests;

    public string? Path { get; private set; }

    public string Body { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Completes when a client has gone away before the end of its answer.</summary>
    public Task Abandoned => _abandoned.Task;

    public static async Task<Upstream> StartAsync(Func<HttpContext, Task> answer)
    {
        var upstream = new Upstream(answer);
        await upstream._server.StartAsync();
        return upstream;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> answer)
    {
        Interlocked.Increment(ref _requests);
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        Body = await reader.ReadToEndAsync();
        Path = context.Request.Path;
        Headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        using var _ = context.RequestAborted.Register(() => _abandoned.TrySetResult());
        await answer(context);
    }
}

using ChatLedger.Delivery;
using ChatLedger.Server.Control;
using ChatLedger.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatLedger.Server.Hosting;

/// <summary>A server from its start to its stop, with the control file that lets verbs find it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan DrainMax = TimeSpan.FromMinutes(1);

    private readonly WebApplication _app;

    private RunningServer(WebApplication app, ControlFile control)
    {
        _app = app;
        Control = control;
    }

    /// <summary>How to reach its control endpoint.</summary>
    public ControlFile Control { get; }

    /// <summary>The public address, or null where there is none.</summary>
    public string? PublicUrl => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
        .FirstOrDefault(address => new Uri(address).Port != new Uri(Control.Url).Port);

    /// <summary>The model that answers, for people.</summary>
    public string Model
    {
        get
        {
            var metadata = _app.Services.GetRequiredService<IChatClient>().GetService<ChatClientMetadata>();
            return metadata?.ProviderName is "demo" or null ? "the built-in demo (set OPENAI_API_KEY, OPENAI_BASE_URL or ANTHROPIC_API_KEY for a real one)" : $"{metadata.DefaultModelId} ({metadata.ProviderName})";
        }
    }

    /// <summary>Starts a server; when it returns, turns can be taken.</summary>
    public static async Task<RunningServer> StartAsync(ServerSettings settings, bool isPublic, Action<IServiceCollection>? configure = null, CancellationToken cancellation = default)
    {
        var access = new ControlAccess();
        var app = ServerHost.Build(settings, access, isPublic, configure);
        try
        {
            await app.StartAsync(cancellation);
            access.SetStarted();
            var control = new ControlFile($"http://{access.Endpoint}", access.Token, Environment.ProcessId);
            // With logging off nothing at all is written, and there is nothing that a verb could ask for.
            if (settings.Ledger.EnableChatLogging) Announce(app, control, settings.Ledger.DataDirectory);
            return new RunningServer(app, control);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the store has what is journalled, for at most a minute; what is left then is delivered at the next start.</summary>
    public Task DrainAsync() => _app.Services.GetRequiredService<Undelivered>().WhenEmptyAsync().WaitAsync(DrainMax, TimeProvider.System);

    /// <summary>Waits until it is told to stop.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    /// <summary>The file goes while the folder is still ours: afterwards it may be a successor's.</summary>
    private static void Announce(WebApplication app, ControlFile control, string directory)
    {
        control.Write(directory);
        app.Lifetime.ApplicationStopping.Register(() => ControlFile.Delete(directory));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

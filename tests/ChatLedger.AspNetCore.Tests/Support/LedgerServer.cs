using System.Net;
using System.Text;
using ChatLedger.AspNetCore.Chat;
using ChatLedger.Delivery;
using ChatLedger.Journal;
using ChatLedger.Query;
using ChatLedger.Sqlite;
using ChatLedger.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>How a test's server differs from an ordinary one.</summary>
internal sealed record Setup
{
    public Action<ChatLedgerOptions> Ledger { get; init; } = static _ => { };

    public Action<ChatRouteOptions> Chat { get; init; } = static _ => { };

    public Action<KestrelServerOptions> Kestrel { get; init; } = static _ => { };

    public TimeProvider? Time { get; init; }

    /// <summary>A folder of the test's own, for a server that is started again on it.</summary>
    public string? Directory { get; init; }

    public IChatClient? Model { get; init; }

    public LogLevel LogFrom { get; init; } = LogLevel.Warning;
}

/// <summary>
/// The real thing on Kestrel, SQLite journal and store in a data folder of its own, on a free port; only the model is a script. Journal and store are
/// watched, and can be held back.
/// </summary>
internal sealed class LedgerServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly WebApplication _app;

    private LedgerServer(Setup setup)
    {
        Directory = setup.Directory ?? Path.Combine(_folder.Path, "data");
        _app = Build(setup);
    }

    public string Directory { get; }

    public ScriptedModel Model { get; } = new();

    public LogKeeper Log { get; } = new();

    public IServiceProvider Services => _app.Services;

    public WatchedJournal Journal => (WatchedJournal)Services.GetRequiredService<IJournal>();

    public HeldStore Store => (HeldStore)Services.GetRequiredService<ILedgerWriter>();

    public HeldReader Reader => (HeldReader)Services.GetRequiredService<ILedgerReader>();

    public int Port { get; private set; }

    public HttpClient Client { get; private set; } = new();

    public static async Task<LedgerServer> StartAsync(Setup? setup = null)
    {
        var server = new LedgerServer(setup ?? new Setup());
        try
        {
            await server._app.StartAsync();
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        var address = server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        server.Port = new Uri(address).Port;
        server.Client = new HttpClient(Handler()) { BaseAddress = new Uri(address) };
        return server;
    }

    /// <summary>What the ledger has of a session, delivered or not.</summary>
    public Task<IReadOnlyList<Turn>> TurnsAsync(string sessionId) =>
        Services.GetRequiredService<LedgerQueries>().GetHistoryAsync(new HistoryQuery(sessionId, 1000));

    /// <summary>A session's only turn.</summary>
    public async Task<Turn> TurnAsync(string sessionId) => Assert.Single(await TurnsAsync(sessionId));

    /// <summary>Everything that is journalled is in the store.</summary>
    public Task DeliveredAsync() => Services.GetRequiredService<Undelivered>().WhenEmptyAsync().Soon();

    /// <summary>How many turns the store holds.</summary>
    public async Task<long> CountAsync()
    {
        await DeliveredAsync();
        return (await Services.GetRequiredService<LedgerQueries>().GetLedgerStatsAsync()).ConversationCount;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A client that adds nothing of its own, sends headers in UTF-8, and when it leaves is gone at once.</summary>
    private static SocketsHttpHandler Handler() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ResponseDrainTimeout = TimeSpan.Zero,
    };

    private WebApplication Build(Setup setup)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(setup.LogFrom).AddProvider(Log);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            setup.Kestrel(options);
            options.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        if (setup.Time is { } time) builder.Services.AddSingleton(time);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(setup.Model ?? Model);
        builder.Services.AddChatLedger(options =>
        {
            options.DataDirectory = Directory;
            // A busy test machine is slow; a test that wants no wait says so.
            options.StoreWait = TimeSpan.FromSeconds(10);
            setup.Ledger(options);
        }).UseSqlite();
        builder.Services.Wrap<IJournal>(static journal => new WatchedJournal(journal));
        builder.Services.Wrap<ILedgerWriter>(static store => new HeldStore(store));
        builder.Services.Wrap<ILedgerReader>(static store => new HeldReader(store));
        builder.Services.AddChatLedgerApi().Configure<ChatRouteOptions>(options =>
        {
            options.SessionWait = TimeSpan.FromSeconds(5);
            setup.Chat(options);
        });
        var app = builder.Build();
        app.UseChatLedger();
        app.UseRouting();
        app.MapChatLedgerApi().MapChatLedgerPage();
        return app;
    }
}

using System.Net;
using ChatLedger.AspNetCore;
using ChatLedger.Server.Control;
using ChatLedger.Server.Settings;
using ChatLedger.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace ChatLedger.Server.Hosting;

/// <summary>Composes the server: the ledger on the chosen store, the model, the HTTP interface, the chat page and the control endpoint.</summary>
internal static class ServerHost
{
    private const int ConnectionsMax = 10_000;
    private static readonly TimeSpan ShutdownMax = TimeSpan.FromSeconds(8);

    /// <param name="settings">Every setting, checked.</param>
    /// <param name="control">Who may use the control endpoint.</param>
    /// <param name="isPublic">Whether the public address is listened on; a verb that works without a server uses the control endpoint alone.</param>
    /// <param name="configure">Further services, such as a test's own journal.</param>
    public static WebApplication Build(ServerSettings settings, ControlAccess control, bool isPublic, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "chatledger" });
        AddLogging(builder, settings, isPublic);
        AddServer(builder, settings, control, isPublic);
        configure?.Invoke(builder.Services);
        AddLedger(builder.Services, settings);
        builder.Services.AddSingleton(control);

        var app = builder.Build();
        app.UseChatLedger();
        app.MapWhen(control.IsControl, branch => branch.UseMiddleware<ControlGate>().UseRouting().UseEndpoints(static routes =>
        {
            routes.MapChatLedgerApi();
            ControlEndpoints.Map(routes);
        }));
        app.UseRouting();
        app.MapChatLedgerApi().MapChatLedgerPage();
        return app;
    }

    private static void AddLedger(IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(Options.Create(settings.Ledger));
        services.AddSingleton(Options.Create(settings.Chat));
        services.AddSingleton(Options.Create(settings.Model));
        services.AddChatLedger().UseSqliteJournal().UseStore(settings);
        services.AddChatLedgerModel();
        services.AddChatLedgerApi();
        services.AddHostedService<JournalWatch>();
    }

    private static void AddServer(WebApplicationBuilder builder, ServerSettings settings, ControlAccess control, bool isPublic)
    {
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownMax);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 1 << 20;
            options.Limits.MaxConcurrentConnections = ConnectionsMax;
            options.Listen(IPAddress.Loopback, 0, control.Claim);
            if (isPublic) options.Listen(settings.Server.LoopbackAddress!, settings.Server.Port, static listen => listen.Protocols = HttpProtocols.Http1);
        });
    }

    private static void AddLogging(WebApplicationBuilder builder, ServerSettings settings, bool isPublic)
    {
        builder.Logging.AddConfiguration(settings.Configuration.GetSection("Logging"));
        builder.Logging.SetMinimumLevel(isPublic ? LogLevel.Information : LogLevel.Error);
        // What these say at Information is a line or more for every request; requests are not what a ledger's log is for.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails is told once, in words, by the command line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.Error);
        builder.Logging.AddSimpleConsole(static options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            options.UseUtcTimestamp = true;
            options.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Services.Configure<ConsoleLoggerOptions>(static options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}

using System.Reflection;
using ChatLedger.AspNetCore.Http;
using ChatLedger.Delivery;
using ChatLedger.Diagnostics;
using ChatLedger.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ChatLedger.AspNetCore.Operating;

/// <summary>What operators and their probes ask.</summary>
internal static class OperatingEndpoints
{
    private const string StoreUp = "up";

    private static readonly string Version =
        typeof(OperatingEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Operating");
        group.MapGet("/healthz", static () => Results.Json(new Health("alive", null, null), LedgerJson.Options))
            .WithName("Alive").WithSummary("The process is alive").Produces<Health>();
        group.MapGet("/readyz", static (ChatLedgerOptions options, StoreHealth store, IServiceProvider services) => Ready(options, store, services))
            .WithName("Ready").WithSummary("Turns can be taken: 503 only where the journal cannot").Produces<Health>().Produces<Health>(StatusCodes.Status503ServiceUnavailable);
        group.MapPost("/api/init-db", static (IChatLedger ledger, CancellationToken cancellation) => InitializeAsync(ledger, cancellation))
            .WithName("InitializeDatabase").WithSummary("Creates or updates the tables; safe to repeat").Produces<InitializeReply>().ProducesProblem(503);
        group.MapGet("/api/system", static (ChatLedgerOptions options, LedgerCounters counters, StoreHealth store, Undelivered undelivered, IServiceProvider services) => SystemAsync(options, counters, store, undelivered, services))
            .WithName("GetSystem").WithSummary("What each station took in, passed on and set aside").Produces<SystemReply>();
    }

    private static IResult Ready(ChatLedgerOptions options, StoreHealth store, IServiceProvider services)
    {
        var journal = JournalOf(options, services)?.Health ?? JournalHealth.Healthy;
        var status = journal != JournalHealth.Healthy ? "unavailable" : StateOf(store) == StoreUp ? "ready" : "degraded";
        return Results.Json(
            new Health(status, NameOf(journal), StateOf(store)), LedgerJson.Options,
            statusCode: journal == JournalHealth.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> InitializeAsync(IChatLedger ledger, CancellationToken cancellation)
    {
        var state = await ledger.InitializeDatabaseTablesAsync(cancellation);
        return Results.Json(new InitializeReply(true, state.Version, state.Applied), LedgerJson.Options);
    }

    private static async Task<IResult> SystemAsync(ChatLedgerOptions options, LedgerCounters counters, StoreHealth store, Undelivered undelivered, IServiceProvider services)
    {
        var journal = JournalOf(options, services);
        var depth = journal is null ? default : await journal.GetDepthAsync();
        return Results.Json(new SystemReply(
            Version,
            new StationCounts(counters.CapturedTurns, counters.JournalledTurns, counters.InsertedTurns, counters.DuplicateTurns, counters.SetAsideTurns, counters.UnrecordedTurns),
            new JournalView(NameOf(journal?.Health ?? JournalHealth.Healthy), depth.Open, depth.Closed, depth.SetAside),
            new StoreView(StateOf(store), store.Failure?.Message, store.Drift, undelivered.Count)), LedgerJson.Options);
    }

    /// <summary>With logging off there is no journal, and asking for it would make one.</summary>
    private static IJournal? JournalOf(ChatLedgerOptions options, IServiceProvider services) =>
        options.EnableChatLogging ? services.GetRequiredService<IJournal>() : null;

    private static string StateOf(StoreHealth store) => !store.IsUp ? "down" : store.Drift.Count > 0 ? "drifted" : StoreUp;

    private static string NameOf(JournalHealth health) => health.ToString().ToLowerInvariant();
}

/// <summary>The answer of the probes.</summary>
internal sealed record Health(string Status, string? Journal, string? Store);

/// <summary>The answer of <c>POST /api/init-db</c>.</summary>
internal sealed record InitializeReply(bool Success, int Version, IReadOnlyList<string> Applied);

/// <summary>The answer of <c>GET /api/system</c>.</summary>
internal sealed record SystemReply(string Version, StationCounts Turns, JournalView Journal, StoreView Store);

/// <summary>Turns since the start.</summary>
internal sealed record StationCounts(long Captured, long Journalled, long Stored, long Duplicates, long SetAside, long Unrecorded);

/// <summary>The journal now.</summary>
internal sealed record JournalView(string Health, long Open, long Waiting, long SetAside);

/// <summary>The store now.</summary>
internal sealed record StoreView(string State, string? Reason, IReadOnlyList<string> Differences, long Undelivered);

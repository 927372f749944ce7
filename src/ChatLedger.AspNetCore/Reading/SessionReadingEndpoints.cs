using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;
using ChatLedger.Query;
using ChatLedger.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatLedger.AspNetCore.Reading;

/// <summary>
/// Sessions and turns for those who may read all of them. A session id may hold slashes (imported ones do), so in an address it is percent-encoded.
/// </summary>
internal sealed class SessionReadingEndpoints(LedgerQueries queries)
{
    private const int LimitDefault = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").WithTags("Reading").ProducesProblem(400).ProducesProblem(503);
        group.MapGet("/sessions", static (SessionReadingEndpoints endpoints, [AsParameters] SessionFilter filter, CancellationToken cancellation) => endpoints.ListAsync(filter, cancellation))
            .WithName("ListSessions").WithSummary("Sessions by last activity, newest first").Produces<Page<SessionView>>();
        group.MapGet("/sessions/{id}", static (SessionReadingEndpoints endpoints, string id, CancellationToken cancellation) => endpoints.GetAsync(id, cancellation))
            .WithName("GetSession").WithSummary("One session").Produces<SessionView>().ProducesProblem(404);
        group.MapGet("/sessions/{id}/history", static (SessionReadingEndpoints endpoints, string id, int? limit, string? cursor, CancellationToken cancellation) => endpoints.HistoryAsync(id, limit, cursor, cancellation))
            .WithName("GetSessionHistory").WithSummary("A session's turns, oldest first").Produces<Page<TurnView>>().ProducesProblem(404);
        group.MapGet("/sessions/{id}/stats", static (SessionReadingEndpoints endpoints, string id, CancellationToken cancellation) => endpoints.StatsAsync(id, cancellation))
            .WithName("GetSessionStats").WithSummary("A session's figures").Produces<SessionStats>().ProducesProblem(404);
        group.MapGet("/conversations/{turnId:guid}", static (SessionReadingEndpoints endpoints, Guid turnId, CancellationToken cancellation) => endpoints.TurnAsync(turnId, cancellation))
            .WithName("GetConversation").WithSummary("One turn").Produces<TurnView>().ProducesProblem(404);
    }

    private async Task<IResult> ListAsync(SessionFilter filter, CancellationToken cancellation)
    {
        var size = PageSize.Check(filter.Limit ?? LimitDefault);
        var sessions = await queries.ListSessionsAsync(filter.ToQuery(size + 1), cancellation);
        var shown = sessions.Take(size).ToList();
        var next = sessions.Count > size ? Cursor.Write(shown[^1].LastActivity, shown[^1].Id) : null;
        return Results.Json(new Page<SessionView>([.. shown.Select(SessionView.Of)], next), LedgerJson.Options);
    }

    private async Task<IResult> GetAsync(string id, CancellationToken cancellation) =>
        Results.Json(SessionView.Of(await FindAsync(id, cancellation)), LedgerJson.Options);

    private async Task<IResult> HistoryAsync(string id, int? limit, string? cursor, CancellationToken cancellation)
    {
        var size = PageSize.Check(limit ?? LimitDefault);
        TurnPosition? after = cursor is null ? null : TurnCursor.Read(cursor, "cursor");
        var session = await FindAsync(id, cancellation);
        var turns = await queries.GetHistoryAsync(new HistoryQuery(session.Id, size + 1, After: after), cancellation);
        var shown = turns.Take(size).ToList();
        return Results.Json(new Page<TurnView>([.. shown.Select(TurnView.Of)], turns.Count > size ? TurnCursor.Write(shown[^1]) : null), LedgerJson.Options);
    }

    private async Task<IResult> StatsAsync(string id, CancellationToken cancellation) =>
        Results.Json(await queries.GetSessionStatsAsync(SessionRoute.Decode(id), cancellation) ?? throw SessionRoute.NotFound(), LedgerJson.Options);

    private async Task<IResult> TurnAsync(Guid turnId, CancellationToken cancellation) =>
        await queries.FindTurnAsync(turnId, cancellation) is { } turn
            ? Results.Json(TurnView.Of(turn), LedgerJson.Options)
            : throw new RequestException(StatusCodes.Status404NotFound, "turn-not-found", "There is no such turn.");

    private async Task<ChatSession> FindAsync(string id, CancellationToken cancellation) =>
        await queries.FindSessionAsync(SessionRoute.Decode(id), cancellation) ?? throw SessionRoute.NotFound();
}

/// <summary>The filters of the list of sessions, as they stand in the address.</summary>
internal sealed record SessionFilter(string? Query, string? UserId, string? From, string? To, string? Mood, string? Status, string? Model, int? Limit, string? Cursor)
{
    public SessionQuery ToQuery(int limit) => new()
    {
        Limit = limit,
        After = Cursor is null ? null : Position(Cursor),
        Text = Query,
        UserId = UserId,
        From = Time(From, "from"),
        To = Time(To, "to"),
        Mood = Mood,
        Status = StatusName.Parse(Status),
        Model = Model,
    };

    private static SessionPosition Position(string cursor)
    {
        var (time, id) = Http.Cursor.Read(cursor, "cursor");
        return new SessionPosition(time, id);
    }

    private static DateTimeOffset? Time(string? text, string field)
    {
        if (text is null) return null;
        return DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw new CaptureException("wrong-type", field, $"{field} must be an RFC 3339 time such as 2026-01-31T12:00:00Z.");
    }
}

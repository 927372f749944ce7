using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;
using ChatLedger.Query;
using ChatLedger.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>A visitor's own session: made, read, ended. A session that is not theirs is answered as one that does not exist.</summary>
internal sealed class SessionEndpoints(
    IChatLedger ledger, LedgerQueries queries, SessionMemory sessions, ChatLedgerOptions options, TimeProvider time)
{
    private const int LimitDefault = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/chat").WithTags("Chat").ProducesProblem(400).ProducesProblem(404);
        group.MapPost("/session", static (HttpContext context, SessionEndpoints endpoints) => endpoints.GetOrMakeAsync(context))
            .WithName("GetOrMakeChatSession").WithSummary("The visitor's session, made if there is none").Produces<VisitorSessionReply>();
        group.MapDelete("/session", static (HttpContext context, SessionEndpoints endpoints) => endpoints.EndAsync(context))
            .WithName("EndChatSession").WithSummary("Ends the visitor's session: the next message starts a new one").Produces(StatusCodes.Status204NoContent);
        group.MapGet("/history", static (HttpContext context, SessionEndpoints endpoints, int? limit, string? before) => endpoints.HistoryAsync(context, limit, before))
            .WithName("GetChatHistory").WithSummary("The visitor's own turns, oldest first: the newest ones before the cursor").Produces<Page<VisitorTurn>>();
    }

    private async Task<IResult> GetOrMakeAsync(HttpContext context)
    {
        var named = VisitorSession.Resolve(context.Request);
        var session = named is null ? null : await queries.FindSessionAsync(named, context.RequestAborted);
        var isUsable = session is { Visitor: true, EndedAt: null };
        // An id that a script sent is answered like any unknown one; a cookie of ours that leads nowhere is simply replaced.
        if (named is not null && !isUsable && context.Request.Headers.ContainsKey(VisitorSession.HeaderName)) throw SessionRoute.NotFound();
        var reply = isUsable
            ? new VisitorSessionReply(session!.Id, session.StartedAt, session.TotalMessages)
            : new VisitorSessionReply(VisitorSession.NewId(time), CaptureClock.Cut(time.GetUtcNow()), 0);
        VisitorSession.SetCookie(context, reply.SessionId, options.SessionIdleTimeout);
        return Results.Json(reply, LedgerJson.Options);
    }

    private async Task<IResult> EndAsync(HttpContext context)
    {
        var named = VisitorSession.Resolve(context.Request);
        VisitorSession.ClearCookie(context);
        if (named is null) return Results.NoContent();
        var memory = await sessions.GetAsync(named, context.RequestAborted);
        // A result, not an exception: the answer keeps the cookie's clearing.
        if (memory.IsForeign || !await ledger.EndChatSessionAsync(named, context.RequestAborted)) return Problems.Result(SessionRoute.NotFound());
        memory.IsEnded = true;
        return Results.NoContent();
    }

    private async Task<IResult> HistoryAsync(HttpContext context, int? limit, string? before)
    {
        var size = PageSize.Check(limit ?? LimitDefault);
        var named = VisitorSession.Resolve(context.Request) ?? throw SessionRoute.NotFound();
        if (await queries.FindSessionAsync(named, context.RequestAborted) is not { Visitor: true }) throw SessionRoute.NotFound();
        TurnPosition? place = before is null ? null : TurnCursor.Read(before, "before");
        var turns = await queries.GetHistoryAsync(new HistoryQuery(named, size + 1, Before: place, Newest: true), context.RequestAborted);
        var hasEarlier = turns.Count > size;
        var shown = hasEarlier ? turns.Skip(1).ToList() : turns;
        return Results.Json(new Page<VisitorTurn>([.. shown.Select(VisitorTurn.Of)], hasEarlier ? TurnCursor.Write(shown[0]) : null), LedgerJson.Options);
    }
}

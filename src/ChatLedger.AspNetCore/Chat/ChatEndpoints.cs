using System.Text;
using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;
using ChatLedger.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace ChatLedger.AspNetCore.Chat;

/// <summary><c>POST /api/chat</c>: asks the model and records the turn.</summary>
internal sealed class ChatEndpoints(
    IChatLedger ledger, LedgerQueries queries, IngestKeys keys, SessionMemory sessions, ModelCaller model, ClientAddress address,
    ChatLedgerOptions ledgerOptions, IOptions<ChatRouteOptions> options, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/chat", static (HttpContext context, ChatEndpoints endpoints) => endpoints.ChatAsync(context))
        .WithName("Chat").WithTags("Chat").WithSummary("Asks the model and records the turn, as one answer or as server-sent events")
        .Accepts<ChatRequest>(RequestBody.Json)
        .Produces<ChatReply>()
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(502).ProducesProblem(503).ProducesProblem(504);

    private async Task<IResult> ChatAsync(HttpContext context)
    {
        var request = await RequestBody.ReadJsonAsync(context.Request, body => ChatRequest.Parse(body, ledgerOptions.MaxMessageLength));
        request.Stream |= AcceptsEvents(context.Request);
        var sessionId = VisitorSession.Resolve(context.Request, request.SessionId) ?? VisitorSession.NewId(time);
        var memory = await sessions.GetAsync(sessionId, context.RequestAborted);
        if (memory.IsForeign) throw SessionRoute.NotFound();
        if (memory.IsEnded) throw new RequestException(StatusCodes.Status409Conflict, "session-ended", "This session has ended; start a new one.");

        // Where nothing is recorded there is nothing to recognise a repeat by.
        var key = ledgerOptions.EnableChatLogging ? KeyOf(context.Request, sessionId, request) : null;
        using var entered = key is null ? null : keys.TryEnter(key.Key) ?? throw InProgress();
        if (key is not null && await keys.FindAsync(key.Key, options.Value.SessionWait, context.RequestAborted) is { } known) return await ReplayAsync(context, request, sessionId, key, known);

        await using var turn = ledger.BeginTurn(StartOf(context, request, sessionId, key));
        VisitorSession.SetCookie(context, sessionId, ledgerOptions.SessionIdleTimeout);
        var conversation = new Conversation(sessionId, request.Message, request.Mood, memory, options.Value.SystemPrompt);
        var chat = new ChatTurn(turn, conversation, model);
        if (request.Stream)
        {
            await chat.StreamAsync(context, options.Value, time);
            return Results.Empty;
        }

        var answered = await chat.AnswerAsync(context.RequestAborted);
        return Results.Json(new ChatReply(answered.Text, sessionId, ConversationNumber.Of(answered.Receipt), answered.Receipt.TurnId, answered.Result.Figures.ResponseTimeMs), LedgerJson.Options);
    }

    private TurnStart StartOf(HttpContext context, ChatRequest request, string sessionId, IngestKey? key) => new()
    {
        SessionId = sessionId,
        UserMessage = request.Message,
        Mood = request.Mood,
        UserIp = address.Of(context),
        UserAgent = context.Request.Headers.UserAgent.Count == 0 ? null : context.Request.Headers.UserAgent.ToString(),
        Metadata = (string?)request.Metadata,
        Source = TurnSource.Chat,
        Visitor = true,
        IngestKey = key,
    };

    /// <summary>The same message again, whose answer got lost on its way: what was recorded, and no second row.</summary>
    private async Task<IResult> ReplayAsync(HttpContext context, ChatRequest request, string sessionId, IngestKey key, IngestRecord known)
    {
        if (known.BodyHash != key.BodyHash) throw new CaptureException("idempotency-conflict", IdempotencyKeyHeader.Name, "The same Idempotency-Key was used for another message before.");
        var turn = await queries.FindTurnAsync(key.Key, known.TurnId, context.RequestAborted) ?? throw SessionRoute.NotFound();
        var replay = new ChatReplay(turn with { ConversationId = known.ConversationId ?? turn.ConversationId });
        if (!request.Stream) return replay.ToResult();
        await using var events = await EventStream.StartAsync(context, options.Value.HeartbeatInterval, time);
        await replay.WriteAsync(events);
        return Results.Empty;
    }

    private static IngestKey? KeyOf(HttpRequest request, string sessionId, ChatRequest body)
    {
        var key = IdempotencyKeyHeader.Read(request);
        return key is null ? null : new IngestKey($"chat:{sessionId}:{key}", IngestKeys.Hash(Encoding.UTF8.GetBytes($"{body.Message}\0{body.Mood}\0{body.Metadata}")));
    }

    private static RequestException InProgress() =>
        new(StatusCodes.Status409Conflict, "in-progress", "This message is being answered; ask again in a moment.") { RetryAfter = TimeSpan.FromSeconds(1) };

    private static bool AcceptsEvents(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(static accept => accept.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
}

using ChatLedger.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace ChatLedger.AspNetCore.Chat;

/// <summary>
/// A recorded turn, answered once more to a repeat of its Idempotency-Key. A turn that did not complete is told as what it is: its key stands for it for
/// ever, and asking the model again takes a new key.
/// </summary>
internal sealed class ChatReplay(Turn turn)
{
    private string? Number => ConversationNumber.Of(turn.ConversationId);

    private ErrorEvent Error => new($"turn-{turn.Status.ToName()}", $"This message was recorded, and its answer {(turn.Status == TurnStatus.Failed ? "failed" : "broke off")}; ask again as a new message.");

    /// <summary>The answer as one JSON object.</summary>
    /// <exception cref="RequestException">The turn did not complete.</exception>
    public IResult ToResult() => turn.Status == TurnStatus.Completed
        ? Results.Json(new ChatReply(turn.AiResponse, turn.SessionId, Number, turn.TurnId, turn.ResponseTimeMs), LedgerJson.Options)
        : throw new RequestException(StatusCodes.Status409Conflict, Error.Type, Error.Title) { Extensions = { ["turnId"] = turn.TurnId, ["sessionId"] = turn.SessionId } };

    /// <summary>The answer as server-sent events.</summary>
    public async Task WriteAsync(EventStream events)
    {
        await events.WriteAsync("session", new SessionEvent(turn.SessionId, turn.TurnId));
        if (turn.AiResponse.Length > 0) await events.WriteAsync("delta", new DeltaEvent(turn.AiResponse));
        if (turn.Status == TurnStatus.Completed) await events.WriteAsync("done", new DoneEvent(Number, turn.ResponseTimeMs));
        else await events.WriteAsync("error", Error);
    }
}

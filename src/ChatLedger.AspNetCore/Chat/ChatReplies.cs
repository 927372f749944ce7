namespace ChatLedger.AspNetCore.Chat;

/// <summary>The answer to <c>POST /api/chat</c>.</summary>
/// <param name="Response">What the model answered.</param>
/// <param name="SessionId">The session, to be sent along with the next message.</param>
/// <param name="ConversationId">The store's number, or null where the store had not committed in time.</param>
/// <param name="TurnId">The turn; null only where nothing is recorded.</param>
/// <param name="ResponseTimeMs">Milliseconds from asking the model to the end of its answer.</param>
internal sealed record ChatReply(string Response, string SessionId, string? ConversationId, Guid? TurnId, int? ResponseTimeMs);

/// <summary>First event of a stream.</summary>
internal sealed record SessionEvent(string SessionId, Guid? TurnId);

/// <summary>A piece of the answer.</summary>
internal sealed record DeltaEvent(string Text);

/// <summary>Last event of a stream that went well: the turn is durable.</summary>
internal sealed record DoneEvent(string? ConversationId, int? ResponseTimeMs);

/// <summary>Last event of a stream that did not.</summary>
internal sealed record ErrorEvent(string Type, string Title);

/// <summary>A visitor's session.</summary>
internal sealed record VisitorSessionReply(string SessionId, DateTimeOffset StartedAt, int TotalMessages);

/// <summary>A turn as its visitor sees it.</summary>
internal sealed record VisitorTurn(
    Guid? TurnId, string UserMessage, string AiResponse, string? Mood, DateTimeOffset Timestamp, TurnStatus Status, int? ResponseTimeMs)
{
    public static VisitorTurn Of(Turn turn) => new(
        turn.TurnId == Guid.Empty ? null : turn.TurnId, turn.UserMessage, turn.AiResponse, turn.Mood, turn.Timestamp, turn.Status, turn.ResponseTimeMs);
}

using System.Text.Json.Serialization;
using ChatLedger.AspNetCore.Http;

namespace ChatLedger.AspNetCore.Reading;

/// <summary>A session as readers see it.</summary>
internal sealed record SessionView(
    string SessionId, string? UserId, DateTimeOffset StartedAt, DateTimeOffset LastActivity, int TotalMessages, bool Visitor, DateTimeOffset? EndedAt,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata)
{
    public static SessionView Of(ChatSession session) => new(
        session.Id, session.UserId, session.StartedAt, session.LastActivity, session.TotalMessages, session.Visitor, session.EndedAt, session.Metadata);
}

/// <summary>A turn as readers see it: everything that is stored.</summary>
internal sealed record TurnView(
    string? ConversationId, Guid? TurnId, string SessionId, string? UserId, string UserMessage, string AiResponse, string? Mood, DateTimeOffset Timestamp,
    TurnStatus Status, string? Error, string? Model, int? ResponseTimeMs, int? FirstTokenMs, int? InputTokens, int? OutputTokens, string? UserIp,
    string? UserAgent, TurnSource Source, [property: JsonConverter(typeof(RawJsonConverter))] string? Metadata)
{
    public static TurnView Of(Turn turn) => new(
        ConversationNumber.Of(turn.ConversationId), turn.TurnId == Guid.Empty ? null : turn.TurnId, turn.SessionId, turn.UserId, turn.UserMessage,
        turn.AiResponse, turn.Mood, turn.Timestamp, turn.Status, turn.Error, turn.Model, turn.ResponseTimeMs, turn.FirstTokenMs, turn.InputTokens,
        turn.OutputTokens, turn.UserIp, turn.UserAgent, turn.Source, turn.Metadata);
}

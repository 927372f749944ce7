using ChatLedger.AspNetCore.Http;
using ChatLedger.Capture;

namespace ChatLedger.AspNetCore.Ingest;

/// <summary>A finished turn as <c>POST /api/conversations</c> takes it.</summary>
internal sealed class IngestTurn
{
    /// <summary>1 to 255 printable characters.</summary>
    public string? SessionId { get; set; }

    /// <summary>Not empty.</summary>
    public string? UserMessage { get; set; }

    /// <summary>May be empty.</summary>
    public string? AiResponse { get; set; }

    public string? Mood { get; set; }

    public DateTimeOffset? Timestamp { get; set; }

    public string? UserIp { get; set; }

    public string? UserAgent { get; set; }

    public int? ResponseTimeMs { get; set; }

    /// <summary>A JSON object.</summary>
    public object? Metadata { get; set; }

    public string? UserId { get; set; }

    /// <summary><c>completed</c>, <c>failed</c>, <c>aborted</c> or <c>interrupted</c>.</summary>
    public string? Status { get; set; }

    public string? Model { get; set; }

    public int? FirstTokenMs { get; set; }

    public int? InputTokens { get; set; }

    public int? OutputTokens { get; set; }

    public string? Error { get; set; }

    /// <summary>A UUID; the same one again is recorded once.</summary>
    public string? TurnId { get; set; }

    public static JsonFields<IngestTurn> Fields { get; } = new(new()
    {
        ["sessionId"] = static (ref reader, field, turn) => turn.SessionId = reader.Text(field),
        ["userMessage"] = static (ref reader, field, turn) => turn.UserMessage = reader.Text(field),
        ["aiResponse"] = static (ref reader, field, turn) => turn.AiResponse = reader.Text(field),
        ["mood"] = static (ref reader, field, turn) => turn.Mood = reader.Text(field),
        ["timestamp"] = static (ref reader, field, turn) => turn.Timestamp = reader.Time(field),
        ["userIp"] = static (ref reader, field, turn) => turn.UserIp = reader.Text(field),
        ["userAgent"] = static (ref reader, field, turn) => turn.UserAgent = reader.Text(field),
        ["responseTimeMs"] = static (ref reader, field, turn) => turn.ResponseTimeMs = reader.Number(field),
        ["metadata"] = static (ref reader, _, turn) => turn.Metadata = reader.Raw(),
        ["userId"] = static (ref reader, field, turn) => turn.UserId = reader.Text(field),
        ["status"] = static (ref reader, field, turn) => turn.Status = reader.Text(field),
        ["model"] = static (ref reader, field, turn) => turn.Model = reader.Text(field),
        ["firstTokenMs"] = static (ref reader, field, turn) => turn.FirstTokenMs = reader.Number(field),
        ["inputTokens"] = static (ref reader, field, turn) => turn.InputTokens = reader.Number(field),
        ["outputTokens"] = static (ref reader, field, turn) => turn.OutputTokens = reader.Number(field),
        ["error"] = static (ref reader, field, turn) => turn.Error = reader.Text(field),
        ["turnId"] = static (ref reader, field, turn) => turn.TurnId = reader.Text(field),
    });

    /// <exception cref="CaptureException">Something is missing or malformed.</exception>
    public FinishedTurn ToFinishedTurn(string? idempotencyKey) => new()
    {
        SessionId = SessionId ?? throw Missing("sessionId"),
        UserMessage = UserMessage ?? throw Missing("userMessage"),
        AiResponse = AiResponse ?? throw Missing("aiResponse"),
        Mood = Mood,
        Timestamp = Timestamp,
        UserIp = UserIp,
        UserAgent = UserAgent,
        ResponseTimeMs = ResponseTimeMs,
        Metadata = (string?)Metadata,
        UserId = UserId,
        Status = StatusName.Parse(Status) ?? TurnStatus.Completed,
        Model = Model,
        FirstTokenMs = FirstTokenMs,
        InputTokens = InputTokens,
        OutputTokens = OutputTokens,
        Error = Error,
        TurnId = ParseTurnId(),
        IdempotencyKey = idempotencyKey,
    };

    private Guid? ParseTurnId()
    {
        if (TurnId is null) return null;
        return Guid.TryParseExact(TurnId, "D", out var id) && id != Guid.Empty ? id : throw new CaptureException("wrong-type", "turnId", "turnId must be a UUID such as 0190b5c0-6f2a-7b3c-8d4e-5f6a7b8c9d0e.");
    }

    private static CaptureException Missing(string field) => new("missing-field", field, $"{field} is required.");
}

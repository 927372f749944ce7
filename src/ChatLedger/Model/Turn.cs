namespace ChatLedger;

/// <summary>
/// One user message and the AI's reply to it: a row of <c>chat_conversations</c>. Immutable, so it may be shared between threads.
/// Texts are cleaned: they hold neither U+0000 nor an unpaired surrogate.
/// </summary>
public sealed record Turn
{
    /// <summary>The turn's own id (RFC 9562), made once at capture; <see cref="Guid.Empty"/> for a row that plain SQL wrote.</summary>
    public required Guid TurnId { get; init; }

    /// <summary>The session the turn belongs to, 1 to 255 printable characters.</summary>
    public required string SessionId { get; init; }

    /// <summary>What the person asked.</summary>
    public required string UserMessage { get; init; }

    /// <summary>What the model answered, as far as it came; see <see cref="Status"/>.</summary>
    public string AiResponse { get; init; } = "";

    /// <summary>The mood chosen by or found in the person, at most 50 characters.</summary>
    public string? Mood { get; init; }

    /// <summary>When the turn was opened, UTC, whole microseconds. Fixed at capture; a redelivery carries the same.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The person's network address, already anonymised.</summary>
    public string? UserIp { get; init; }

    /// <summary>The <c>User-Agent</c> as sent, at most 1,000 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Milliseconds from asking the model to the end of its answer.</summary>
    public int? ResponseTimeMs { get; init; }

    /// <summary>A JSON object as text, or null.</summary>
    public string? Metadata { get; init; }

    /// <summary>Who the person is to the application, at most 255 characters.</summary>
    public string? UserId { get; init; }

    /// <summary>How the turn ended.</summary>
    public TurnStatus Status { get; init; }

    /// <summary>The model that answered, as it names itself, at most 255 characters.</summary>
    public string? Model { get; init; }

    /// <summary>Milliseconds from asking the model to the first text of its answer.</summary>
    public int? FirstTokenMs { get; init; }

    /// <summary>Tokens read by the model, as the provider counts.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Tokens written by the model, as the provider counts.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>Why the turn did not complete: a stable word, then details; never what people wrote.</summary>
    public string? Error { get; init; }

    /// <summary>The door the turn came in by.</summary>
    public TurnSource Source { get; init; }

    /// <summary>Whether the session, if this turn makes it, is one that visitors may see.</summary>
    public bool Visitor { get; init; }

    /// <summary>The caller's promise that a repeat of this key is this turn, or null.</summary>
    public IngestKey? IngestKey { get; init; }

    /// <summary>The store's number of the row; null until it is stored.</summary>
    public long? ConversationId { get; init; }
}

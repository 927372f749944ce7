namespace ChatLedger.Capture;

/// <summary>A finished turn, handed in whole. Texts may be anything; capture cleans them.</summary>
public sealed record FinishedTurn
{
    /// <summary>The session, 1 to 255 printable characters.</summary>
    public required string SessionId { get; init; }

    /// <summary>What the person asked; not empty.</summary>
    public required string UserMessage { get; init; }

    /// <summary>What the model answered; may be empty.</summary>
    public required string AiResponse { get; init; }

    /// <summary>At most 50 characters.</summary>
    public string? Mood { get; init; }

    /// <summary>When the turn was opened; null for now. At most a day ahead. Cut to the microsecond.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>A network address; anonymised before anything is written.</summary>
    public string? UserIp { get; init; }

    /// <summary>At most 1,000 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Milliseconds, not negative.</summary>
    public int? ResponseTimeMs { get; init; }

    /// <summary>A JSON object as text, at most <see cref="MetadataJson.BytesMax"/> bytes.</summary>
    public string? Metadata { get; init; }

    /// <summary>At most 255 characters.</summary>
    public string? UserId { get; init; }

    /// <summary>How the turn ended.</summary>
    public TurnStatus Status { get; init; }

    /// <summary>At most 255 characters.</summary>
    public string? Model { get; init; }

    /// <summary>Milliseconds, not negative.</summary>
    public int? FirstTokenMs { get; init; }

    /// <summary>Not negative.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Not negative.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>At most 1,000 characters; never what people wrote.</summary>
    public string? Error { get; init; }

    /// <summary>The turn's id where the caller has one; null lets capture make it.</summary>
    public Guid? TurnId { get; init; }

    /// <summary>
    /// The caller's own key for a repeat, with its scope in front; where there is a <see cref="TurnId"/>, that is the key. The same key with the same
    /// message is recorded once; with another message it is a conflict.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The door the turn comes in by.</summary>
    public TurnSource Source { get; init; } = TurnSource.Ingest;
}

namespace ChatLedger.Capture;

/// <summary>What is known of a turn when it is opened. Texts may be anything; capture cleans them.</summary>
public sealed record TurnStart
{
    /// <summary>The session, 1 to 255 printable characters.</summary>
    public required string SessionId { get; init; }

    /// <summary>What the person asked; not empty.</summary>
    public required string UserMessage { get; init; }

    /// <summary>At most 50 characters.</summary>
    public string? Mood { get; init; }

    /// <summary>The peer's address; anonymised before anything is written.</summary>
    public string? UserIp { get; init; }

    /// <summary>As sent; cut at 1,000 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>At most 255 characters.</summary>
    public string? UserId { get; init; }

    /// <summary>A JSON object as text, at most <see cref="MetadataJson.BytesMax"/> bytes.</summary>
    public string? Metadata { get; init; }

    /// <summary>The door the turn comes in by.</summary>
    public TurnSource Source { get; init; } = TurnSource.Ingest;

    /// <summary>Whether a session made by this turn is a visitor's.</summary>
    public bool Visitor { get; init; }

    /// <summary>The caller's promise that a repeat of this key is this turn, however it ends.</summary>
    public IngestKey? IngestKey { get; init; }
}

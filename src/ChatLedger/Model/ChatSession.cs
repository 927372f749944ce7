namespace ChatLedger;

/// <summary>The turns of one visitor's conversation: a row of <c>chat_sessions</c>. Immutable.</summary>
public sealed record ChatSession
{
    /// <summary>1 to 255 printable characters.</summary>
    public required string Id { get; init; }

    /// <summary>When the session began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its newest turn was opened or it was last updated, UTC.</summary>
    public required DateTimeOffset LastActivity { get; init; }

    /// <summary>How many turns were really stored in it.</summary>
    public int TotalMessages { get; init; }

    /// <summary>A JSON object as text, or null.</summary>
    public string? Metadata { get; init; }

    /// <summary>Who the person is to the application, at most 255 characters.</summary>
    public string? UserId { get; init; }

    /// <summary>Whether the session was made by the public chat routes, the only sessions those may see.</summary>
    public bool Visitor { get; init; }

    /// <summary>When the visitor ended it; it takes no further messages.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

namespace ChatLedger;

/// <summary>The figures of one session, or of all of them.</summary>
public sealed record SessionStats
{
    /// <summary>The session's own count of turns (<see cref="ChatSession.TotalMessages"/>); summed over sessions for the whole ledger.</summary>
    public required long TotalMessages { get; init; }

    /// <summary>When the (first) session began; null for an empty ledger.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the newest turn was opened; null for an empty ledger.</summary>
    public DateTimeOffset? LastActivity { get; init; }

    /// <summary>Rows found in <c>chat_conversations</c>; equals <see cref="TotalMessages"/> unless plain SQL wrote or deleted.</summary>
    public required long ConversationCount { get; init; }

    /// <summary>Sessions counted: 1 for a session's own figures.</summary>
    public long SessionCount { get; init; } = 1;

    /// <summary>Mean response time in milliseconds over the turns that have one.</summary>
    public double? AvgResponseTime { get; init; }

    /// <summary>Median response time in milliseconds (nearest rank).</summary>
    public int? P50ResponseTime { get; init; }

    /// <summary>90th percentile of the response time in milliseconds (nearest rank).</summary>
    public int? P90ResponseTime { get; init; }

    /// <summary>95th percentile of the response time in milliseconds (nearest rank).</summary>
    public int? P95ResponseTime { get; init; }

    /// <summary>99th percentile of the response time in milliseconds (nearest rank).</summary>
    public int? P99ResponseTime { get; init; }

    /// <summary>Longest response time in milliseconds.</summary>
    public int? MaxResponseTime { get; init; }

    /// <summary>Turns by mood; turns without one are not counted here.</summary>
    public required IReadOnlyDictionary<string, long> Moods { get; init; }

    /// <summary>Turns by <see cref="TurnStatus"/>, by its lower-case name.</summary>
    public required IReadOnlyDictionary<string, long> Statuses { get; init; }
}

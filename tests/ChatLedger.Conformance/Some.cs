namespace ChatLedger.Conformance;

/// <summary>Ordinary values, for tests that care about one thing of them.</summary>
public static class Some
{
    /// <summary>When the tests' turns begin; with microseconds, which a store must keep.</summary>
    public static DateTimeOffset Time { get; } = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(678_901);

    /// <summary>A completed turn, so many seconds after <see cref="Time"/>.</summary>
    public static Turn Turn(string sessionId = "session", double second = 0)
    {
        var time = Time.AddSeconds(second);
        return new Turn
        {
            TurnId = Guid.CreateVersion7(time),
            SessionId = sessionId,
            UserMessage = "How do I change my address?",
            AiResponse = "Open your profile, then choose Address.",
            Timestamp = time,
            Source = TurnSource.Chat,
        };
    }

    /// <summary>So many turns of a session, a second apart.</summary>
    public static Turn[] Turns(string sessionId, int count) => [.. Enumerable.Range(0, count).Select(second => Turn(sessionId, second))];

    /// <summary>A session without turns, last active so many seconds after <see cref="Time"/>.</summary>
    public static ChatSession Session(string id, double second = 0) => new() { Id = id, StartedAt = Time, LastActivity = Time.AddSeconds(second) };
}

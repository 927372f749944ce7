namespace ChatLedger.Storage;

/// <summary>What the rows that a batch really inserted change in their session. Not thread-safe.</summary>
/// <param name="first">The first of them.</param>
public sealed class SessionGrowth(Turn first)
{
    /// <summary>The session.</summary>
    public string SessionId { get; } = first.SessionId;

    /// <summary>Whether visitors may see the session, if these turns make it.</summary>
    public bool Visitor { get; } = first.Visitor;

    /// <summary>The time of the earliest turn.</summary>
    public DateTimeOffset First { get; private set; } = first.Timestamp;

    /// <summary>The time of the latest turn.</summary>
    public DateTimeOffset Last { get; private set; } = first.Timestamp;

    /// <summary>How many turns there are.</summary>
    public int Inserted { get; private set; }

    /// <summary>The first user named, or null.</summary>
    public string? UserId { get; private set; }

    /// <summary>The turns' <see cref="SessionFacets"/>.</summary>
    public long Facets { get; private set; }

    /// <summary>What each session of a batch grows by, in the order of their ids.</summary>
    public static IReadOnlyCollection<SessionGrowth> Of(IEnumerable<Turn> inserted)
    {
        var sessions = new SortedDictionary<string, SessionGrowth>(StringComparer.Ordinal);
        foreach (var turn in inserted)
        {
            if (!sessions.TryGetValue(turn.SessionId, out var growth)) sessions.Add(turn.SessionId, growth = new SessionGrowth(turn));
            growth.Add(turn);
        }

        return sessions.Values;
    }

    private void Add(Turn turn)
    {
        Inserted++;
        if (turn.Timestamp < First) First = turn.Timestamp;
        if (turn.Timestamp > Last) Last = turn.Timestamp;
        UserId ??= turn.UserId;
        Facets |= SessionFacets.Of(turn);
    }
}

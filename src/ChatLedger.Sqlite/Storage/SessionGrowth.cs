namespace ChatLedger.Sqlite.Storage;

/// <summary>What the rows that a batch really inserted change in their session.</summary>
internal sealed class SessionGrowth(Turn first)
{
    public string SessionId { get; } = first.SessionId;

    public bool Visitor { get; } = first.Visitor;

    public DateTimeOffset First { get; private set; } = first.Timestamp;

    public DateTimeOffset Last { get; private set; } = first.Timestamp;

    public int Inserted { get; private set; }

    public string? UserId { get; private set; }

    public void Add(Turn turn)
    {
        Inserted++;
        if (turn.Timestamp < First) First = turn.Timestamp;
        if (turn.Timestamp > Last) Last = turn.Timestamp;
        UserId ??= turn.UserId;
    }
}

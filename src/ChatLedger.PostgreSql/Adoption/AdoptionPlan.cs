namespace ChatLedger.PostgreSql.Adoption;

/// <summary>How far a database is on the way from an old pair of tables to the ledger's own.</summary>
public enum AdoptionState
{
    /// <summary>There are no tables of these names: nothing to adopt.</summary>
    Nothing,

    /// <summary>An old pair of tables is there, and nothing was done yet.</summary>
    Old,

    /// <summary>An adoption was begun; running it again goes on where it stopped.</summary>
    Begun,

    /// <summary>The tables are the ledger's own.</summary>
    Adopted,
}

/// <summary>What an adoption found and would do, for an operator to read. It holds no word that people wrote. Immutable.</summary>
public sealed record AdoptionPlan
{
    /// <summary>Where the database is on the way.</summary>
    public required AdoptionState State { get; init; }

    /// <summary>Rows of the old <c>chat_conversations</c>.</summary>
    public long Turns { get; init; }

    /// <summary>Rows of the old <c>chat_sessions</c>.</summary>
    public long Sessions { get; init; }

    /// <summary>What both tables take with their indexes, in bytes; about as much is needed for the copy.</summary>
    public long Bytes { get; init; }

    /// <summary>What will be done and what will be different afterwards, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What has to be mended first, a sentence each with its remedy. While there is one, nothing is done.</summary>
    public IReadOnlyList<string> Obstacles { get; init; } = [];
}

namespace ChatLedger.PostgreSql.Adoption;

/// <summary>The steps of an adoption, in their order.</summary>
public enum AdoptionStep
{
    /// <summary>The new tables are made beside the old ones.</summary>
    Preparing,

    /// <summary>Old turns are copied.</summary>
    CopyingTurns,

    /// <summary>Old sessions are copied.</summary>
    CopyingSessions,

    /// <summary>What was written meanwhile is brought over.</summary>
    CatchingUp,

    /// <summary>The new tables take the place of the old ones.</summary>
    Swapping,
}

/// <summary>How far a step is; told after what it tells of is committed.</summary>
/// <param name="Step">The step.</param>
/// <param name="Done">Rows done in it so far, earlier runs included.</param>
public readonly record struct AdoptionProgress(AdoptionStep Step, long Done);

/// <summary>Old tables that an adoption replaced and that are still kept.</summary>
/// <param name="Schema">The schema they were moved to.</param>
/// <param name="Turns">Rows of the old <c>chat_conversations</c>.</param>
/// <param name="Sessions">Rows of the old <c>chat_sessions</c>.</param>
/// <param name="TurnsGone">Turns among them that the ledger no longer has, such as by an erasure since.</param>
/// <param name="Bytes">What they take with their indexes.</param>
public sealed record KeptTables(string Schema, long Turns, long Sessions, long TurnsGone, long Bytes);
